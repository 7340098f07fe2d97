import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from causeloop_desktop.engine.store.columns.ranks import UnsortedLine, ranked

numbers = st.lists(st.integers(0, 6), max_size=60)


@settings(deadline=None)
@given(numbers, st.integers(0, 70), st.integers(0, 30))
def test_ranks_are_those_of_a_stable_sort(values: list[int], start: int, length: int) -> None:
    expected = sorted(range(len(values)), key=values.__getitem__)[start : start + length]
    assert ranked(np.array(values, np.int64), start, start + length).tolist() == expected


@settings(deadline=None)
@given(numbers, st.booleans())
def test_a_sorted_line_answers_like_an_unsorted_one(values: list[int], descending: bool) -> None:
    positions = np.arange(len(values))
    column = np.array(values, np.int64)
    if descending:
        positions, column = positions[::-1], column[::-1]
    line = UnsortedLine(positions, column, descending=descending)
    other = line.sorted()
    rows, sorted_values = line.page(0, len(values))
    assert other.page(0, len(values))[0].tolist() == rows.tolist()
    for rank, (value, position) in enumerate(zip(sorted_values, rows, strict=True), start=1):
        assert line.rank_after(int(value), int(position)) == rank
        assert other.rank_after(int(value), int(position)) == rank
