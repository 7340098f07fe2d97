"""Tests of the client are coroutines on the loop that programs use it on."""

import pytest


@pytest.fixture
def anyio_backend() -> str:
    """Run coroutines on asyncio."""
    return "asyncio"
