"""What a provider grants: read from its headers, however they write a reset."""

import pytest

from causeloop_desktop.connectors.asking.limits import Budget, budget_of

NOW = 1_800_000_000.0


@pytest.mark.parametrize(
    "reset",
    ["90", "1800000090", "1800000090000", "2027-01-15T08:01:30Z", "2027-01-15T08:01:30+00:00"],
)
def test_a_reset_is_a_moment_or_a_time_to_wait_however_it_is_written(reset: str) -> None:
    headers = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": reset}
    assert budget_of(headers, NOW) == Budget(0, 90.0)


def test_a_reset_that_nobody_can_read_is_waited_for_a_minute() -> None:
    headers = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "soon"}
    assert budget_of(headers, NOW) == Budget(0, 60.0)


def test_headers_that_say_nothing_grant_nothing() -> None:
    assert budget_of({"x-ratelimit-reset": "90"}, NOW) is None
    assert budget_of({"x-ratelimit-remaining": "many"}, NOW) is None
