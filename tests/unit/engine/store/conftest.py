import pytest

from causeloop_desktop.engine.store.database import Database
from tests.support.databases import add_workspace


@pytest.fixture
def workspace(database: Database) -> int:
    return add_workspace(database)
