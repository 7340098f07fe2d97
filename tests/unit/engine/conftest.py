"""Tests of the engine are coroutines on the loop the engine itself uses."""

import pytest


@pytest.fixture
def anyio_backend() -> str:
    """Run coroutines on asyncio."""
    return "asyncio"
