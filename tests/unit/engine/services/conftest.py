from pathlib import Path

import pytest

from causeloop_desktop.engine.store.database import Database
from tests.support.databases import Clock, add_workspace
from tests.support.patterns import Workshop


@pytest.fixture
def workshop(database: Database, clock: Clock, tmp_path: Path) -> Workshop:
    return Workshop(database, add_workspace(database), clock, tmp_path)
