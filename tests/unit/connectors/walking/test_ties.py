"""Looks at one moment go on until two agree."""

from causeloop_desktop.connectors.walking.ties import MOST_LOOKS, Ties


def _look(ties: Ties, *keys: str, goes_on: bool = True) -> bool:
    ties.see(set(keys))
    if goes_on:
        ties.go_on()
    return ties.want_another_look()


def test_what_fits_on_a_page_is_looked_at_once() -> None:
    assert not _look(Ties(), "a", "b", goes_on=False)


def test_two_looks_that_agree_are_enough() -> None:
    ties = Ties()
    assert _look(ties, "a", "b", "c")
    assert not _look(ties, "a", "b", "c")


def test_a_row_that_left_or_turned_up_asks_for_another_look() -> None:
    ties = Ties()
    assert _look(ties, "a", "b", "d")
    assert _look(ties, "b", "c", "d")
    assert not _look(ties, "b", "c", "d")


def test_a_look_that_was_broken_off_counts_for_nothing() -> None:
    ties = Ties(under_way=True)
    assert _look(ties, "c", goes_on=False)
    assert _look(ties, "a", "b", "c")
    assert not _look(ties, "a", "b", "c")


def test_a_moment_that_never_rests_is_left_in_the_end() -> None:
    ties = Ties()
    looks = 0
    while _look(ties, str(looks)):
        looks += 1
    assert looks == MOST_LOOKS
