"""Worker processes."""

import asyncio
import sys
import time
from pathlib import Path

import pytest

from causeloop_desktop.engine.services.jobs import workers
from causeloop_desktop.engine.services.jobs.workers import WorkerError, Workers, self_command
from tests.support.waiting import until
from tests.support.workers import worker_command

pytestmark = pytest.mark.anyio

ECHO = "import sys, json; spec = json.loads(sys.stdin.readline()); print(json.dumps(spec))"


async def test_a_worker_gets_its_specification_and_answers_in_lines() -> None:
    worker = await Workers([sys.executable, "-c", ECHO]).start({"type": "echo", "é": [1]})
    assert [message async for message in worker.messages()] == [{"type": "echo", "é": [1]}]
    assert await worker.ended() == 0
    await worker.stop()


async def test_a_line_longer_than_usual_arrives_whole() -> None:
    worker = await Workers([sys.executable, "-c", ECHO]).start({"text": "x" * 2_000_000})
    (message,) = [message async for message in worker.messages()]
    assert len(message["text"]) == 2_000_000
    await worker.stop()


OUTBOX = (
    "import sys; from causeloop_desktop.engine.worker.protocol import Outbox; "
    "Outbox(sys.stdout).rows(text='\\u6f22' * 7_000_000); Outbox(sys.stdout).done({})"
)


async def test_a_message_longer_than_any_line_arrives_whole() -> None:
    worker = await Workers([sys.executable, "-c", OUTBOX]).start({})
    rows, done = [message async for message in worker.messages()]
    assert (rows["text"], done["type"]) == ("\u6f22" * 7_000_000, "done")
    await worker.stop()


async def test_a_message_beyond_all_measure_is_refused_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(workers, "LONGEST_MESSAGE", 1_000_000)
    worker = await Workers([sys.executable, "-c", OUTBOX]).start({})
    with pytest.raises(WorkerError, match="Narrow down"):
        [message async for message in worker.messages()]
    await worker.stop()


async def test_what_a_worker_complains_of_is_kept(tmp_path: Path) -> None:
    log = tmp_path / "worker.log"
    worker = await Workers([sys.executable, "-c", "raise SystemExit('no luck')"], log).start({})
    assert await worker.ended() == 1
    await worker.stop()
    await until(lambda: log.exists() and "no luck" in log.read_text(encoding="utf-8"))


async def test_a_worker_ends_when_it_is_asked_to(tmp_path: Path) -> None:
    worker = await Workers(worker_command(tmp_path)).start({"params": {"steps": 9, "pause": 1}})
    async for _ in worker.messages():
        break
    asked = time.monotonic()
    await worker.stop()
    assert time.monotonic() - asked < 0.9


async def test_a_deaf_worker_is_gone_although_the_caller_is_cancelled() -> None:
    deaf = "import time\nwhile True: time.sleep(9)"
    worker = await Workers([sys.executable, "-c", deaf]).start({})
    async with asyncio.TaskGroup() as group:
        stopping = group.create_task(worker.stop())
        await asyncio.sleep(0.1)
        stopping.cancel()
    assert await worker.ended() != 0


def test_from_source_we_enter_ourselves_by_module() -> None:
    assert self_command("_worker") == [sys.executable, "-m", "causeloop_desktop", "_worker"]


def test_frozen_we_enter_ourselves_by_our_own_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert self_command("_worker") == [sys.executable, "_worker"]


async def test_a_worker_thinks_on_one_core_only() -> None:
    show = "import os; print('{\"n\":' + os.environ['OMP_NUM_THREADS'] + '}')"
    worker = await Workers([sys.executable, "-c", show]).start({})
    assert [message async for message in worker.messages()] == [{"n": 1}]
    await worker.stop()
