"""A member that is more severe than its pattern's median stays visible by itself."""

import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.engines import RunningEngine, running_engine
from tests.unit.engine.api.v1.test_patterns import finished

pytestmark = pytest.mark.anyio

WORKER = [sys.executable, "-m", "causeloop_desktop", "_worker"]


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[RunningEngine]:
    async with running_engine(tmp_path, worker_command=WORKER, rate_limits=False) as running:
        records = [
            {
                "external_id": f"S-{at}",
                "source": "jira",
                "title": f"Nightly export stopped {at}",
                "severity": severity,
                "fingerprint": "nightly-export",
            }
            for at, severity in enumerate(["p3", "p3", "p2", "p4", "p1"])
        ]
        await running.client.post("/v1/ingest/batch", json={"records": records})
        started = await running.client.post("/v1/detections")
        await finished(running.client, started.json()["job_id"])
        yield running
        for job in (await running.client.get("/v1/jobs")).json()["data"]:
            await finished(running.client, job["id"])


async def rows(client: httpx.AsyncClient, path: str, **params: str) -> list[dict[str, Any]]:
    answer = await client.get(path, params=params)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["data"]
    return found


async def test_it_is_flagged_counted_and_listed_apart(engine: RunningEngine) -> None:
    client = engine.client
    (pattern,) = await rows(client, "/v1/patterns", status="emerging,active,watching")
    members = f"/v1/patterns/{pattern['id']}/members"

    everyone = await rows(client, members)
    severe = await rows(client, members, above_median="true")
    others = await rows(client, "/v1/issues", above_median="false")

    flags = {row["external_id"]: row["above_median_severity"] for row in everyone}
    assert flags == {"S-0": False, "S-1": False, "S-2": True, "S-3": False, "S-4": True}
    assert {row["external_id"] for row in severe} == {"S-2", "S-4"}
    assert {row["external_id"] for row in others} == {"S-0", "S-1", "S-3"}


async def test_the_flag_follows_a_change_of_severity(engine: RunningEngine) -> None:
    client = engine.client
    (issue,) = await rows(client, "/v1/issues", q="S-2")
    answer = await client.patch(f"/v1/issues/{issue['id']}", json={"severity": "p4"})
    assert answer.status_code == 200, answer.text

    found = await client.get(f"/v1/issues/{issue['id']}")

    assert found.json()["above_median_severity"] is False
