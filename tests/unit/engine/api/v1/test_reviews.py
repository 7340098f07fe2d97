"""Reviews over HTTP, with detection and matching done by a real worker."""

import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.databases import NOON_US
from tests.support.doubts import DOUBTS
from tests.support.engines import RunningEngine, running_engine
from tests.unit.engine.api.v1.test_patterns import finished

pytestmark = pytest.mark.anyio

WORKER = [sys.executable, "-m", "causeloop_desktop", "_worker"]
NOON = datetime.fromtimestamp(NOON_US / 1_000_000, UTC)


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[RunningEngine]:
    async with running_engine(tmp_path, worker_command=WORKER, rate_limits=False) as running:
        records = [record for one in DOUBTS for record in one.records(NOON)]
        answer = await running.client.post("/v1/ingest/batch", json={"records": records})
        assert answer.status_code == 202, answer.text
        started = await running.client.post("/v1/detections")
        await finished(running.client, started.json()["job_id"])
        yield running
        for job in (await running.client.get("/v1/jobs")).json()["data"]:
            await finished(running.client, job["id"])


async def read(client: httpx.AsyncClient, path: str, **params: str) -> Any:
    answer = await client.get(f"/v1/reviews{path}", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_question_is_listed_looked_at_and_decided(engine: RunningEngine) -> None:
    client = engine.client
    page = await read(client, "")
    review = page["data"][0]

    waiting = await read(client, "/count")
    sides = await read(client, f"/{review['id']}")
    decided = await client.post(
        f"/v1/reviews/{review['id']}/decision", json={"verdict": "different"}
    )

    assert page["page"]["total"] == waiting["open"]
    assert "".join(piece["text"] for piece in sides["left"]["title"]) == review["title"]
    assert sides["right"]["issue_id"] == review["candidates"][0]["nearest_issue_id"]
    assert decided.status_code == 200, decided.text
    assert decided.json()["changes"]["counts"]["reviews"] == 1
    gone = await client.get(f"/v1/reviews/{review['id']}")
    assert gone.status_code == 404 or gone.json()["pattern"] != review["pattern"]


async def test_a_decision_can_be_undone(engine: RunningEngine) -> None:
    client = engine.client
    before = await read(client, "")
    path = f"/v1/reviews/{before['data'][0]['id']}/decision"
    decided = await client.post(path, json={"verdict": "same"})

    undone = await client.post(f"/v1/operations/{decided.json()['operation_id']}/undo")

    assert undone.status_code == 200, undone.text
    after = await read(client, "")
    assert [one["id"] for one in after["data"]] == [one["id"] for one in before["data"]]


async def test_lists_stream_and_filter(engine: RunningEngine) -> None:
    client = engine.client
    rows = await client.get(
        "/v1/reviews", params={"fields": "id,score"}, headers={"Accept": "text/csv"}
    )
    none = await read(client, "", skipped="true")
    wrong = await client.get("/v1/reviews", params={"kind": "perhaps"})

    assert rows.text.splitlines()[0] == "id,score"
    assert len(rows.text.splitlines()) == (await read(client, "/count"))["open"] + 1
    assert none["data"] == []
    assert wrong.status_code in (400, 422)


async def test_misspelt_decisions_and_unknown_reviews_are_refused(engine: RunningEngine) -> None:
    client = engine.client
    review = (await read(client, ""))["data"][0]["id"]

    misspelt = await client.post(f"/v1/reviews/{review}/decision", json={"verdict": "perhaps"})
    unknown = await client.post("/v1/reviews/rev_nowhere/decision", json={"verdict": "same"})
    other = await client.get(f"/v1/reviews/{review}", params={"pattern_id": "pat_nowhere"})

    assert misspelt.status_code in (400, 422)
    assert (unknown.status_code, other.status_code) == (404, 404)


async def test_thresholds_are_told_for_each_shape(engine: RunningEngine) -> None:
    told = await read(engine.client, "/thresholds")

    assert [one["shape"] for one in told["thresholds"]] == ["prose", "trace", "line"]
    assert all(one["learned"] == one["shipped"] for one in told["thresholds"])
