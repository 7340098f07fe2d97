"""Everything that a dashboard shows of issues, counted in one look."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from causeloop_desktop.engine.domain.records.stages import CLOSED
from causeloop_desktop.engine.store.columns.counting import facets, values_of
from causeloop_desktop.engine.store.columns.looks import Outlook, Overview, TeamCount
from causeloop_desktop.engine.store.columns.table import UNLINKED, IssueColumns, Positions, Values

Mask = NDArray[np.bool_]


def overview(columns: IssueColumns, chosen: Positions | None, outlook: Outlook) -> Overview:
    """Count the chosen issues by value, team and time, and those that are open loops.

    Args:
        columns: Where to look.
        chosen: The issues that count; ``None`` is all of them.
        outlook: What is asked.
    """
    occurred_us = values_of(columns, "occurred_us", chosen)
    pattern = values_of(columns, "pattern", chosen)
    is_open = _is_open(values_of(columns, "stage", chosen))
    loops = np.flatnonzero(is_open & _is_any(pattern, outlook.recurring))
    newest = _newest(occurred_us, outlook.bounds[0], outlook.newest)
    return Overview(
        facets=facets(columns, chosen),
        teams=_teams(columns, chosen, is_open, pattern != UNLINKED)[: outlook.most_teams],
        open_loops=len(loops),
        new_loops=int(np.count_nonzero(occurred_us[loops] >= outlook.bounds[0])),
        between=_between(occurred_us, outlook.bounds),
        newest=tuple(values_of(columns, "key", chosen)[newest].tolist()),
    )


def _is_open(stage: Values) -> Mask:
    is_open = np.ones(len(stage), bool)
    for number in CLOSED:
        is_open &= stage != number
    return is_open


def _is_any(pattern: Values, keys: frozenset[int]) -> Mask:
    """Tell which patterns are among ``keys``: one look into a table for each issue."""
    wanted = np.zeros(max((int(pattern.max(initial=0)), *keys)) + 1, bool)
    wanted[list(keys)] = True
    found: Mask = wanted[pattern]
    return found


def _newest(occurred_us: Values, since_us: int, most: int) -> Positions:
    """Give where the newest stand, latest first; of equal ones the last comes first.

    Nearly always they have occurred since ``since_us``, so that few need to be looked at.
    """
    most = min(most, len(occurred_us))
    if not most:
        return np.zeros(0, np.intp)
    lately = occurred_us[occurred_us >= since_us]
    among = lately if len(lately) >= most else occurred_us
    oldest = np.partition(among, -most)[-most]
    places = np.flatnonzero(occurred_us >= oldest)
    order = np.argsort(occurred_us[places], kind="stable")
    return places[order[::-1][:most]]


def _teams(
    columns: IssueColumns, chosen: Positions | None, is_open: Mask, linked: Mask
) -> tuple[TeamCount, ...]:
    """Count by team, those with most issues first; issues of no team are left out."""
    names = columns.words["team"].names
    # One pass counts all: each issue falls into one of four boxes of its team.
    boxes = values_of(columns, "team", chosen) * 4 + is_open * np.int8(2) + linked
    counts = np.bincount(boxes, minlength=4 * len(names)).reshape(-1, 4)
    issues, opened, in_patterns = counts.sum(1), counts[:, 2:].sum(1), counts[:, 1::2].sum(1)
    found = zip(names, issues.tolist(), opened.tolist(), in_patterns.tolist(), strict=True)
    teams = [TeamCount(name, *numbers) for name, *numbers in found if name and numbers[0]]
    return tuple(sorted(teams, key=lambda count: (-count.issues, count.team)))


def _between(occurred_us: Values, bounds: Sequence[int]) -> tuple[int, ...]:
    """Count what occurred from each bound to the next."""
    lately = occurred_us[occurred_us >= bounds[0]]
    at = np.searchsorted(np.array(bounds, np.int64), lately, "right")
    counts = np.bincount(at, minlength=len(bounds) + 1)[1 : len(bounds)]
    return tuple(counts.tolist())
