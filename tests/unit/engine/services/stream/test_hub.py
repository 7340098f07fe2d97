"""Who hears what happens."""

import asyncio
from pathlib import Path

import pytest

from causeloop_desktop.contract.base import ChangeKind, Changes
from causeloop_desktop.contract.stream import FrameType
from causeloop_desktop.engine.services.stream.hub import QUEUE_LENGTH, Hub, Message
from causeloop_desktop.engine.store.work.outbox import record_change
from tests.support.databases import add_workspace, open_database

pytestmark = pytest.mark.anyio

NEWS = Message(FrameType.CHANGES, Changes(sequence=1), 1)


async def test_a_listener_hears_its_own_workspace_only() -> None:
    hub = Hub()
    mine, other = hub.subscribe(1), hub.subscribe(2)
    hub.publish(1, NEWS)
    assert await mine.next() == NEWS
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await other.next()


async def test_who_falls_behind_is_dropped_and_nobody_else() -> None:
    hub = Hub()
    slow, quick = hub.subscribe(1), hub.subscribe(1)
    for _ in range(QUEUE_LENGTH + 1):
        hub.publish(1, NEWS)
        await quick.next()
    assert (slow.dropped, quick.dropped) == (True, False)


async def test_who_has_left_hears_nothing() -> None:
    hub = Hub()
    gone = hub.subscribe(1)
    hub.unsubscribe(1, gone)
    hub.publish(1, NEWS)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await gone.next()


async def test_a_commit_is_heard_once_it_is_durable(tmp_path: Path) -> None:
    hub, database = Hub(), open_database(tmp_path)
    hub.bind(asyncio.get_running_loop())
    database.listen(hub.on_commit)
    key = add_workspace(database)
    heard = hub.subscribe(key)
    await database.write(lambda write: record_change(write, key, ChangeKind.ISSUES, ["iss_1"]))
    message = await heard.next()
    assert message.payload == Changes(sequence=1, counts={ChangeKind.ISSUES: 1}, ids=("iss_1",))
    database.close()
