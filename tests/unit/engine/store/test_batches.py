"""Lists that fit one statement."""

from causeloop_desktop.engine.store.batches import AT_ONCE, batches


def test_values_keep_their_order_and_none_is_lost() -> None:
    assert list(batches(range(5), 2)) == [[0, 1], [2, 3], [4]]


def test_nothing_makes_no_statement() -> None:
    assert list(batches([])) == []


def test_a_full_list_is_one_statement() -> None:
    assert [len(some) for some in batches(range(AT_ONCE + 1))] == [AT_ONCE, 1]
