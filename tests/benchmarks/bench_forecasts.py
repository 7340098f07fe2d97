"""Forecasts of 10,000 patterns: cold, after a batch, with a learned model, and its fit."""

import asyncio
import io
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from causeloop_desktop.contract.base import ChangeKind
from causeloop_desktop.engine.domain.episodes import DAY_US
from causeloop_desktop.engine.domain.forecasts.local.model import WorkspaceModel
from causeloop_desktop.engine.services.patterns.book import FRESH_US, PatternBook
from causeloop_desktop.engine.store.database import Database, WriteTransaction
from causeloop_desktop.engine.store.detections.runs import RunStore
from causeloop_desktop.engine.store.forecasts.rows import FittedModel, ForecastStore
from causeloop_desktop.engine.store.patterns.members import Members, Occurrence
from causeloop_desktop.engine.store.patterns.memberships import MembershipStore
from causeloop_desktop.engine.store.patterns.rows import PatternState, PatternStore
from causeloop_desktop.engine.store.work.outbox import record_change
from causeloop_desktop.engine.worker import forecasts
from causeloop_desktop.engine.worker.protocol import Outbox, Spec
from tests.benchmarks.cache import scratch
from tests.benchmarks.report import Options, Result, at_most
from tests.support.databases import NOON_US, Clock, add_workspace, open_database

EPISODES = 15
YEARS_DAYS = 730
CHANGED = 200
"""Patterns that a batch of issues touches."""

COLD_S, BATCH_S = 15.0, 1.5


def run(options: Options) -> Result:
    """Measure the book of patterns, which computes every forecast that is shown."""
    count = options.size(full=10_000, quick=100)
    with scratch(options) as folder:
        return _measure(Path(folder), count)


def _measure(folder: Path, count: int) -> Result:
    clock = Clock()
    database = open_database(folder, clock)
    try:
        workspace = add_workspace(database)
        run_key = database.submit(partial(_make_run, workspace)).result()
        states = _states(count)
        for start in range(0, count, 500):
            some = states[start : start + 500]
            database.submit(partial(_fill, workspace, run_key, some)).result()
        fit_s, model = _fit(database, workspace)
        database.submit(partial(_keep, workspace, run_key, model)).result()
        book = PatternBook(database, workspace, clock)
        touch = partial(_touch, workspace, run_key, min(CHANGED, count))
        cold_s, batch_s, all_s = asyncio.run(_looks(book, database, touch, clock))
    finally:
        database.close()
    return {
        "patterns": count,
        "episodes_each": EPISODES,
        "cold_s": at_most(cold_s, COLD_S),
        "after_a_batch_s": at_most(batch_s, BATCH_S),
        "all_anew_s": at_most(all_s, BATCH_S),
        "fit_s": round(fit_s, 1),
    }


async def _looks(
    book: PatternBook, database: Database, touch: Callable[[WriteTransaction], None], clock: Clock
) -> tuple[float, float, float]:
    """Look at once, after a batch, and when all has grown old; on one loop, as an engine does."""
    cold_s = await _look(book)
    await database.write(touch)
    batch_s = await _look(book)
    clock.now_us += FRESH_US
    return cold_s, batch_s, await _look(book)


async def _look(book: PatternBook) -> float:
    """Give the seconds of processor time: what else the machine does is not the book's doing."""
    began = time.process_time()
    await book.snapshot()
    return time.process_time() - began


def _fit(database: Database, workspace: int) -> tuple[float, WorkspaceModel]:
    """Let the worker's half run in this process."""
    out = _Last()
    spec = Spec("forecast", database.url, workspace, {"until_us": NOON_US})
    began = time.process_time()
    forecasts.run(spec, out)
    took = time.process_time() - began
    return took, WorkspaceModel.from_json(out.result["model"])


class _Last(Outbox):
    """Keeps what a worker says last, not its rows."""

    def __init__(self) -> None:
        super().__init__(io.StringIO())
        self.result: Mapping[str, Any] = {}

    def rows(self, **fields: object) -> None:
        """Forget them."""

    def done(self, result: Mapping[str, object]) -> None:
        """Keep the result."""
        self.result = result


def _states(count: int) -> list[PatternState]:
    dice = np.random.default_rng(1)
    return [
        PatternState(
            pattern=number + 1,
            members=Members.of(_occurrences(number, dice)),
            confidence=0.9,
            summary="",
            attributes=(),
        )
        for number in range(count)
    ]


def _occurrences(number: int, dice: np.random.Generator) -> list[Occurrence]:
    ages = dice.uniform(0, YEARS_DAYS, EPISODES)
    return [
        Occurrence(
            number * EPISODES + at, NOON_US - int(age * DAY_US), 2, True, "core", "shop", "jira"
        )
        for at, age in enumerate(ages)
    ]


def _make_run(workspace: int, write: WriteTransaction) -> int:
    run_key = RunStore(write.connection, workspace).add(write.now_us, "", {}).key
    MembershipStore(write.connection, workspace).switch(run_key, matched_through=0, refreshed_us=0)
    return run_key


def _fill(
    workspace: int, run_key: int, states: list[PatternState], write: WriteTransaction
) -> None:
    store = PatternStore(write.connection, workspace)
    store.add(write.now_us, [f"Pattern {state.pattern}" for state in states], "detection", 0)
    store.add_states(run_key, states, 0)


def _touch(workspace: int, run_key: int, count: int, write: WriteTransaction) -> None:
    """Write some patterns as a batch of new issues would."""
    store = PatternStore(write.connection, workspace)
    revision = record_change(write, workspace, ChangeKind.PATTERNS, count=count)
    states = store.states(run_key, range(1, count + 1))
    store.put_states(run_key, list(states.values()), revision)


def _keep(workspace: int, run_key: int, model: WorkspaceModel, write: WriteTransaction) -> None:
    fitted = FittedModel("bench", 1, run_key, 0, model, {})
    ForecastStore(write.connection, workspace).keep_model(fitted)
