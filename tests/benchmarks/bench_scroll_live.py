"""The Issues screen over 1,000,000 rows of a child engine: frames, texts, and both under load."""

import asyncio
import gc
import os
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from causeloop_desktop.client.client import CauseloopClient
from causeloop_desktop.client.finding.local import ChildEngine
from causeloop_desktop.contract.base import JobId
from causeloop_desktop.desktop.backends import Profiles
from causeloop_desktop.desktop.main_window import MainWindow
from causeloop_desktop.desktop.navigation import SCREENS
from causeloop_desktop.desktop.preferences import Preferences
from causeloop_desktop.desktop.theme.theme import Theme
from causeloop_desktop.desktop.views.issues.view import IssuesView
from causeloop_desktop.desktop.workbench import Workbench
from causeloop_desktop.vault import MASTER_KEY_VARIABLE, Vault
from tests.benchmarks.cache import generated_csv, resting_copy
from tests.benchmarks.databases import FILE
from tests.benchmarks.report import Options, Result, at_most, median, milliseconds, percentile
from tests.benchmarks.turns import Turns, TurnWatch
from tests.support.waiting import until

SIZE = (1400, 900)
FRAME_SECONDS = 1 / 60
FRAME_MS = 16.0
FILLED_MS = 150.0
CALLBACK_MS = 50.0
LOOK_SECONDS = 0.002
SETTLE_SECONDS = 0.2


def run(options: Options) -> Result:
    """Scroll in every way, rest, then scroll while an import and a detection run."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    count = options.size(full=1_000_000, quick=5_000)
    app = QApplication(["benchmark"])
    app.setQuitOnLastWindowClosed(False)
    loop = QEventLoop(app)
    asyncio.set_event_loop(loop)
    with loop, resting_copy(options, count) as data_dir:
        _forget_file(data_dir / FILE)
        found: Result = loop.run_until_complete(_measure(app, options, data_dir, count))
        return found


@dataclass(frozen=True)
class Screen:
    """The Issues screen at work."""

    bench: Workbench
    view: IssuesView
    watch: TurnWatch

    @property
    def row(self) -> int:
        """The height of a row."""
        return self.view.table.row_height

    async def scroll(self, step: int, seconds: float) -> Turns:
        """Move by ``step`` pixels 60 times a second, beginning at the top."""
        bar = self.view.table.verticalScrollBar()
        bar.setValue(0)
        await self.filled()
        await asyncio.sleep(SETTLE_SECONDS)
        with self.watch.watching() as turns:
            end = time.perf_counter() + seconds
            while (now := time.perf_counter()) < end:
                bar.setValue((bar.value() + step) % max(1, bar.maximum()))
                await asyncio.sleep(max(0.0, now + FRAME_SECONDS - time.perf_counter()))
        return turns

    async def rest(self, jumps: int) -> list[float]:
        """Jump and rest again and again; give the seconds until every row in sight has text."""
        bar, found = self.view.table.verticalScrollBar(), []
        for jump in range(1, jumps + 1):
            bar.setValue(jump * 40_111 * self.row % max(1, bar.maximum()))
            found.append(await self.filled())
        return found

    async def filled(self) -> float:
        """Wait until every row in sight has its text; give how long that took."""
        began = time.perf_counter()
        rows = self.view.model.row
        await until(lambda: all(map(rows, self.view.table.visible_rows())), step=LOOK_SECONDS)
        return time.perf_counter() - began


async def _measure(
    app: QApplication, options: Options, data_dir: Path, count: int
) -> dict[str, Any]:
    engine = await ChildEngine.start(data_dir)
    bench = _make_bench(app, data_dir)
    bench.window.resize(*SIZE)
    bench.window.show()
    bench.start_local(engine.backend(), "own")
    bench.go("issues")
    view = cast("IssuesView", bench.view("issues"))
    began = time.perf_counter()
    await until(lambda: view.model.total == count and bench.is_quiet)
    arrived = time.perf_counter() - began
    screen = Screen(bench, view, TurnWatch(app, view.table.viewport()))
    found = {
        "rows": count,
        "list_after_s": round(arrived, 2),
        **await _scroll_at_rest(screen, options),
        "while_working": await _scroll_at_work(screen, options),
    }
    await bench.close()
    bench.window.finish()
    await engine.stop()
    return found


async def _scroll_at_rest(screen: Screen, options: Options) -> dict[str, Any]:
    seconds = options.size(full=10, quick=1)
    row = screen.row
    page = screen.view.table.viewport().height() // row * row
    steps = {"line": row, "page": page, "jump_3000_rows": 3_000 * row}
    found: dict[str, Any] = {}
    for name, step in steps.items():
        report: dict[str, Any] = (await screen.scroll(step, seconds)).frame_report()
        found[name] = {**report, "p95_ms": at_most(report["p95_ms"], FRAME_MS)}
    filled = milliseconds(await screen.rest(options.size(full=50, quick=5)))
    found["filled_ms"] = {
        "median": median(filled),
        "p95": percentile(filled, 95),
        "longest": at_most(max(filled), FILLED_MS),
    }
    return found


async def _scroll_at_work(screen: Screen, options: Options) -> dict[str, Any]:
    """Scroll while the window uploads a file, its rows come in, and a detection runs."""
    client = screen.bench.session.client
    detection = (await client.detections.start()).job_id
    file = generated_csv(options, options.size(full=200_000, quick=1_000))
    all_turns = Turns()
    async with asyncio.TaskGroup() as group:
        upload = group.create_task(client.imports.start(file))
        for step in (screen.row, 25 * screen.row, 3_000 * screen.row):
            all_turns.add(await screen.scroll(step, options.size(full=20, quick=1)))
    jobs = {
        "detection": await _how_far(client, detection),
        "import": await _how_far(client, upload.result().job_id),
    }
    wall, cpu = milliseconds(all_turns.wall), milliseconds(all_turns.cpu)
    return {
        **all_turns.frame_report(),
        "turns": len(wall),
        "longest_cpu_ms": at_most(max(cpu), CALLBACK_MS),
        "longest_callbacks": [part.report() for part in all_turns.parts],
        "longest_collection_ms": at_most(_collect_everything(), CALLBACK_MS),
        "wall_p99_9_ms": at_most(percentile(wall, 99.9), CALLBACK_MS),
        "wall_longest_ms": round(max(wall), 1),
        "at_the_end": jobs,
    }


def _collect_everything() -> float:
    """Give the processor time of a walk through all objects, which happens once in minutes."""
    began = time.thread_time()
    gc.collect()
    return (time.thread_time() - began) * 1000


async def _how_far(client: CauseloopClient, job_id: JobId) -> str:
    job = await client.jobs.get(job_id)
    return f"{job.status}, {job.progress:.0%}"


def _make_bench(app: QApplication, data_dir: Path) -> Workbench:
    vault = Vault(data_dir, {MASTER_KEY_VARIABLE: "benchmark"}, lambda: None, _never_asked)
    return Workbench(
        MainWindow(SCREENS),
        Theme(app),
        Preferences(data_dir),
        Profiles(data_dir, vault),
        data_dir,
        CauseloopClient,
        lambda: datetime.now(UTC),
    )


async def _never_asked(_is_new: bool) -> str | None:
    return None


def _forget_file(file: Path) -> None:
    """Take a file out of the system's cache, where the system can do that."""
    if sys.platform != "linux":
        return
    with file.open("rb") as opened:
        os.fsync(opened.fileno())
        os.posix_fadvise(opened.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
