from collections.abc import Iterator
from pathlib import Path

import pytest

from causeloop_desktop.engine.store.database import Database
from tests.support.databases import Clock, add_workspace, open_database


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def database(tmp_path: Path, clock: Clock) -> Iterator[Database]:
    opened = open_database(tmp_path, clock)
    yield opened
    opened.close()


@pytest.fixture
def workspace(database: Database) -> int:
    return add_workspace(database)
