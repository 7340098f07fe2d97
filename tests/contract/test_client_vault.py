"""A vault without a keyring: closed, opened with a passphrase, and only by our own programs."""

from pathlib import Path

import pytest

from causeloop_desktop.client.errors import ConflictError
from causeloop_desktop.contract.auth import Scope, TokenCreate
from causeloop_desktop.contract.connectors import ConnectorCreate
from causeloop_desktop.engine.services.vault import VaultService
from causeloop_desktop.vault import MASTER_KEY_VARIABLE
from tests.support.connections import client_of, files_with
from tests.support.engines import RunningEngine, running_engine

pytestmark = pytest.mark.anyio

PASSPHRASE = "correct horse battery"


@pytest.fixture(autouse=True)
def _no_master_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(MASTER_KEY_VARIABLE, raising=False)


def without_keyring(engine: RunningEngine, folder: Path) -> None:
    vaults = VaultService(folder, {}, lambda: None)
    engine.context.vaults = vaults
    engine.context.credentials._vault = vaults.vault


async def test_a_passphrase_opens_what_no_keyring_does(tmp_path: Path) -> None:
    async with running_engine(tmp_path) as engine, client_of(engine) as client:
        without_keyring(engine, tmp_path)
        closed = await client.vault.state()
        assert (closed.is_open, closed.asks, closed.is_new) == (False, True, True)
        new = ConnectorCreate(type="github", credentials={"api_key": "ghp_1234"})
        with pytest.raises(ConflictError, match="passphrase"):
            await client.connectors.create(new)
        assert (await client.vault.unlock(PASSPHRASE)).is_open
        assert (await client.vault.state()).is_open

        without_keyring(engine, tmp_path)  # as another start finds it
        again = await client.vault.state()
        assert (again.is_open, again.asks, again.is_new) == (False, True, False)
        with pytest.raises(ConflictError, match="not the key"):
            await client.vault.unlock("something else")
        assert (await client.vault.unlock(PASSPHRASE)).is_open
    assert not files_with(tmp_path, PASSPHRASE.encode())


async def test_a_token_made_for_others_cannot_open_it(tmp_path: Path) -> None:
    async with running_engine(tmp_path) as engine, client_of(engine) as client:
        made = await client.tokens.create(
            TokenCreate(name="a script", scopes=(Scope.CONNECTORS_ADMIN,))
        )
        headers = {"Authorization": f"Bearer {made.token}"}
        answer = await engine.client.get("/v1/vault", headers=headers)
        assert answer.status_code == 403
