"""The guard keeps a loop alive, tells the log why, and lets a cancellation through."""

import asyncio
import logging
from collections.abc import Iterator

import pytest

from causeloop_desktop.engine.services.foundation import guard
from causeloop_desktop.engine.services.foundation.guard import Guard


class Heard(logging.Handler):
    """Keeps what is logged."""

    def __init__(self) -> None:
        super().__init__()
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.fixture
def heard() -> Iterator[Heard]:
    """Listen to the guard itself: an engine of another test may have taken the root's handlers."""
    listening = Heard()
    guard.logger.addHandler(listening)
    yield listening
    guard.logger.removeHandler(listening)


def test_a_fault_is_logged_with_its_traceback_and_the_work_goes_on(heard: Heard) -> None:
    steps: list[str] = []
    with Guard("the tide could not be read"):
        steps.append("before")
        raise ZeroDivisionError
    steps.append("after")
    assert steps == ["before", "after"]
    assert [record.getMessage() for record in heard.records] == ["the tide could not be read"]
    assert heard.records[0].exc_info is not None
    assert heard.records[0].exc_info[0] is ZeroDivisionError


def test_what_succeeds_is_not_logged(heard: Heard) -> None:
    with Guard("never said"):
        pass
    assert not heard.records


@pytest.mark.parametrize("ending", [asyncio.CancelledError, KeyboardInterrupt])
def test_an_order_to_end_is_obeyed(ending: type[BaseException]) -> None:
    with pytest.raises(ending), Guard("never said"):
        raise ending


@pytest.mark.anyio
async def test_a_step_is_taken_until_it_succeeds(
    heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "RETRY_SECONDS", 0.0)
    answers = iter([0, 0, 4])

    async def step() -> float:
        return 1 / next(answers)

    assert await guard.insist(step, "the tide could not be read") == 0.25
    assert [record.getMessage() for record in heard.records] == ["the tide could not be read"] * 2
