"""Members that are more severe than the median of their pattern, against the plain median."""

from statistics import median
from typing import Any, NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from causeloop_desktop.engine.store.columns.medians import standing_out, standing_out_among
from causeloop_desktop.engine.store.columns.table import UNLINKED, IssueColumns


class Drawn(NamedTuple):
    """An issue as chance has it."""

    severity: int
    pattern: int
    occurred_us: int


ISSUES = st.lists(
    st.builds(Drawn, st.integers(1, 4), st.integers(0, 4), st.integers(0, 9)), max_size=40
)
MOMENTS = st.none() | st.integers(0, 9)


def _columns(drawn: list[Drawn]) -> IssueColumns:
    columns = IssueColumns()
    rows: list[tuple[Any, ...]] = [
        (key, one.occurred_us, 0, one.severity, 0, 0, "jira", "", None, None, None)
        for key, one in enumerate(drawn, start=1)
    ]
    columns.append(rows)
    columns["pattern"][:] = [one.pattern for one in drawn]
    return columns


def _expected(drawn: list[Drawn], as_of_us: int | None) -> set[int]:
    """Give the keys of those that stand out."""
    seen = [
        (key, one)
        for key, one in enumerate(drawn, start=1)
        if as_of_us is None or one.occurred_us <= as_of_us
    ]
    found = set()
    for key, one in seen:
        usual = median(other.severity for _, other in seen if other.pattern == one.pattern)
        if one.pattern != UNLINKED and one.severity < usual:
            found.add(key)
    return found


@given(ISSUES, MOMENTS)
def test_those_above_the_median_stand_out(drawn: list[Drawn], as_of_us: int | None) -> None:
    columns = _columns(drawn)
    found = set(columns["key"][standing_out(columns, as_of_us, None)].tolist())
    assert found == _expected(drawn, as_of_us)


@given(ISSUES, MOMENTS, st.integers(1, 4))
def test_one_pattern_alone_gives_its_own(
    drawn: list[Drawn], as_of_us: int | None, pattern: int
) -> None:
    columns = _columns(drawn)
    found = set(columns["key"][standing_out(columns, as_of_us, pattern)].tolist())
    of_pattern = {key for key, one in enumerate(drawn, start=1) if one.pattern == pattern}
    assert found == _expected(drawn, as_of_us) & of_pattern


@given(ISSUES, MOMENTS, st.sets(st.integers(1, 40)))
def test_a_page_is_marked_by_the_whole_pattern(
    drawn: list[Drawn], as_of_us: int | None, page: set[int]
) -> None:
    keys = {key for key in page if key <= len(drawn)}
    found = standing_out_among(_columns(drawn), keys, as_of_us)
    assert found == _expected(drawn, as_of_us) & keys
