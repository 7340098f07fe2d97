"""A real engine behind its real application."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.engines import RunningEngine, running_engine


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[RunningEngine]:
    """Run an engine over an empty directory."""
    async with running_engine(tmp_path) as running:
        yield running
