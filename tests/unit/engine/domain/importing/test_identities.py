"""Ids for rows without one."""

from hypothesis import given
from hypothesis import strategies as st

from causeloop_desktop.engine.domain.importing.identities import DerivedIds

ROWS = st.lists(st.dictionaries(st.sampled_from("abc"), st.sampled_from("xy"), max_size=3))


@given(ROWS)
def test_ids_are_unique_in_a_file_and_the_same_next_time(rows: list[dict[str, object]]) -> None:
    first, again = DerivedIds(), DerivedIds()

    ids = [first.next_id(row) for row in rows]

    assert len(set(ids)) == len(rows)
    assert [again.next_id(row) for row in rows] == ids


@given(ROWS, st.integers(min_value=0))
def test_an_id_depends_on_equal_rows_alone(rows: list[dict[str, object]], at: int) -> None:
    ids = DerivedIds()
    expected = {ids.next_id(row) for row in rows}
    moved = rows[at % (len(rows) or 1) :] + rows[: at % (len(rows) or 1)]
    shuffled = DerivedIds()

    assert {shuffled.next_id(row) for row in moved} == expected


def test_the_order_of_columns_does_not_matter() -> None:
    assert DerivedIds().next_id({"a": 1, "b": 2}) == DerivedIds().next_id({"b": 2, "a": 1})


def test_numbers_beyond_64_bits_are_content_too() -> None:
    assert DerivedIds().next_id({"a": 2**80}) != DerivedIds().next_id({"a": 2**81})
