"""Whatever a workspace has, nobody reaches it from another one: every route that takes an id."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from causeloop_desktop.client.client import CauseloopClient
from causeloop_desktop.contract.auth import Scope, TokenCreate
from causeloop_desktop.contract.base import WorkspaceId
from causeloop_desktop.contract.cassettes import RecordRequest
from causeloop_desktop.contract.issues import IssuePatch
from causeloop_desktop.contract.jobs import FINISHED, JobKind, JobStatus
from causeloop_desktop.contract.webhooks import WebhookCreate
from causeloop_desktop.contract.workspaces import WorkspaceCreate
from causeloop_desktop.engine.store.database import WriteTransaction
from causeloop_desktop.engine.store.work.jobs import Ending, JobStore
from tests.support.connections import SHOP, client_of, connect
from tests.support.doubts import make_doubts
from tests.support.engines import RunningEngine, running_engine
from tests.support.providers.github import GitHub

LOOKS_AT_REST = 4
BETWEEN_LOOKS_SECONDS = 0.5
"""Background work takes half a second to notice a commit."""

pytestmark = pytest.mark.anyio

NO_ID = {"type_", "source"}
"""Parameters of paths that name what everybody has."""

SIGNED = "/v1/webhooks/inbound/{connector_id}"
"""Messages of providers: believed by their signature, whoever's workspace it is."""

JOB_KINDS = {
    "/v1/backtests/{job_id}/rows": JobKind.BACKTEST,
    "/v1/cassettes/replays/{job_id}/rows": JobKind.CASSETTE,
    "/v1/imports/{job_id}/rejections": JobKind.IMPORT,
    "/v1/ingest/status/{job_id}": JobKind.IMPORT,
    "/v1/replays/{job_id}/rows": JobKind.REPLAY,
}
"""Which kind of job some paths are about; the others take any."""

Ids = Mapping[str, str]
"""An id by the name that paths give it."""


class Owned(NamedTuple):
    """An engine with a workspace that has one of everything, and an empty one beside it."""

    engine: RunningEngine
    ids: Ids
    jobs: Mapping[JobKind, str]
    stranger: Mapping[str, str]


@pytest.fixture
def github() -> GitHub:
    provider = GitHub(per_page=10)
    provider.fill(SHOP, 2, datetime.now(UTC) - timedelta(days=3))
    return provider


