"""The guard keeps a loop alive, tells the log why, and lets a cancellation through."""

import asyncio
import logging

import pytest

from causeloop_desktop.engine.services.guard import Guard


def test_a_fault_is_logged_with_its_traceback_and_the_work_goes_on(
    caplog: pytest.LogCaptureFixture,
) -> None:
    steps: list[str] = []
    with caplog.at_level(logging.ERROR), Guard("the tide could not be read"):
        steps.append("before")
        raise ZeroDivisionError
    steps.append("after")
    assert steps == ["before", "after"]
    assert [record.message for record in caplog.records] == ["the tide could not be read"]
    assert caplog.records[0].exc_info is not None
    assert caplog.records[0].exc_info[0] is ZeroDivisionError


def test_what_succeeds_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    with Guard("never said"):
        pass
    assert not caplog.records


@pytest.mark.parametrize("ending", [asyncio.CancelledError, KeyboardInterrupt])
def test_an_order_to_end_is_obeyed(ending: type[BaseException]) -> None:
    with pytest.raises(ending), Guard("never said"):
        raise ending
