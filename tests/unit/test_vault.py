from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

import pytest
from keyring.errors import KeyringLocked

from causeloop_desktop import vault as vaults
from causeloop_desktop.vault import (
    FILE_NAME,
    MASTER_KEY_VARIABLE,
    KeyStore,
    Vault,
    VaultError,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

TOKEN = "clp_" + "x" * 40


class MemoryKeyring:
    """A keyring that keeps what it is given."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service_name: str, username: str, /) -> str | None:
        return self.kept.get((service_name, username))

    def set_password(self, service_name: str, username: str, password: str, /) -> None:
        self.kept[service_name, username] = password


class LockedKeyring(MemoryKeyring):
    """A keyring whose owner refuses to unlock it."""

    def set_password(self, _service: str, _name: str, _password: str, /) -> None:
        raise KeyringLocked("dismissed")


class SlowKeyring(MemoryKeyring):
    """A keyring that waits for a dialog nobody answers."""

    def set_password(self, _service: str, _name: str, _password: str, /) -> None:
        time.sleep(0.2)


class Asker:
    """Answers the question for a passphrase, and counts how often it came."""

    def __init__(self, answer: str | None = None) -> None:
        self.answer = answer
        self.asked: list[bool] = []

    async def __call__(self, is_new: bool) -> str | None:
        self.asked.append(is_new)
        return self.answer


def make_vault(
    folder: Path,
    keyring: KeyStore | None = None,
    environment: Mapping[str, str] | None = None,
    asker: Asker | None = None,
) -> Vault:
    return Vault(folder, environment or {}, lambda: keyring, asker or Asker())


def test_nothing_is_asked_before_a_secret_is_stored(tmp_path: Path) -> None:
    asker, keyring = Asker("long enough"), MemoryKeyring()
    make_vault(tmp_path, keyring, asker=asker)
    assert keyring.kept == {}
    assert asker.asked == []
    assert not (tmp_path / FILE_NAME).exists()


def test_the_key_lies_in_the_keyring_and_the_token_nowhere(tmp_path: Path) -> None:
    keyring = MemoryKeyring()
    sealed = asyncio.run(make_vault(tmp_path, keyring).seal(TOKEN))
    assert asyncio.run(make_vault(tmp_path, keyring).open(sealed)) == TOKEN
    written = (tmp_path / FILE_NAME).read_text()
    (key,) = keyring.kept.values()
    assert TOKEN not in sealed + written + key
    assert key not in written
    assert (tmp_path / FILE_NAME).stat().st_mode & 0o077 == 0


def test_equal_secrets_are_sealed_differently(tmp_path: Path) -> None:
    vault = make_vault(tmp_path, MemoryKeyring())

    async def twice() -> tuple[str, str]:
        return await vault.seal(TOKEN), await vault.seal(TOKEN)

    first, second = asyncio.run(twice())
    assert first != second


@pytest.mark.parametrize("keyring", [None, LockedKeyring(), SlowKeyring()])
def test_without_a_usable_keyring_a_passphrase_locks(
    tmp_path: Path, keyring: KeyStore | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vaults, "KEYRING_SECONDS", 0.05)
    asker = Asker("correct horse")
    sealed = asyncio.run(make_vault(tmp_path, keyring, asker=asker).seal(TOKEN))
    assert asker.asked == [True]
    again = Asker("correct horse")
    assert asyncio.run(make_vault(tmp_path, keyring, asker=again).open(sealed)) == TOKEN
    assert again.asked == [False]


def test_a_wrong_passphrase_opens_nothing(tmp_path: Path) -> None:
    sealed = asyncio.run(make_vault(tmp_path, asker=Asker("correct horse")).seal(TOKEN))
    with pytest.raises(VaultError, match="not the key"):
        asyncio.run(make_vault(tmp_path, asker=Asker("battery staple")).open(sealed))


def test_a_refused_passphrase_stores_nothing(tmp_path: Path) -> None:
    with pytest.raises(VaultError, match=MASTER_KEY_VARIABLE):
        asyncio.run(make_vault(tmp_path, asker=Asker(None)).seal(TOKEN))
    assert not (tmp_path / FILE_NAME).exists()


def test_the_environment_goes_before_the_keyring(tmp_path: Path) -> None:
    keyring, environment = MemoryKeyring(), {MASTER_KEY_VARIABLE: "from the environment"}
    sealed = asyncio.run(make_vault(tmp_path, keyring, environment).seal(TOKEN))
    assert keyring.kept == {}
    assert asyncio.run(make_vault(tmp_path, keyring, environment).open(sealed)) == TOKEN
    with pytest.raises(VaultError, match=MASTER_KEY_VARIABLE):
        asyncio.run(make_vault(tmp_path, keyring).open(sealed))


def test_a_keyring_that_lost_the_key_is_said_so(tmp_path: Path) -> None:
    sealed = asyncio.run(make_vault(tmp_path, MemoryKeyring()).seal(TOKEN))
    with pytest.raises(VaultError, match="keyring"):
        asyncio.run(make_vault(tmp_path, MemoryKeyring()).open(sealed))


def test_two_first_credentials_at_once_share_one_key(tmp_path: Path) -> None:
    async def store_both() -> tuple[str, str]:
        vault = make_vault(tmp_path, MemoryKeyring())
        first, second = await asyncio.gather(vault.seal("one"), vault.seal("two"))
        return await vault.open(first), await vault.open(second)

    assert asyncio.run(store_both()) == ("one", "two")


@pytest.mark.parametrize("damaged", ["", "{", "[]", '{"source": "moon"}', '{"source": "keyring"}'])
def test_a_damaged_lock_says_so_and_what_to_do(tmp_path: Path, damaged: str) -> None:
    (tmp_path / FILE_NAME).write_text(damaged, "utf-8")
    with pytest.raises(VaultError, match=r"damaged.*enter the credentials again"):
        asyncio.run(make_vault(tmp_path, MemoryKeyring()).seal(TOKEN))
