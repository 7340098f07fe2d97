"""The engine's half of fitting: keep the weeks of the past and put the new model in place."""

from base64 import b64decode
from collections.abc import Mapping
from functools import partial
from typing import Any

from causeloop_desktop.contract.base import ChangeKind
from causeloop_desktop.contract.jobs import JobKind, JobStatus
from causeloop_desktop.engine.clock import Clock
from causeloop_desktop.engine.domain.forecasts.local.model import VERSION, WorkspaceModel
from causeloop_desktop.engine.store.database import Database, WriteTransaction
from causeloop_desktop.engine.store.forecasts.rows import (
    BACKTEST,
    FittedModel,
    ForecastStore,
    ForecastWeek,
)
from causeloop_desktop.engine.store.patterns.memberships import MembershipStore
from causeloop_desktop.engine.store.work.jobs import Ending, JobRow
from causeloop_desktop.engine.store.work.outbox import record_change


class ForecastHandler:
    """Fits forecasts as jobs; one that was killed begins anew.

    Args:
        database: Where models and weeks are kept.
        clock: Says up to when the past is looked at.
    """

    kind = JobKind.FORECAST

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._until: dict[int, int] = {}

    async def spec(self, job: JobRow) -> dict[str, object]:
        """Say up to when the worker looks."""
        self._until[job.key] = self._clock()
        return {"until_us": self._until[job.key]}

    async def on_rows(self, job: JobRow, message: dict[str, Any]) -> None:
        """Keep some weeks of the past as they were packed, each by itself: they may be long."""
        stamp = self._until[job.key]
        for told in message["weeks"]:
            week, rows = _to_week(told, stamp), b64decode(told["rows"])
            await self._database.write(partial(_keep_week, job.workspace_key, week, rows))

    async def on_done(self, job: JobRow, result: dict[str, Any]) -> Ending:
        """Put the model in place and forget the weeks of the one before."""
        stamp = self._until.pop(job.key)
        await self._database.write(partial(_keep_model, job.workspace_key, stamp, result))
        message = (
            f"Learned from {result['windows']:,} finished windows of "
            f"{result['patterns']:,} patterns."
        )
        found = {name: result[name] for name in ("windows", "patterns")}
        return Ending(JobStatus.SUCCEEDED, message, result=found)

    async def on_stopped(self, job: JobRow, ending: Ending) -> Ending:
        """Leave what stands; weeks that were rewritten say the same as before."""
        self._until.pop(job.key, None)
        return ending


def _to_week(week: Mapping[str, Any], stamp: int) -> ForecastWeek:
    return ForecastWeek(
        origin=BACKTEST,
        days=week["days"],
        week_us=week["cutoff_us"],
        cutoff_us=week["cutoff_us"],
        ends_us=week["ends_us"],
        settled_us=stamp,
        method=week["method"],
        model=WorkspaceModel.from_json(week["model"]),
    )


def _keep_week(
    workspace_key: int, week: ForecastWeek, rows: bytes, write: WriteTransaction
) -> None:
    ForecastStore(write.connection, workspace_key).keep_packed(week, rows)


def _keep_model(
    workspace_key: int, stamp: int, result: Mapping[str, Any], write: WriteTransaction
) -> None:
    store = ForecastStore(write.connection, workspace_key)
    store.drop_backtest(stamp)
    reach = MembershipStore(write.connection, workspace_key).reach()
    fitted = FittedModel(
        version=VERSION,
        fitted_us=stamp,
        run=reach.run,
        sequence=reach.sequence,
        model=WorkspaceModel.from_json(result["model"]),
        record={"windows": result["windows"], "patterns": result["patterns"]},
    )
    store.keep_model(fitted)
    record_change(write, workspace_key, ChangeKind.PREDICTIONS, count=1)
