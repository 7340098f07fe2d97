"""What a connected program hears."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from causeloop_desktop.contract.base import ChangeKind
from causeloop_desktop.contract.stream import Frame, FrameType
from causeloop_desktop.engine.services.stream.service import REPLAYED, StreamService
from causeloop_desktop.engine.services.workspaces import WorkspaceRow
from causeloop_desktop.engine.store.work.outbox import KEPT_US, prune, record_change
from tests.support.engines import RunningEngine, running_engine
from tests.support.waiting import PATIENCE

pytestmark = pytest.mark.anyio


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[RunningEngine]:
    async with running_engine(tmp_path) as running:
        yield running


async def own(engine: RunningEngine) -> WorkspaceRow:
    return await engine.context.workspaces.find("own")


async def commit(engine: RunningEngine, *ids: str) -> int:
    key = (await own(engine)).key
    return await engine.context.database.write(
        lambda write: record_change(write, key, ChangeKind.ISSUES, ids)
    )


async def take(frames: AsyncIterator[Frame], number: int) -> list[Frame]:
    async with asyncio.timeout(PATIENCE):
        return [await anext(frames) for _ in range(number)]


async def test_it_begins_with_who_is_connected(engine: RunningEngine) -> None:
    workspace = await own(engine)
    (frame,) = await take(engine.context.stream.frames(workspace, "you", None), 1)
    assert frame.type == FrameType.CONNECTED
    assert frame.payload == {"workspace_id": workspace.id, "user_id": "you"}


async def test_each_commit_is_one_frame_with_its_sequence(engine: RunningEngine) -> None:
    frames = engine.context.stream.frames(await own(engine), "you", None)
    await take(frames, 1)
    numbers = [await commit(engine, "iss_1", "iss_2"), await commit(engine, "iss_3")]
    heard = await take(frames, 2)
    assert [frame.payload["sequence"] for frame in heard] == numbers
    assert heard[0].payload["counts"] == {"issues": 2}
    assert heard[0].payload["ids"] == ["iss_1", "iss_2"]


async def test_what_was_missed_is_told_first_and_nothing_twice(engine: RunningEngine) -> None:
    known = await commit(engine, "iss_1")
    missed = [await commit(engine, "iss_2"), await commit(engine, "iss_3")]
    frames = engine.context.stream.frames(await own(engine), "you", known)
    await take(frames, 1)
    later = await commit(engine, "iss_4")
    heard = await take(frames, 3)
    assert [frame.payload["sequence"] for frame in heard] == [*missed, later]


async def test_who_missed_too_much_is_told_to_look_at_everything(engine: RunningEngine) -> None:
    for number in range(REPLAYED + 1):
        last = await commit(engine, f"iss_{number}")
    frames = engine.context.stream.frames(await own(engine), "you", 0)
    heard = (await take(frames, 2))[1]
    assert heard.payload["sequence"] == last
    assert heard.payload["counts"] == dict.fromkeys(ChangeKind, 1)


async def test_who_was_away_for_weeks_is_told_to_look_at_everything(
    engine: RunningEngine,
) -> None:
    await commit(engine, "iss_1")
    engine.clock.now_us += KEPT_US + 1_000_000
    await engine.context.database.write(prune)
    last = await commit(engine, "iss_2")
    frames = engine.context.stream.frames(await own(engine), "you", 1)
    heard = (await take(frames, 2))[1]
    assert heard.payload["sequence"] == last
    assert heard.payload["counts"] == dict.fromkeys(ChangeKind, 1)


async def test_it_beats_while_nothing_happens(engine: RunningEngine) -> None:
    context = engine.context
    stream = StreamService(context.database, context.hub, context.clock, heartbeat_seconds=0.01)
    frames = stream.frames(await own(engine), "you", None)
    heard = await take(frames, 3)
    assert [frame.type for frame in heard[1:]] == [FrameType.HEARTBEAT] * 2
    assert heard[1].payload == {"ok": True}


async def test_a_listener_that_falls_behind_is_let_go(engine: RunningEngine) -> None:
    frames = engine.context.stream.frames(await own(engine), "you", None)
    await take(frames, 1)
    await commit(engine, "iss_0")
    await take(frames, 1)
    for number in range(300):
        await commit(engine, f"iss_{number}")
    async with asyncio.timeout(PATIENCE):
        heard = [frame async for frame in frames]
    assert len(heard) < 300
