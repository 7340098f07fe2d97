import pytest
from hypothesis import given
from hypothesis import strategies as st

from causeloop_desktop.engine.store.patterns.members import Members, Occurrence

OCCURRENCES = st.lists(
    st.builds(
        Occurrence,
        issue=st.integers(1, 2**40),
        time_us=st.integers(0, 2**60),
        severity=st.integers(1, 4),
        known=st.booleans(),
        team=st.sampled_from(["", "payments", "søgning"]),
        service=st.text(max_size=8),
        source=st.sampled_from(["jira", "pagerduty"]),
    ),
    max_size=30,
)


def occurrence(issue: int, time_us: int, team: str = "", *, known: bool = True) -> Occurrence:
    return Occurrence(issue, time_us, 2, known, team, "", "jira")


@given(OCCURRENCES)
def test_what_is_packed_comes_back(rows: list[Occurrence]) -> None:
    members = Members.of(rows)

    assert Members.unpack(members.pack()) == members


@given(OCCURRENCES)
def test_every_occurrence_is_kept_oldest_first(rows: list[Occurrence]) -> None:
    found = list(Members.of(rows).occurrences())

    assert sorted(found) == sorted(rows)
    assert [one.time_us for one in found] == sorted(one.time_us for one in rows)


@given(OCCURRENCES, st.sets(st.integers(1, 2**40)))
def test_two_halves_make_the_whole(rows: list[Occurrence], some: set[int]) -> None:
    members = Members.of(rows)
    half = members.only(some)

    assert members.without(some).joined(half.occurrences()) == Members.of(rows)


def test_nothing_after_the_moment_counts() -> None:
    members = Members.of([occurrence(1, 10), occurrence(2, 20), occurrence(3, 30)])

    assert members.until(20) == 2
    assert members.until(9) == 0


def test_times_of_arrival_are_no_known_times() -> None:
    members = Members.of([occurrence(1, 10), occurrence(2, 20, known=False)])

    assert members.known_times(2) == [10]


@pytest.mark.parametrize(("until", "expected"), [(4, ("b", "a")), (1, ("a",)), (0, ())])
def test_names_are_ranked_by_how_often_they_were_said(
    until: int, expected: tuple[str, ...]
) -> None:
    said = ["a", "b", "b", ""]
    members = Members.of(occurrence(n, n, team) for n, team in enumerate(said))

    assert members.team.ranked(until) == expected


def test_what_several_tools_told_counts_once() -> None:
    rows = [
        Occurrence(7, 10, 2, True, "", "", "pagerduty"),
        Occurrence(8, 20, 2, True, "", "", "jira"),
        Occurrence(8, 90, 2, True, "", "", "jira"),
        Occurrence(9, 30, 2, True, "", "", "zendesk"),
    ]
    members = Members.of(rows)
    once = members.counted_once({7: 7, 8: 7})

    assert once.known_times(4) == [10, 30, 90]
    assert [once.count(until) for until in range(5)] == [0, 1, 1, 2, 3]
    assert set(once.issues) == {7, 8, 9}
    assert Members.unpack(once.pack()) == members
    assert once.counted_once({}) == members
    assert members.counted_once({1: 1, 2: 1}) is members
