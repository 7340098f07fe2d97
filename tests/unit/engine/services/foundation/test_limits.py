"""How often one may ask."""

from causeloop_desktop.engine.services.foundation.limits import WINDOW_US, Limits, Window

MINUTE_START = 1_000 * WINDOW_US


def test_requests_are_counted_down_and_then_refused() -> None:
    window = Window(2, lambda: MINUTE_START + 15_000_000)
    taken = [window.take("a") for _ in range(3)]
    assert [one.remaining for one in taken] == [1, 0, 0]
    assert [one.exceeded for one in taken] == [False, False, True]
    assert taken[2].retry_after == 45


def test_everybody_has_an_allowance_of_their_own() -> None:
    window = Window(1, lambda: MINUTE_START)
    assert not window.take("a").exceeded
    assert not window.take("b").exceeded


def test_a_new_minute_begins_anew() -> None:
    times = iter([MINUTE_START, MINUTE_START + 1, MINUTE_START + WINDOW_US])
    window = Window(1, lambda: next(times))
    assert [window.take("a").exceeded for _ in range(3)] == [False, True, False]


def test_limits_that_are_off_count_nothing() -> None:
    limits = Limits(lambda: MINUTE_START, enforced=False)
    assert limits.by_address("a") is None
    assert limits.by_workspace("ws_1") is None
