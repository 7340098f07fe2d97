"""What tests of the client share: a loop, a key that seals credentials, a provider that answers."""

from collections.abc import Iterator

import pytest

from causeloop_desktop.vault import MASTER_KEY_VARIABLE
from tests.support.providers.github import GitHub
from tests.support.providers.server import serving


@pytest.fixture
def anyio_backend() -> str:
    """Run coroutines on asyncio, as programs do."""
    return "asyncio"


@pytest.fixture(autouse=True)
def _master_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seal credentials with a key of the test's own: there is no keyring here."""
    monkeypatch.setenv(MASTER_KEY_VARIABLE, "the master key of a test")


@pytest.fixture
def address(github: GitHub) -> Iterator[str]:
    """Serve the GitHub that the test has filled, and say where."""
    with serving(github.respond) as served:
        yield served
