"""Patterns over HTTP, found by a real worker in a process of its own."""

import asyncio
import csv
import io
import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from causeloop_desktop.contract.times import from_micros, to_text
from tests.support.databases import NOON_US
from tests.support.engines import RunningEngine, running_engine
from tests.support.waiting import until_answered

pytestmark = pytest.mark.anyio

WORKER = [sys.executable, "-m", "causeloop_desktop", "_worker"]
DAY_US = 86_400_000_000
PAYMENTS = "Payment gateway timed out after {} ms on checkout"
SEARCH = "Search index on shard {} lags behind the catalog import"


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[RunningEngine]:
    async with running_engine(tmp_path, worker_command=WORKER, rate_limits=False) as running:
        await push(running.client, PAYMENTS, [1, 8, 15, 22, 60])
        await push(running.client, SEARCH, [3, 40])
        started = await running.client.post("/v1/detections")
        assert started.status_code == 202
        await finished(running.client, started.json()["job_id"])
        yield running
        for job in (await running.client.get("/v1/jobs")).json()["data"]:
            await finished(running.client, job["id"])


async def push(client: httpx.AsyncClient, title: str, days_ago: list[int]) -> None:
    records = [
        {
            "external_id": f"{title[:8]}-{days}",
            "source": "pagerduty",
            "title": title.format(1000 + days),
            "severity": "p2",
            "team": "payments",
            "source_created_at": to_text(from_micros(NOON_US - days * DAY_US)),
        }
        for days in days_ago
    ]
    answer = await client.post("/v1/ingest/batch", json={"records": records})
    assert answer.status_code == 202, answer.text


async def finished(client: httpx.AsyncClient, job_id: str) -> dict[str, Any]:
    while True:
        job: dict[str, Any] = (await client.get(f"/v1/jobs/{job_id}")).json()
        if job["finished_at"] is not None:
            assert job["status"] == "succeeded", job
            return job
        await asyncio.sleep(0.05)


async def read(engine: RunningEngine, path: str, **params: Any) -> Any:
    answer = await engine.client.get(path, params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_the_story_of_a_pattern(engine: RunningEngine) -> None:
    """One engine, one detection: reading, naming, merging, undoing, exporting."""
    payments, search = (await read(engine, "/v1/patterns", sort="-issue_count"))["data"]
    await _reads_like_the_quickstart(engine, payments["id"])
    await _numbers_agree(engine, payments["id"])
    await _lists_its_members(engine, search["id"])
    await _merges_and_undoes(engine, payments["id"], search["id"])
    await _exports(engine)
    await _refuses(engine, payments["id"])


async def _reads_like_the_quickstart(engine: RunningEngine, pattern_id: str) -> None:
    pattern = await read(engine, f"/v1/patterns/{pattern_id}")
    assert pattern["status"] == "active"
    assert pattern["issue_count"] == 5
    assert pattern["fingerprint"]["domain"] == "payments"
    assert "root_cause" in pattern["fingerprint"]
    assert pattern["last_seen_at"].endswith("Z")
    assert 0 <= pattern["risk_score"] == sum(part["points"] for part in pattern["risk_parts"])


async def _numbers_agree(engine: RunningEngine, pattern_id: str) -> None:
    pattern = await read(engine, f"/v1/patterns/{pattern_id}")
    month = next(one for one in pattern["probabilities"] if one["window_days"] == 30)
    predictions = await read(engine, "/v1/predictions", window_days=30)
    shown = next(one for one in predictions["data"] if one["pattern_id"] == pattern_id)
    assert shown["probability"] == month["value"]
    tiles = await read(engine, "/v1/predictions/summary", window_days=30)
    assert tiles["total"] == predictions["page"]["total"] == 2
    series = await read(engine, f"/v1/patterns/{pattern_id}/frequency", window="30d")
    assert sum(point["count"] for point in series["history"]) == 4
    total = await read(engine, "/v1/predictions/forecast", window_days=30)
    assert sum(point["count"] for point in total["frequency"]["history"]) == 5


async def _lists_its_members(engine: RunningEngine, pattern_id: str) -> None:
    members = await read(engine, f"/v1/patterns/{pattern_id}/members")
    assert members["page"]["total"] == 2
    assert {one["pattern"]["id"] for one in members["data"]} == {pattern_id}
    why = await read(engine, f"/v1/issues/{members['data'][0]['id']}/why")
    assert why["pattern"]["id"] == pattern_id


async def _merges_and_undoes(engine: RunningEngine, into: str, other: str) -> None:
    merge = await engine.client.post(
        f"/v1/patterns/{into}/merge", json={"source_pattern_id": other}
    )
    assert merge.json()["pattern"]["issue_count"] == 7
    assert merge.json()["changes"]["counts"]["patterns"] == 2
    undo = await engine.client.post(f"/v1/operations/{merge.json()['operation_id']}/undo")
    assert undo.status_code == 200, undo.text
    found = (await read(engine, "/v1/patterns", sort="-issue_count"))["data"]
    assert [one["issue_count"] for one in found] == [5, 2]


async def _exports(engine: RunningEngine) -> None:
    path, params = "/v1/patterns", {"fields": "id,issue_count", "sort": "issue_count"}
    answer = await engine.client.get(path, params=params, headers={"Accept": "text/csv"})
    assert [row["issue_count"] for row in csv.DictReader(io.StringIO(answer.text))] == ["2", "5"]
    lines = await engine.client.get(path, params=params, headers={"Accept": "application/x-ndjson"})
    assert [json.loads(line)["issue_count"] for line in lines.text.splitlines()] == [2, 5]


async def _refuses(engine: RunningEngine, pattern_id: str) -> None:
    for path, status in (
        ("/v1/patterns?status=odd", 400),
        ("/v1/patterns?sort=colour", 400),
        ("/v1/patterns?risk_min=101", 400),
        (f"/v1/patterns/{pattern_id}/frequency?window=8d", 400),
        ("/v1/predictions?window_days=8", 400),
        ("/v1/predictions?min_probability=2", 400),
        ("/v1/patterns/pat_nowhere", 404),
    ):
        answer = await engine.client.get(path)
        assert answer.status_code == status, path
        assert answer.json()["error"]["message"]


async def test_what_arrives_joins_its_pattern(engine: RunningEngine) -> None:
    await push(engine.client, PAYMENTS, [0])

    async def is_joined() -> bool:
        largest, *_ = (await read(engine, "/v1/patterns", sort="-issue_count"))["data"]
        return bool(largest["issue_count"] == 6)

    await until_answered(is_joined)
    assert len((await read(engine, "/v1/detections"))["data"]) == 1
