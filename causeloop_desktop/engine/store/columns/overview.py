"""Everything that a dashboard shows of issues, counted in one look."""

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from causeloop_desktop.engine.domain.stages import CLOSED
from causeloop_desktop.engine.store.catalog import Order, Outlook, Overview, Start, TeamCount
from causeloop_desktop.engine.store.columns.counting import facets, values_of
from causeloop_desktop.engine.store.columns.paging import line_of, window
from causeloop_desktop.engine.store.columns.table import UNLINKED, IssueColumns, Positions, Values

Mask = NDArray[np.bool_]


def overview(columns: IssueColumns, chosen: Positions | None, outlook: Outlook) -> Overview:
    """Count the chosen issues by value, team and time, and those that are open loops."""
    occurred_us = values_of(columns, "occurred_us", chosen)
    linked = values_of(columns, "pattern", chosen) != UNLINKED
    is_open = _is_open(columns, chosen)
    loops = _loops(columns, chosen, is_open & linked, outlook.recurring)
    newest = window(columns, line_of(columns, chosen, Order()), Start(), outlook.newest)
    return Overview(
        facets=facets(columns, chosen),
        teams=_teams(columns, chosen, is_open, linked)[: outlook.most_teams],
        open_loops=len(loops),
        new_loops=int(np.count_nonzero(occurred_us[loops] >= outlook.bounds[0])),
        between=_between(occurred_us, outlook.bounds),
        newest=newest.keys,
    )


def _is_open(columns: IssueColumns, chosen: Positions | None) -> Mask:
    closed = np.zeros(256, bool)
    closed[list(CLOSED)] = True
    is_open: Mask = ~closed[values_of(columns, "stage", chosen)]
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
