"""How many issues stand in each value of a column."""

import numpy as np

from causeloop_desktop.contract.base import Source
from causeloop_desktop.contract.issues import IssueFacets
from causeloop_desktop.contract.times import from_micros
from causeloop_desktop.engine.domain.records.normalise import SEVERITY_NUMBER
from causeloop_desktop.engine.domain.records.stages import STAGES
from causeloop_desktop.engine.store.columns.table import UNLINKED, IssueColumns, Positions, Values

MOST_TEAMS = 200
"""Teams that facets name; beyond that only the largest."""


def facets(columns: IssueColumns, chosen: Positions | None) -> IssueFacets:
    """Count the chosen issues by stage, severity, source and team."""
    occurred_us = values_of(columns, "occurred_us", chosen)
    if not len(occurred_us):
        return IssueFacets()
    stages = np.bincount(values_of(columns, "stage", chosen), minlength=len(STAGES))
    severities = np.bincount(
        values_of(columns, "severity", chosen), minlength=len(SEVERITY_NUMBER) + 1
    )
    return IssueFacets(
        total=len(occurred_us),
        stage={stage: int(stages[number]) for number, stage in enumerate(STAGES)},
        severity={name: int(severities[number]) for name, number in SEVERITY_NUMBER.items()},
        source={Source(name): count for name, count in _by_word(columns, "source", chosen).items()},
        team=dict(list(_by_word(columns, "team", chosen).items())[:MOST_TEAMS]),
        linked=int(np.count_nonzero(values_of(columns, "pattern", chosen) != UNLINKED)),
        newest_at=from_micros(int(occurred_us.max())),
        oldest_at=from_micros(int(occurred_us.min())),
    )


def _by_word(columns: IssueColumns, name: str, chosen: Positions | None) -> dict[str, int]:
    """Count by a column of words, the most frequent first."""
    counts = np.bincount(values_of(columns, name, chosen))
    names = columns.words[name].names
    return {
        text: int(counts[code])
        for code in np.argsort(-counts, kind="stable")
        if counts[code] and (text := names[code]) is not None
    }


def values_of(columns: IssueColumns, name: str, chosen: Positions | None) -> Values:
    """Give a column of the chosen issues."""
    values = columns[name]
    return values if chosen is None else values[chosen]
