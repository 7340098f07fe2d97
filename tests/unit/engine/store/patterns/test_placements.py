from pathlib import Path

import pytest

from causeloop_desktop.engine.store.database import Database
from causeloop_desktop.engine.store.patterns.memberships import POOL
from causeloop_desktop.engine.store.patterns.placements import PlacementStore
from tests.support.databases import Clock, add_workspace
from tests.support.patterns import DISK, LOGIN, Failure, Workshop

pytestmark = pytest.mark.anyio

MAIL = Failure("Mail to customer {} bounced by their relay")


def told(database: Database, workspace_key: int, run: int) -> tuple[dict[int, int], set[int]]:
    """Read where a workspace says its issues are, and its patterns."""
    issues, places = database.read_now(lambda read: PlacementStore(read, workspace_key).places(run))
    patterns = database.read_now(lambda read: PlacementStore(read, workspace_key).patterns())
    return dict(zip(issues.tolist(), places.tolist(), strict=True)), {*patterns.tolist()}


async def test_places_and_patterns_are_those_of_the_workspace(
    database: Database, clock: Clock, tmp_path: Path
) -> None:
    workshop = Workshop(database, add_workspace(database), clock, tmp_path)
    await workshop.push((DISK, [1, 20, 40]), (LOGIN, [2, 30]), (MAIL, [3]))
    await workshop.detect()
    run, expected = await workshop.run(), await workshop.places()

    assert told(database, workshop.key, run) == (expected, {*expected.values()} - {POOL})
    assert told(database, add_workspace(database), run) == ({}, set())
