"""Everything that a dashboard shows of issues, counted in one look."""

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from causeloop_desktop.engine.domain.stages import CLOSED
from causeloop_desktop.engine.store.catalog import Outlook, Overview, TeamCount
from causeloop_desktop.engine.store.columns.counting import facets, values_of
from causeloop_desktop.engine.store.columns.table import UNLINKED, IssueColumns, Positions, Values

Mask = NDArray[np.bool_]


def overview(
    columns: IssueColumns, chosen: Positions | None, outlook: Outlook, newest: tuple[int, ...]
) -> Overview:
    """Count the chosen issues by value, team and time, and those that are open loops.

    Args:
        columns: Where to look.
        chosen: The issues that count; ``None`` is all of them.
        outlook: What is asked.
        newest: Keys of the newest among the chosen.
    """
    occurred_us = values_of(columns, "occurred_us", chosen)
    linked = values_of(columns, "pattern", chosen) != UNLINKED
    is_open = _is_open(columns, chosen)
    loops = _loops(columns, chosen, is_open & linked, outlook.recurring)
    return Overview(
        facets=facets(columns, chosen),
        teams=_teams(columns, chosen, is_open, linked)[: outlook.most_teams],
        open_loops=len(loops),
        new_loops=int(np.count_nonzero(occurred_us[loops] >= outlook.bounds[0])),
        between=_between(occurred_us, outlook.bounds),
        newest=newest,
    )


def _is_open(columns: IssueColumns, chosen: Positions | None) -> Mask:
    closed = np.zeros(256, bool)
    closed[list(CLOSED)] = True
    is_open: Mask = ~closed.take(values_of(columns, "stage", chosen))
    return is_open


def _loops(
    columns: IssueColumns, chosen: Positions | None, candidates: Mask, recurring: Collection[int]
) -> Positions:
    """Give where among the chosen the candidates stand whose pattern keeps coming back."""
    places = np.flatnonzero(candidates)
    patterns = values_of(columns, "pattern", chosen)[places]
    return places[np.isin(patterns, list(recurring))]


def _teams(
    columns: IssueColumns, chosen: Positions | None, is_open: Mask, linked: Mask
) -> tuple[TeamCount, ...]:
    """Count by team, those with most issues first; issues of no team are left out."""
    names = columns.words["team"].names
    team = values_of(columns, "team", chosen)
    counts = [np.bincount(team[which], minlength=len(names)) for which in (..., is_open, linked)]
    found = zip(names, *(count.tolist() for count in counts), strict=True)
    teams = [TeamCount(name, *numbers) for name, *numbers in found if name and numbers[0]]
    return tuple(sorted(teams, key=lambda count: (-count.issues, count.team)))


def _between(occurred_us: Values, bounds: Sequence[int]) -> tuple[int, ...]:
    """Count what occurred from each bound to the next."""
    lately = occurred_us[occurred_us >= bounds[0]]
    at = np.searchsorted(np.array(bounds, np.int64), lately, "right")
    counts = np.bincount(at, minlength=len(bounds) + 1)[1 : len(bounds)]
    return tuple(counts.tolist())
