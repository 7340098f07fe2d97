"""How many issues stand in each value of a column."""

from collections.abc import Sequence

import numpy as np

from causeloop_desktop.contract.base import Source
from causeloop_desktop.contract.issues import IssueFacets
from causeloop_desktop.contract.times import from_micros
from causeloop_desktop.engine.domain.normalise import SEVERITY_NUMBER
from causeloop_desktop.engine.domain.stages import CLOSED, STAGES
from causeloop_desktop.engine.store.catalog import TeamCount
from causeloop_desktop.engine.store.columns.table import UNLINKED, IssueColumns, Positions, Values

MOST_TEAMS = 200
"""Teams that facets name; beyond that only the largest."""


def facets(columns: IssueColumns, chosen: Positions | None) -> IssueFacets:
    """Count the chosen issues by stage, severity, source and team."""
    occurred_us = _of(columns, "occurred_us", chosen)
    if not len(occurred_us):
        return IssueFacets()
    stages = np.bincount(_of(columns, "stage", chosen), minlength=len(STAGES))
    severities = np.bincount(_of(columns, "severity", chosen), minlength=len(SEVERITY_NUMBER) + 1)
    return IssueFacets(
        total=len(occurred_us),
        stage={stage: int(stages[number]) for number, stage in enumerate(STAGES)},
        severity={name: int(severities[number]) for name, number in SEVERITY_NUMBER.items()},
        source={Source(name): count for name, count in _by_word(columns, "source", chosen).items()},
        team=dict(list(_by_word(columns, "team", chosen).items())[:MOST_TEAMS]),
        linked=int(np.count_nonzero(_of(columns, "pattern", chosen) != UNLINKED)),
        newest_at=from_micros(int(occurred_us.max())),
        oldest_at=from_micros(int(occurred_us.min())),
    )


def team_counts(
    columns: IssueColumns, chosen: Positions | None, limit: int
) -> tuple[TeamCount, ...]:
    """Count the chosen issues of the teams that have most of them."""
    team = _of(columns, "team", chosen)
    pattern = _of(columns, "pattern", chosen)
    is_open = ~np.isin(_of(columns, "stage", chosen), list(CLOSED))
    size = len(columns.words["team"].names)
    count = np.bincount(team, minlength=size)
    count_open = np.bincount(team[is_open], minlength=size)
    linked = np.bincount(team[pattern != UNLINKED], minlength=size)
    largest = np.argsort(-count, kind="stable")
    return tuple(
        TeamCount(name, int(count[code]), int(count_open[code]), int(linked[code]))
        for code in largest[: limit + 1]
        if count[code] and (name := columns.words["team"].names[code]) is not None
    )[:limit]


def open_in(columns: IssueColumns, chosen: Positions | None, patterns: Sequence[int]) -> int:
    """Count the chosen issues that are open and in one of some patterns."""
    is_open = ~np.isin(_of(columns, "stage", chosen), list(CLOSED))
    return int(np.count_nonzero(is_open & np.isin(_of(columns, "pattern", chosen), patterns)))


def between(columns: IssueColumns, chosen: Positions | None, bounds: Sequence[int]) -> list[int]:
    """Count the chosen issues that occurred between each bound and the next.

    Args:
        columns: Where to look.
        chosen: The issues that count.
        bounds: Ascending moments; a moment belongs to what it begins.
    """
    at = np.searchsorted(np.array(bounds, np.int64), _of(columns, "occurred_us", chosen), "right")
    return [int(count) for count in np.bincount(at, minlength=len(bounds) + 1)[1 : len(bounds)]]


def _by_word(columns: IssueColumns, name: str, chosen: Positions | None) -> dict[str, int]:
    """Count by a column of words, the most frequent first."""
    counts = np.bincount(_of(columns, name, chosen))
    names = columns.words[name].names
    return {
        text: int(counts[code])
        for code in np.argsort(-counts, kind="stable")
        if counts[code] and (text := names[code]) is not None
    }


def _of(columns: IssueColumns, name: str, chosen: Positions | None) -> Values:
    values = columns[name]
    return values if chosen is None else values[chosen]
