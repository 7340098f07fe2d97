"""What a dashboard shows of issues, against the same counts in plain Python."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import pytest

from causeloop_desktop.engine.domain.records.stages import CLOSED, STAGES
from causeloop_desktop.engine.store.columns.looks import Outlook, Wanted
from causeloop_desktop.engine.store.columns.overview import overview
from causeloop_desktop.engine.store.columns.table import IssueColumns

RECURRING = frozenset({2, 5, 9})
BOUNDS = (50, 60, 70, 80)
TEAMS = ("payments", "search", "care", None)


class Drawn(NamedTuple):
    """An issue as chance has it."""

    key: int
    occurred_us: int
    stage: int
    team: str | None
    pattern: int

    @property
    def is_loop(self) -> bool:
        return self.stage not in CLOSED and self.pattern in RECURRING


def _draw(count: int, seed: int) -> list[Drawn]:
    chance = np.random.default_rng(seed)
    return [
        Drawn(
            key,
            int(chance.integers(90)),
            int(chance.integers(len(STAGES))),
            TEAMS[chance.integers(len(TEAMS))],
            int(chance.integers(12)),
        )
        for key in range(1, count + 1)
    ]


def _columns(issues: Sequence[Drawn]) -> IssueColumns:
    columns = IssueColumns()
    rows: list[tuple[Any, ...]] = [
        (one.key, one.occurred_us, 0, 1, one.stage, 0, "jira", "", one.team, None, None)
        for one in issues
    ]
    columns.append(rows)
    columns["pattern"][:] = [one.pattern for one in issues]
    return columns


@pytest.mark.parametrize(("count", "seed"), [(0, 1), (1, 2), (5, 3), (400, 4)])
@pytest.mark.parametrize("some", [False, True])
def test_it_counts_like_plain_python(count: int, seed: int, some: bool) -> None:
    drawn = _draw(count, seed)
    chosen = np.arange(0, count, 2) if some else None
    issues = drawn[::2] if some else drawn
    outlook = Outlook(Wanted(), BOUNDS, RECURRING, newest=6)

    found = overview(_columns(drawn), chosen, outlook)

    loops = [one for one in issues if one.is_loop]
    assert found.facets.total == len(issues)
    assert (found.open_loops, found.new_loops) == (
        len(loops),
        sum(one.occurred_us >= BOUNDS[0] for one in loops),
    )
    assert found.between == tuple(
        sum(start <= one.occurred_us < end for one in issues) for start, end in pairwise(BOUNDS)
    )
    latest = sorted(issues, key=lambda one: (one.occurred_us, one.key), reverse=True)
    assert found.newest == tuple(one.key for one in latest[:6])


def test_teams_are_counted_largest_first() -> None:
    issues = _draw(300, 5)
    found = overview(_columns(issues), None, Outlook(Wanted(), BOUNDS, most_teams=2)).teams
    sizes = Counter(one.team for one in issues if one.team)
    assert [(count.team, count.issues) for count in found] == sizes.most_common(2)
    theirs = [one for one in issues if one.team == found[0].team]
    assert found[0].open_issues == sum(one.stage not in CLOSED for one in theirs)
    assert found[0].in_patterns == sum(one.pattern != 0 for one in theirs)
