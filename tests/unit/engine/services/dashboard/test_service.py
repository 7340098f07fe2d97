"""The dashboard over the sample, on a real engine with its real worker."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from causeloop_desktop.contract.base import ChangeKind
from causeloop_desktop.contract.dashboard import Dashboard
from causeloop_desktop.contract.issues import IssueFilter, Stage, Status
from causeloop_desktop.contract.jobs import FINISHED, JobKind
from causeloop_desktop.contract.patterns import PatternFilter, PatternSort, PatternStatus
from causeloop_desktop.contract.times import to_micros
from causeloop_desktop.engine.context import EngineContext
from causeloop_desktop.engine.services.foundation.pages import asked_for
from causeloop_desktop.engine.store.database import WriteTransaction
from causeloop_desktop.engine.store.tenants.workspaces import WorkspaceRow
from causeloop_desktop.engine.store.work.operations import Act, OperationStore
from causeloop_desktop.engine.store.work.outbox import record_change
from tests.support.engines import RunningEngine, running_engine
from tests.support.waiting import until_answered

pytestmark = pytest.mark.anyio

FILLED_US = to_micros(datetime(2026, 3, 30, 8, 0, tzinfo=UTC))
NOW_US = FILLED_US + 3_600_000_000


@pytest.fixture(scope="module")
def sample_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory whose sample is filled and looked through for patterns."""
    folder = tmp_path_factory.mktemp("sample")
    asyncio.run(_fill(folder))
    return folder


async def _fill(folder: Path) -> None:
    async with running_engine(folder, now_us=FILLED_US) as engine:
        sample = await engine.context.workspaces.ensure_sample()
        key = (await engine.context.workspaces.find(sample.id)).key
        await _detected(engine, key)


async def _detected(engine: RunningEngine, key: int) -> None:
    """Wait until no detection waits or runs."""

    async def is_detected() -> bool:
        jobs = (await engine.context.jobs.list(key, 100, None)).data
        detections = [job for job in jobs if job.kind is JobKind.DETECTION]
        return bool(detections) and all(job.status in FINISHED for job in detections)

    await until_answered(is_detected)


async def _look(
    context: EngineContext, days: int = 30, as_of: datetime | None = None
) -> tuple[Dashboard, WorkspaceRow]:
    sample = await context.workspaces.find("sample")
    as_of_us = None if as_of is None else to_micros(as_of)
    return await context.dashboard.get(sample.key, days, as_of_us), sample


async def test_its_parts_agree_with_the_lists(sample_dir: Path) -> None:
    async with running_engine(sample_dir, now_us=NOW_US) as engine:
        board, sample = await _look(engine.context)
        issues = engine.context.issues
        first_day = board.issues_per_day[0].at
        since = await issues.facets(sample.key, IssueFilter(date_from=first_day))
        asked = asked_for("-risk_score", PatternSort, limit=100)
        listed = await engine.context.patterns.list(sample.key, PatternFilter(), asked)
        predicted = await engine.context.predictions.summary(sample.key, 30)

    assert board.facets.total == sum(board.facets.stage.values()) > 400
    assert sum(point.count for point in board.issues_per_day) == board.issues_this_window
    assert since.total == board.issues_this_window > 0
    assert [one.id for one in board.top_patterns] == [one.id for one in listed.data[:12]]
    assert board.patterns == listed.page.total
    emerging = [one for one in listed.data if one.status is PatternStatus.EMERGING]
    assert board.patterns_emerging == len(emerging)
    assert (board.prediction.total, board.prediction.expected) == (
        predicted.total,
        predicted.expected,
    )


async def test_open_loops_are_open_issues_of_patterns_that_came_back(sample_dir: Path) -> None:
    async with running_engine(sample_dir, now_us=NOW_US) as engine:
        board, sample = await _look(engine.context)
        snapshot = await engine.context.patterns.snapshot(sample.key)
        loops = 0
        for key in snapshot.recurring_keys:
            numbers = snapshot.by_key[key]
            assert len(numbers.episodes) >= 3
            open_ones = IssueFilter(pattern_id=numbers.id, status=(Status.OPEN, Status.IN_PROGRESS))
            loops += (await engine.context.issues.facets(sample.key, open_ones)).total
    assert board.open_loops == loops > 0
    assert 0 < board.open_loops_new < board.open_loops


