"""Every group of the client against a real child engine over its real socket."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr

from causeloop_desktop.client.backend import Backend
from causeloop_desktop.client.client import CauseloopClient
from causeloop_desktop.client.errors import (
    ConflictError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    UnauthorizedError,
)
from causeloop_desktop.client.wire.rows import RowFormat
from causeloop_desktop.contract.auth import Scope, TokenCreate
from causeloop_desktop.contract.base import IssueId, PatternId, Priority
from causeloop_desktop.contract.issues import (
    BulkOperation,
    IssueBulk,
    IssueCreate,
    IssueFilter,
    IssuePatch,
)
from causeloop_desktop.contract.patterns import (
    Counting,
    PatternFilter,
    PatternMerge,
    PatternPatch,
    PatternSplit,
)
from causeloop_desktop.contract.predictions import PredictionFilter, PredictionStatus
from causeloop_desktop.contract.stream import FrameType
from causeloop_desktop.contract.workspaces import WorkspaceCreate
from tests.support.engines import child_engine
from tests.support.waiting import PATIENCE

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def backend(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backend]:
    """An engine whose sample workspace has been detected."""
    with child_engine(tmp_path_factory.mktemp("engine")) as engine:
        found = Backend(engine.ready.base_url, SecretStr(engine.token), "sample")
        asyncio.run(_detect_sample(found))
        yield found


async def _detect_sample(backend: Backend) -> None:
    async with CauseloopClient(backend).for_workspace("own") as client:
        await client.workspaces.ensure_sample()
    async with CauseloopClient(backend) as client:
        started = await client.detections.start()
        await client.jobs.wait(started.job_id)


@pytest.fixture
async def client(backend: Backend) -> AsyncIterator[CauseloopClient]:
    async with CauseloopClient(backend) as opened:
        yield opened


@pytest.fixture
async def own(client: CauseloopClient) -> AsyncIterator[CauseloopClient]:
    """The own workspace, which may be changed."""
    async with client.for_workspace("own") as opened:
        yield opened


async def test_tells_what_the_server_can_do(client: CauseloopClient) -> None:
    can = (await client.capabilities()).can

    assert can("POST", "/v1/patterns/{id}/merge")
    assert can("GET", "/v1/issues/{id}/why")
    assert not can("GET", "/v1/unicorns")
    assert (await client.engine.ready()).status
    assert (await client.engine.info()).issue_count > 300


async def test_pages_of_issues_follow_one_another(client: CauseloopClient) -> None:
    first = await client.issues.list(limit=10)
    second = await client.issues.list(limit=10, cursor=first.page.next_cursor)
    jumped = await client.issues.list(limit=10, position=10)

    assert len({issue.id for issue in (*first.data, *second.data)}) == 20
    assert [issue.id for issue in jumped.data] == [issue.id for issue in second.data]
    assert jumped.page.position == 10


async def test_filters_sorts_and_facets_agree(client: CauseloopClient) -> None:
    filter_ = IssueFilter(severity=(Priority.P1, Priority.P2), linked=True)

    page = await client.issues.list(filter_, sort="-severity", limit=100)
    facets = await client.issues.facets(filter_)

    assert {issue.priority for issue in page.data} <= {Priority.P1, Priority.P2}
    assert all(issue.pattern_id for issue in page.data)
    assert facets.total == page.page.total > 0


async def test_nothing_is_seen_after_the_moment_one_looks_from(client: CauseloopClient) -> None:
    moment = datetime.now(UTC) - timedelta(days=60)

    page = await client.issues.list(limit=5, as_of=moment)

    assert page.data
    assert all(issue.created_at <= moment for issue in page.data)


async def test_an_issue_says_why_it_is_where_it_is(client: CauseloopClient) -> None:
    page = await client.issues.list(IssueFilter(linked=True), limit=1)
    id_ = page.data[0].id

    issue, why = await client.issues.get(id_), await client.issues.why(id_)
    similar = await client.issues.similar(id_, limit=3)

    assert why.pattern is not None
    assert why.pattern.id == issue.pattern_id
    assert sum(reason.value for reason in why.because) == pytest.approx(why.score, abs=0.01)
    assert id_ not in {other.id for other in similar.data}


async def test_whole_lists_stream_as_rows_and_as_bytes(client: CauseloopClient) -> None:
    fields = ("external_id", "pattern_id")

    rows = [row async for row in client.issues.stream_rows(fields=fields)]
    chunks = [chunk async for chunk in client.issues.stream_bytes(RowFormat.CSV, fields=fields)]

    total = (await client.issues.list(limit=1)).page.total
    assert len(rows) == total
    assert set(rows[0]) == set(fields)
    assert b"".join(chunks).decode().splitlines()[0] == "external_id,pattern_id"
    assert len(b"".join(chunks).splitlines()) == total + 1


async def test_a_field_that_is_none_is_refused_before_the_stream(client: CauseloopClient) -> None:
    async with aclosing(client.issues.stream_rows(fields=("colour",))) as rows:
        with pytest.raises(InvalidError, match="colour"):
            await anext(rows)


async def test_an_issue_is_made_changed_and_changed_back(own: CauseloopClient) -> None:
    made = await own.issues.create(IssueCreate(title="Disk full", team="ops"))
    changed = await own.issues.patch(made.id, IssuePatch(team=None, severity=Priority.P1))
    assert changed.operation_id is not None
    undone = await own.operations.undo(changed.operation_id)
    operations = await own.operations.list(limit=5)

    assert (changed.team, changed.priority) == (None, Priority.P1)
    assert (await own.issues.get(made.id)).team == "ops"
    assert undone.operation.id in {operation.id for operation in operations.data}
    with pytest.raises(ConflictError):
        await own.operations.undo(changed.operation_id)


async def test_a_bulk_change_is_previewed_first(own: CauseloopClient) -> None:
    made = await own.issues.create(IssueCreate(title="Network slow"))
    change = IssueBulk(op=BulkOperation.TEAM, value="net", ids=(made.id,), preview=True)

    preview = await own.issues.bulk(change)
    done = await own.issues.bulk(change.model_copy(update={"preview": False}))

    assert (preview.matched, preview.changed) == (1, 0)
    assert (done.matched, done.changed) == (1, 1)


async def test_patterns_say_how_often_and_how_likely(client: CauseloopClient) -> None:
    page = await client.patterns.list(PatternFilter(risk_min=1), sort="-risk_score", limit=5)
    pattern = await client.patterns.get(page.data[0].id)
    members = await client.patterns.members(pattern.id, limit=100)
    frequency = await client.patterns.frequency(
        pattern.id, window_days=90, counting=Counting.ISSUES
    )
    rows = [row async for row in client.patterns.stream_rows(fields=("id", "name"))]

    assert sum(part.points for part in pattern.risk_parts) == pattern.risk_score
    assert len(members.data) == pattern.issue_count
    assert frequency.window_days == 90
    assert pattern.id in {row["id"] for row in rows}


async def test_a_pattern_is_renamed_merged_and_split_back(client: CauseloopClient) -> None:
    first, second = (await client.patterns.list(limit=2)).data

    renamed = await client.patterns.patch(first.id, PatternPatch(name="Checkout times out"))
    merge = PatternMerge(source_pattern_id=second.id, preview=True)
    preview = await client.patterns.merge(first.id, merge)
    merged = await client.patterns.merge(first.id, merge.model_copy(update={"preview": False}))
    assert merged.operation_id is not None
    await client.operations.undo(merged.operation_id)
    members = await client.patterns.members(first.id, limit=3)
    split = PatternSplit(issue_ids=(members.data[0].id,), preview=True)

    assert renamed.pattern.name == "Checkout times out"
    assert preview.moved == merged.moved == second.issue_count
    assert (await client.patterns.get(second.id)).issue_count == second.issue_count
    assert (await client.patterns.split(first.id, split)).moved == 1


async def test_predictions_and_their_tiles_agree(client: CauseloopClient) -> None:
    filter_ = PredictionFilter(window_days=30)
    page = await client.predictions.list(filter_, sort="-probability", limit=100)
    summary = await client.predictions.summary(30)
    forecast = await client.predictions.forecast(30)

    probabilities = [row.probability for row in page.data if row.probability is not None]
    assert probabilities == sorted(probabilities, reverse=True)
    assert summary.total == page.page.total
    assert forecast.frequency.history
    dismissed = await client.predictions.set_status(page.data[0].id, PredictionStatus.DISMISSED)
    assert dismissed.status is PredictionStatus.DISMISSED


async def test_the_dashboard_agrees_with_the_lists(client: CauseloopClient) -> None:
    dashboard = await client.dashboard.get(30)

    assert dashboard.facets.total == (await client.issues.list(limit=1)).page.total
    assert dashboard.top_patterns
    assert dashboard.teams


async def test_runs_are_listed_with_what_they_found(client: CauseloopClient) -> None:
    runs = await client.detections.list(limit=5)

    assert runs.data[0].result is not None
    assert runs.data[0].result.patterns > 5


async def test_a_token_does_what_its_scopes_say_until_it_is_revoked(own: CauseloopClient) -> None:
    made = await own.tokens.create(TokenCreate(name="reader", scopes=(Scope.ISSUES_READ,)))
    reader = Backend(own.backend.base_url, SecretStr(made.token))
    async with CauseloopClient(reader) as stranger:
        assert (await stranger.issues.list()).page is not None
        with pytest.raises(ForbiddenError, match="issues:write"):
            await stranger.issues.create(IssueCreate(title="x"))
        await own.tokens.revoke(made.details.id)
        with pytest.raises(UnauthorizedError):
            await stranger.issues.list()
    assert made.details.id in {token.id for token in (await own.tokens.list()).data}


async def test_what_is_not_there_is_not_found(client: CauseloopClient) -> None:
    with pytest.raises(NotFoundError):
        await client.issues.get(IssueId("iss_none"))
    with pytest.raises(NotFoundError):
        await client.patterns.get(PatternId("pat_none"))


async def test_another_workspace_is_made_and_empty(client: CauseloopClient) -> None:
    made = await client.workspaces.create(WorkspaceCreate(name="Bug reports"))

    assert made in (await client.workspaces.list()).data
    async with client.for_workspace(made.slug) as other:
        assert (await other.issues.list()).page.total == 0


async def test_the_stream_tells_of_a_change_that_another_program_made(
    own: CauseloopClient,
) -> None:
    heard: list[str] = []
    async with asyncio.timeout(PATIENCE), aclosing(own.stream()) as frames:
        async for frame in frames:
            heard.append(frame.type)
            if frame.type == FrameType.CONNECTED:
                await own.issues.create(IssueCreate(title="Heard of"))
            if frame.type == FrameType.CHANGES:
                break

    assert heard[0] == FrameType.CONNECTED
