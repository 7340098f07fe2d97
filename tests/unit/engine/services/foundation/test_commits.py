import asyncio

import pytest

from causeloop_desktop.contract.base import ChangeKind
from causeloop_desktop.engine.services.foundation.commits import Commits
from causeloop_desktop.engine.store.database import Database
from causeloop_desktop.engine.store.work.outbox import record_change
from tests.support.databases import add_workspace

pytestmark = pytest.mark.anyio


async def change(database: Database, workspace_key: int, kind: ChangeKind) -> None:
    await database.write(lambda write: record_change(write, workspace_key, kind, count=1))


async def test_commits_are_heard_once_and_together(database: Database) -> None:
    commits = Commits(database, ChangeKind.ISSUES)
    one, other = add_workspace(database), add_workspace(database)

    for workspace_key in (one, other, one):
        await change(database, workspace_key, ChangeKind.ISSUES)

    assert await commits.next() == {one, other}
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(commits.next(), 0.05)


async def test_other_kinds_of_change_wake_nobody(database: Database) -> None:
    commits = Commits(database, ChangeKind.ISSUES)

    await change(database, add_workspace(database), ChangeKind.JOBS)

    with pytest.raises(TimeoutError):
        await asyncio.wait_for(commits.next(), 0.05)


async def test_whoever_waits_is_woken(database: Database) -> None:
    commits = Commits(database, ChangeKind.PATTERNS)
    workspace_key = add_workspace(database)

    async with asyncio.TaskGroup() as group:
        waiting = group.create_task(commits.next())
        await asyncio.sleep(0)
        await change(database, workspace_key, ChangeKind.PATTERNS)

    assert waiting.result() == {workspace_key}


async def test_work_follows_commits_beginning_with_every_workspace(database: Database) -> None:
    one, other = add_workspace(database), add_workspace(database)
    looked: asyncio.Queue[int] = asyncio.Queue()
    held_up = [other]
    faults = [one]

    async def look(workspace_key: int) -> bool:
        looked.put_nowait(workspace_key)
        if workspace_key in faults:
            faults.remove(workspace_key)
            raise LookupError("nobody foresaw this")
        if workspace_key in held_up:
            held_up.remove(workspace_key)
            return True
        return False

    commits = Commits(database, ChangeKind.ISSUES)
    async with asyncio.TaskGroup() as group:
        following = group.create_task(commits.follow(look, 0, "failed"))
        begun = {await looked.get(), await looked.get()}
        again = await asyncio.wait_for(looked.get(), 5)
        await change(database, one, ChangeKind.ISSUES)
        changed = await asyncio.wait_for(looked.get(), 5)
        following.cancel()

    assert (begun, again, changed) == ({one, other}, other, one)
