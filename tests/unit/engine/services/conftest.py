from collections.abc import Iterator
from pathlib import Path

import pytest

from causeloop_desktop.engine.store.database import Database
from tests.support.databases import Clock, add_workspace, open_database
from tests.support.patterns import Workshop


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def database(tmp_path: Path, clock: Clock) -> Iterator[Database]:
    opened = open_database(tmp_path, clock)
    yield opened
    opened.close()


@pytest.fixture
def workshop(database: Database, clock: Clock, tmp_path: Path) -> Workshop:
    return Workshop(database, add_workspace(database), clock, tmp_path)