async def test_teams_are_counted_and_name_the_riskiest_pattern(sample_dir: Path) -> None:
    async with running_engine(sample_dir, now_us=NOW_US) as engine:
        board, sample = await _look(engine.context)
        load = board.teams[0]
        theirs = await engine.context.issues.facets(sample.key, IssueFilter(team=(load.team,)))
        asked = asked_for("-risk_score", PatternSort, limit=1)
        wanted = PatternFilter(team=(load.team,))
        worst = (await engine.context.patterns.list(sample.key, wanted, asked)).data[0]
    closed = theirs.stage[Stage.RESOLVED] + theirs.stage[Stage.WONT_FIX]
    assert (load.issues, load.in_patterns) == (theirs.total, theirs.linked)
    assert load.open_issues == theirs.total - closed
    assert load.top_pattern == worst.name
    assert [one.issues for one in board.teams] == sorted(
        (one.issues for one in board.teams), reverse=True
    )


async def test_nothing_after_as_of_is_seen(sample_dir: Path) -> None:
    then = datetime(2026, 2, 1, 12, 0, tzinfo=UTC)
    async with running_engine(sample_dir, now_us=NOW_US) as engine:
        now, _ = await _look(engine.context)
        board, _ = await _look(engine.context, 7, then)
    assert board.as_of == then
    assert board.facets.total < now.facets.total
    assert board.facets.newest_at is not None
    assert board.facets.newest_at <= then
    assert max(line.at for line in board.activity) <= then
    assert len(board.issues_per_day) == 7
    assert board.issues_per_day[-1].at == then.replace(hour=0)
    assert all(one.last_seen_at <= then for one in board.top_patterns)


async def test_activity_tells_of_issues_detections_and_people(sample_dir: Path) -> None:
    async with running_engine(sample_dir, now_us=NOW_US) as engine:
        sample = await engine.context.workspaces.find("sample")
        await engine.context.database.write(lambda write: _rename(write, sample.key))
        board, _ = await _look(engine.context)
    actors = Counter(line.actor for line in board.activity)
    assert board.activity[0].title == "Renamed a pattern"
    assert actors["You"] == actors["Detection"] == 1
    assert len(board.activity) <= 10
    moments = [line.at for line in board.activity]
    assert moments == sorted(moments, reverse=True)
    told = [line for line in board.activity if (line.entity_id or "").startswith("iss_")]
    assert len(told) == 6
    assert any(line.detail.startswith("joined ") for line in told)


def _rename(write: WriteTransaction, workspace_key: int) -> None:
    store = OperationStore(write.connection, workspace_key)
    done = store.record(write.now_us, Act("you", "pattern.patch", "Renamed a pattern"))
    record_change(write, workspace_key, ChangeKind.OPERATIONS, [done.id])


async def test_an_empty_workspace_has_zeros(tmp_path: Path) -> None:
    async with running_engine(tmp_path, now_us=NOW_US) as engine:
        answer = await engine.client.get("/v1/dashboard?window_days=7")
    board = Dashboard.model_validate(answer.json())
    assert (board.facets.total, board.patterns, board.open_loops) == (0, 0, 0)
    assert [point.count for point in board.issues_per_day] == [0] * 7
    assert board.issues_per_day[1].at - board.issues_per_day[0].at == timedelta(days=1)
    assert (board.teams, board.top_patterns, board.activity) == ((), (), ())


async def test_only_known_windows_are_answered(tmp_path: Path) -> None:
    async with running_engine(tmp_path) as engine:
        answer = await engine.client.get("/v1/dashboard?window_days=8")
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "validation_error"
