from pathlib import Path
from typing import Any

import pytest

from causeloop_desktop.engine.store.database import DISK_FULL
from tests.support.engines import RunningEngine, running_engine

pytestmark = pytest.mark.anyio

LEAST = {"external_id": "JIRA-1", "source": "jira", "title": "Disk full"}


async def _push(engine: RunningEngine, *records: object) -> dict[str, Any]:
    answer = await engine.client.post("/v1/ingest/batch", json={"records": records})
    assert answer.status_code == 202, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def test_a_bad_record_never_stops_the_rest(engine: RunningEngine) -> None:
    told = await _push(engine, LEAST, {"external_id": "2", "source": "jira"}, 7)
    assert told["accepted"] == 1
    assert len(told["issue_ids"]) == 1
    assert told["rejected"] == [
        {"index": 1, "code": "processing_error", "message": "title is required"},
        {"index": 2, "code": "processing_error", "message": "a record must be a JSON object"},
    ]


async def test_the_status_of_a_push_can_be_asked_for(engine: RunningEngine) -> None:
    for records, status in (
        ([LEAST], "succeeded"),
        ([LEAST, {}], "partial"),
        ([{}], "failed"),
    ):
        job_id = (await _push(engine, *records))["job_id"]
        assert job_id.startswith("ing_job_")
        told = (await engine.client.get(f"/v1/ingest/status/{job_id}")).json()
        assert (told["status"], told["progress"]) == (status, 1.0)
        assert told["result"]["total"] == len(records)
    unknown = await engine.client.get("/v1/ingest/status/ing_job_0")
    assert unknown.status_code == 404


async def test_pushing_twice_makes_one_issue(engine: RunningEngine) -> None:
    first, second = await _push(engine, LEAST), await _push(engine, LEAST)
    assert first["issue_ids"] == second["issue_ids"]
    page = (await engine.client.get("/v1/issues")).json()
    assert page["page"]["total"] == 1


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b'{"records": 1}', b'{"records": []}', b'{"records": [{}']
)
async def test_a_body_that_is_no_batch_is_malformed(engine: RunningEngine, body: bytes) -> None:
    answer = await engine.client.post("/v1/ingest/batch", content=body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "validation_error")


async def test_501_records_are_too_many(engine: RunningEngine) -> None:
    answer = await engine.client.post("/v1/ingest/batch", json={"records": [LEAST] * 501})
    assert answer.status_code == 400


async def test_an_event_is_an_issue_at_once(engine: RunningEngine) -> None:
    event = {"external_id": "DEPLOY-1", "severity": "p1", "source": "jenkins"}
    told = (await engine.client.post("/v1/ingest/events", json=event)).json()
    assert (told["accepted"], told["rejected"]) == (1, [])
    issue = (await engine.client.get(f"/v1/issues/{told['issue_id']}")).json()
    assert (issue["title"], issue["severity"], issue["priority"]) == ("DEPLOY-1", "critical", "p1")
    assert (issue["source"], issue["origin"], issue["status"]) == ("custom_api", "jenkins", "open")


async def test_a_path_names_the_source(engine: RunningEngine) -> None:
    record = {"external_id": "L-1", "title": "Slow"}
    told = (await engine.client.post("/v1/ingest/linear/issues", json=record)).json()
    issue = (await engine.client.get(f"/v1/issues/{told['issue_id']}")).json()
    assert issue["source"] == "linear"
    refused = (await engine.client.post("/v1/ingest/linear/issues", json={"title": "x"})).json()
    assert refused["rejected"][0]["message"] == "external_id is required"
    assert (await engine.client.post("/v1/ingest/slack/issues", json=record)).status_code == 404


async def test_nothing_is_pushed_into_the_sample(tmp_path: Path) -> None:
    async with running_engine(tmp_path, mock=True) as engine:
        headers = {"X-Causeloop-Workspace": "sample"}
        body = {"records": [LEAST]}
        answer = await engine.client.post("/v1/ingest/batch", json=body, headers=headers)
        assert (answer.status_code, answer.json()["error"]["code"]) == (422, "sample_read_only")


async def test_a_full_disk_is_said_and_leaves_nothing(engine: RunningEngine) -> None:
    def shrink(write: Any) -> None:
        pages = write.connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        write.connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 3}")

    await engine.context.database.write(shrink)
    big = [{**LEAST, "external_id": str(n), "body": f"word{n} " * 400} for n in range(50)]
    answer = await engine.client.post("/v1/ingest/batch", json={"records": big})
    assert answer.status_code == 503
    assert answer.json()["error"]["code"] == "storage_error"
    assert "Free some space" in answer.json()["error"]["message"]
    assert DISK_FULL not in answer.text
    page = (await engine.client.get("/v1/issues")).json()
    assert page["page"]["total"] == 0
