"""Forecasts through the client against the real application, fitted by a real worker process."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from causeloop_desktop.client.backend import Backend
from causeloop_desktop.client.client import CauseloopClient
from causeloop_desktop.client.errors import ClientError
from causeloop_desktop.contract.jobs import JobKind, JobStatus
from causeloop_desktop.contract.predictions import (
    AlertRule,
    ForecastAccuracy,
    ForecastMethod,
    ForecastOrigin,
)
from causeloop_desktop.contract.times import from_micros
from causeloop_desktop.engine.domain.records.normalise import Record
from causeloop_desktop.engine.store.intake.ingest import upsert
from tests.support.databases import NOON_US
from tests.support.engines import BASE_URL, LOCAL_TOKEN, RunningEngine, running_engine

pytestmark = pytest.mark.anyio

DAY_US = 86_400_000_000


def client_of(engine: RunningEngine) -> CauseloopClient:
    return CauseloopClient(Backend(BASE_URL, SecretStr(LOCAL_TOKEN)), engine.transport)


async def fill(engine: RunningEngine, client: CauseloopClient) -> None:
    """Let three things happen again and again for two years, each at its own pace."""
    own = await engine.context.workspaces.find("own")
    records = [
        Record(
            "jira",
            "",
            f"{every}-{n}",
            f"Kind {every}",
            fingerprint=f"every-{every}",
            created_us=NOON_US - n * DAY_US,
        )
        for every in (5, 11, 40)
        for n in range(1, 700, every)
    ]
    await engine.context.database.write(lambda write: upsert(write, own.key, records))
    started = await client.detections.start()
    await client.jobs.wait(started.job_id)


async def fitted(client: CauseloopClient) -> ForecastAccuracy:
    started = await client.predictions.refresh()
    job = await client.jobs.wait(started.job_id)
    assert (job.kind, job.status) == (JobKind.FORECAST, JobStatus.SUCCEEDED), job.error
    return await client.predictions.accuracy(7)


async def test_the_story_of_a_fit(tmp_path: Path) -> None:
    async with running_engine(tmp_path) as engine, client_of(engine) as client:
        await fill(engine, client)
        before = await client.predictions.accuracy(7)
        told = await fitted(client)
        earlier = await client.predictions.accuracy(
            7, origin=ForecastOrigin.BACKTEST, as_of=from_micros(NOON_US - 300 * DAY_US)
        )
        alert = await client.predictions.preview_alert(
            AlertRule.ABOVE, window_days=7, threshold=0.5
        )
        doubled = await client.predictions.preview_alert(AlertRule.DOUBLED, window_days=30)
        tiles = await client.predictions.summary(7)

    assert (before.finished, before.enough, before.method) == (0, False, ForecastMethod.FORMULA)
    assert told.origin is ForecastOrigin.BACKTEST
    assert told.enough
    assert told.brier is not None
    assert told.skill_over_average is not None
    assert told.skill_over_average > 0.2
    assert 0 < earlier.finished < told.finished
    assert alert.can_fire
    assert alert.fired == alert.right + alert.wrong + alert.undecided
    assert doubled.rule is AlertRule.DOUBLED
    assert tiles.method_note


async def test_workspaces_do_not_see_each_other(tmp_path: Path) -> None:
    stranger = Backend(BASE_URL, SecretStr(LOCAL_TOKEN), "ws_of_others")
    async with (
        running_engine(tmp_path) as engine,
        CauseloopClient(stranger, engine.transport) as other,
    ):
        with pytest.raises(ClientError):
            await other.predictions.accuracy(7)