@pytest.fixture
async def owned(tmp_path: Path, address: str) -> AsyncIterator[Owned]:
    async with running_engine(tmp_path, now_us=time.time_ns() // 1_000) as engine:
        async with client_of(engine) as client:
            now = datetime.now(UTC)
            await make_doubts(client.backend, client, now, engine.transport)
            ids = {**await _found(client), **await _connected(client, address)}
        async with client_of(engine) as anybody:
            await anybody.workspaces.create(WorkspaceCreate(name="Second one"))
        own = await engine.context.workspaces.find(WorkspaceId("own"))
        request = TokenCreate(name="one", scopes=(Scope.JOBS_READ,))
        token = await engine.context.tokens.create(own.key, request, frozenset(Scope))
        jobs = {kind: await _job(engine, own.key, kind) for kind in {*JOB_KINDS.values()}}
        ids = {**ids, "token_id": token.details.id, "job_id": jobs[JobKind.IMPORT]}
        yield Owned(engine, ids, jobs, {"X-Causeloop-Workspace": "second-one"})


async def _found(client: CauseloopClient) -> dict[str, str]:
    """Name an issue, its pattern, and what a detection and a person made of them."""
    (run,) = (await client.detections.list(limit=1)).data
    review = (await client.reviews.list(limit=1)).data[0]
    pattern = (await client.patterns.list(limit=1)).data[0]
    one, other = (await client.issues.list(limit=2)).data
    changed = await client.issues.patch(one.id, IssuePatch(team="crew"))
    await client.duplicates.join(one.id, other.id)
    (joined,) = (await client.duplicates.list()).data
    (foreseen, *_) = (await client.predictions.list(limit=1)).data
    return {
        "run_id": run.id,
        "review_id": review.id,
        "pattern_id": pattern.id,
        "issue_id": one.id,
        "operation_id": str(changed.operation_id),
        "duplicate_id": joined.id,
        "prediction_id": foreseen.id,
    }


async def _connected(client: CauseloopClient, address: str) -> dict[str, str]:
    """Name a connection with a recorded sync and a webhook."""
    connector = await connect(client, address, hold=True)
    started = await client.cassettes.record(connector.id, RecordRequest())
    await client.jobs.wait(started.job_id)
    webhook = await client.webhooks.create(WebhookCreate(connector_id=connector.id))
    return {
        "connector_id": connector.id,
        "sync_run_id": started.sync_run_id,
        "webhook_id": webhook.id,
    }


async def _job(engine: RunningEngine, workspace_key: int, kind: JobKind) -> str:
    """Add a job that has ended."""

    def work(write: WriteTransaction) -> str:
        store = JobStore(write.connection, workspace_key)
        job = store.add(write.now_us, kind, "of a test", {})
        return store.finish(job.key, write.now_us, Ending(JobStatus.SUCCEEDED)).id

    return await engine.context.database.write(work)


def _named(path: str, owned: Owned) -> dict[str, str]:
    """Give the ids that a path asks for."""
    names = [part[1:-1] for part in path.split("/") if part.startswith("{")]
    ids = dict(owned.ids)
    if "sync-runs" in path:
        ids["run_id"] = ids["sync_run_id"]
    if path in JOB_KINDS:
        ids["job_id"] = owned.jobs[JOB_KINDS[path]]
    return {name: ids[name] for name in names}


def _body(method: str, path: str, ids: Ids) -> Any:
    """Give a body that is valid but for whose ids are in the path."""
    own = {
        "link-pattern": {"pattern_id": ids["pattern_id"]},
        "merge": {"source_pattern_id": ids["pattern_id"]},
        "split": {"issue_ids": [ids["issue_id"]]},
        "decision": {"verdict": "skip"},
        "schedule": {"cron": "0 * * * *"},
        "backfill": {"from": "2026-01-01T00:00:00Z"},
        "estimate": {"from": "2026-01-01T00:00:00Z"},
        "answer": {"address": "http://127.0.0.1/?code=a&state=b"},
        "recordings": {},
        "remap": {},
        "pause": {},
        "rotate": {},
    }
    patches = {
        "/v1/issues/{issue_id}": {"team": "thieves"},
        "/v1/patterns/{pattern_id}": {"name": "Stolen"},
        "/v1/predictions/{prediction_id}": {"status": "dismissed"},
        "/v1/connectors/{connector_id}": {"display_name": "Stolen"},
    }
    return patches.get(path) if method == "PATCH" else own.get(path.rpartition("/")[2])


async def _paths(engine: RunningEngine) -> list[tuple[str, str]]:
    """Give every method and path that takes the id of something that a workspace has."""
    schema = (await engine.client.get("/openapi.json")).json()
    return [
        (method.upper(), path)
        for path, methods in schema["paths"].items()
        for method in methods
        if "{" in path and path != SIGNED and not any(f"{{{one}}}" in path for one in NO_ID)
    ]


async def _everything(engine: RunningEngine) -> str:
    """Give what the owner sees in lists that nothing in the background changes."""
    nouns = ("issues", "reviews", "connectors", "webhooks", "operations", "duplicates")
    more = ("api-tokens", "detections")
    answers = [await engine.client.get(f"/v1/{noun}?limit=100") for noun in (*nouns, *more)]
    return json.dumps([answer.json()["data"] for answer in answers], sort_keys=True)


async def _at_rest(engine: RunningEngine) -> str:
    """Give what the owner sees once matching and what else follows a sync have ended."""
    seen: list[str] = []
    while len(seen) < LOOKS_AT_REST or len({*seen[-LOOKS_AT_REST:]}) > 1:
        await asyncio.sleep(BETWEEN_LOOKS_SECONDS)
        jobs = (await engine.client.get("/v1/jobs?limit=100")).json()["data"]
        ended = all(job["status"] in FINISHED for job in jobs)
        seen.append(await _everything(engine) if ended else f"still at work, {len(seen)}")
    return seen[-1]


async def _try_paths(owned: Owned) -> None:
    client, before = owned.engine.client, await asyncio.wait_for(_at_rest(owned.engine), 60)
    paths = await _paths(owned.engine)
    assert len(paths) > 50
    for method, path in paths:
        ids = _named(path, owned)
        ask = partial(client.request, method, path.format_map(ids))
        answer = await ask(json=_body(method, path, owned.ids), headers=owned.stranger)
        assert (method, path, answer.status_code) == (method, path, 404), answer.text
        assert answer.json()["error"]["details"]["id"] in ids.values(), (method, path)
        if method == "GET":
            assert ((await ask()).status_code, path) != (404, path)
    assert await _everything(owned.engine) == before


async def _try_bodies(owned: Owned) -> None:
    client, ids = owned.engine.client, owned.ids
    own = {"title": "Mine", "external_id": "M-1"}
    mine = await client.post("/v1/ingest/events", json=own, headers=owned.stranger)
    issue, foreign = mine.json()["issue_id"], ids["issue_id"]
    bulk = {"op": "link_pattern", "value": ids["pattern_id"], "ids": [issue]}
    for method, path, body in (
        ("PATCH", f"/v1/issues/{issue}", {"pattern_id": ids["pattern_id"]}),
        ("POST", f"/v1/issues/{issue}/link-pattern", {"pattern_id": ids["pattern_id"]}),
        ("POST", "/v1/issues/bulk", bulk),
        ("POST", "/v1/issues/bulk", {"op": "team", "value": "x", "ids": [issue, foreign]}),
        ("POST", "/v1/duplicates", {"issue_id": issue, "other_id": foreign}),
        ("POST", "/v1/webhooks", {"connector_id": ids["connector_id"]}),
    ):
        answer = await client.request(method, path, json=body, headers=owned.stranger)
        assert (path, body, answer.status_code) == (path, body, 404), answer.text


async def _try_filters_and_cursors(owned: Owned) -> None:
    client, ids = owned.engine.client, owned.ids
    for path in (
        f"/v1/issues?pattern_id={ids['pattern_id']}",
        f"/v1/reviews?pattern_id={ids['pattern_id']}",
        f"/v1/reviews?issue_id={ids['issue_id']}",
        f"/v1/webhooks?connector_id={ids['connector_id']}",
        f"/v1/issues?q={ids['issue_id']}",
    ):
        answer = await client.get(path, headers=owned.stranger)
        assert answer.status_code == 404 or answer.json()["data"] == [], (path, answer.text)
    for noun in ("issues", "patterns", "reviews", "predictions", "jobs"):
        cursor = (await client.get(f"/v1/{noun}?limit=1")).json()["page"]["next_cursor"]
        asked = {"limit": 1, "cursor": cursor}
        answer = await client.get(f"/v1/{noun}", params=asked, headers=owned.stranger)
        assert (noun, answer.status_code) == (noun, 400)


async def test_ids_of_another_workspace_are_unknown_everywhere(owned: Owned) -> None:
    await _try_paths(owned)
    await _try_bodies(owned)
    await _try_filters_and_cursors(owned)
