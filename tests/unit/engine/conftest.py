"""Tests of the engine are coroutines on the loop the engine itself uses, over a real database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from causeloop_desktop.engine.store.database import Database
from tests.support.databases import Clock, open_database


@pytest.fixture
def anyio_backend() -> str:
    """Run coroutines on asyncio."""
    return "asyncio"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def database(tmp_path: Path, clock: Clock) -> Iterator[Database]:
    opened = open_database(tmp_path, clock)
    yield opened
    opened.close()
