"""Credentials on disk, sealed with a data key that lies in the keyring of the operating system.

The key is asked for when the first credential is stored and not before. Without a usable keyring
it comes from ``CAUSELOOP_MASTER_KEY`` or from a passphrase; plain text is never written.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from causeloop_desktop.private_files import write_private

if TYPE_CHECKING:
    from pathlib import Path

MASTER_KEY_VARIABLE = "CAUSELOOP_MASTER_KEY"
FILE_NAME = "vault.json"
KEYRING_SERVICE = "causeloop-desktop"
KEYRING_SECONDS = 5.0
KEY_BYTES = 32
NONCE_BYTES = 12
_CHECK = "causeloop"


class KeySource(StrEnum):
    """Where the data key comes from; a vault keeps to the one it began with."""

    KEYRING = "keyring"
    ENVIRONMENT = "environment"
    ASKED = "asked"


class VaultError(Exception):
    """The key cannot be had; the message says why and what to do."""


class KeyStore(Protocol):
    """What the vault needs of a keyring; calls may block for long."""

    def get_password(self, service_name: str, username: str, /) -> str | None:
        """Return what was kept, or ``None``."""

    def set_password(self, service_name: str, username: str, password: str, /) -> None:
        """Keep ``password``."""


AskPassphrase = Callable[[bool], Awaitable[str | None]]
"""Asks the user for the passphrase; told whether a new one is chosen; ``None`` is a refusal."""


@dataclass(frozen=True)
class _Lock:
    source: KeySource
    name: str
    salt: str
    check: str


class Vault:
    """Seals and opens short texts.

    Args:
        data_dir: Where it is written down how the vault is locked; never the key.
        environment: The variables of this process.
        open_keyring: Finds the system's keyring, or ``None``; called in a thread.
        ask: Asks for a passphrase where nothing else is left.
    """

    def __init__(
        self,
        data_dir: Path,
        environment: Mapping[str, str],
        open_keyring: Callable[[], KeyStore | None],
        ask: AskPassphrase,
    ) -> None:
        self._file = data_dir / FILE_NAME
        self._environment = environment
        self._open_keyring = open_keyring
        self._ask = ask
        self._key: bytes | None = None
        self._unlocking = asyncio.Lock()

    async def seal(self, text: str) -> str:
        """Encrypt ``text``; the first call ever makes the key.

        Raises:
            VaultError: There is no key to be had.
        """
        return _seal(await self._unlock(), text)

    async def open(self, sealed: str) -> str:
        """Decrypt what ``seal`` returned.

        Raises:
            VaultError: There is no key to be had, or it is not the one this was sealed with.
        """
        return _open(await self._unlock(), sealed)

    async def _unlock(self) -> bytes:
        async with self._unlocking:  # two first credentials at once must not make two keys
            if self._key is None:
                lock = await asyncio.to_thread(_read_lock, self._file)
                self._key = await (self._open_lock(lock) if lock else self._make_lock())
            return self._key

    async def _open_lock(self, lock: _Lock) -> bytes:
        match lock.source:
            case KeySource.ENVIRONMENT:
                key = await _derive(self._master_key(), lock.salt)
            case KeySource.KEYRING:
                key = await self._key_from_keyring(lock.name)
            case KeySource.ASKED:
                key = await _derive(await self._passphrase(is_new=False), lock.salt)
        _open(key, lock.check)
        return key

    async def _make_lock(self) -> bytes:
        name, salt = secrets.token_hex(8), _text(secrets.token_bytes(16))
        if MASTER_KEY_VARIABLE in self._environment:
            source, key = KeySource.ENVIRONMENT, await _derive(self._master_key(), salt)
        elif kept := await self._key_into_keyring(name):
            source, key = KeySource.KEYRING, kept
        else:
            passphrase = await self._passphrase(is_new=True)
            source, key = KeySource.ASKED, await _derive(passphrase, salt)
        lock = _Lock(source, name, salt, _seal(key, _CHECK))
        await asyncio.to_thread(_write_lock, self._file, lock)
        return key

    def _master_key(self) -> str:
        if value := self._environment.get(MASTER_KEY_VARIABLE):
            return value
        raise VaultError(
            f"The stored credentials are locked with {MASTER_KEY_VARIABLE}. "
            "Set it to the same value as before and start again."
        )

    async def _passphrase(self, *, is_new: bool) -> str:
        if given := await self._ask(is_new):
            return given
        raise VaultError(
            "The credentials were not stored, because there is no passphrase to lock them with. "
            f"Enter one, or set {MASTER_KEY_VARIABLE}."
        )

    async def _key_into_keyring(self, name: str) -> bytes | None:
        key = secrets.token_bytes(KEY_BYTES)
        return key if await _in_thread(lambda: self._keep(name, key)) else None

    async def _key_from_keyring(self, name: str) -> bytes:
        if kept := await _in_thread(lambda: self._find(name)):
            return _bytes(kept)
        raise VaultError(
            "The keyring does not give the key of the stored credentials. "
            "Unlock it and try again, or enter them anew."
        )

    def _keep(self, name: str, key: bytes) -> str | None:
        keyring = self._open_keyring()
        if keyring is None:
            return None
        keyring.set_password(KEYRING_SERVICE, name, _text(key))
        return keyring.get_password(KEYRING_SERVICE, name)

    def _find(self, name: str) -> str | None:
        keyring = self._open_keyring()
        return keyring.get_password(KEYRING_SERVICE, name) if keyring else None


async def _in_thread(call: Callable[[], str | None]) -> str | None:
    """Ask the keyring, which may wait for a dialog of the system, without waiting for ever."""
    from keyring.errors import KeyringError

    try:
        return await asyncio.wait_for(asyncio.to_thread(call), KEYRING_SECONDS)
    except (TimeoutError, KeyringError):
        return None


async def _derive(passphrase: str, salt: str) -> bytes:
    return await asyncio.to_thread(_hash, passphrase.encode(), _bytes(salt))


def _hash(passphrase: bytes, salt: bytes) -> bytes:
    """Argon2id with the parameters of RFC 9106 for machines with little memory."""
    from argon2.low_level import Type, hash_secret_raw

    return hash_secret_raw(
        passphrase,
        salt,
        time_cost=3,
        memory_cost=65_536,
        parallelism=4,
        hash_len=KEY_BYTES,
        type=Type.ID,
    )


def _seal(key: bytes, text: str) -> str:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = secrets.token_bytes(NONCE_BYTES)
    return _text(nonce + AESGCM(key).encrypt(nonce, text.encode(), None))


def _open(key: bytes, sealed: str) -> str:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    content = _bytes(sealed)
    try:
        return AESGCM(key).decrypt(content[:NONCE_BYTES], content[NONCE_BYTES:], None).decode()
    except InvalidTag as error:
        raise VaultError("That is not the key the credentials were stored with.") from error


def _read_lock(file: Path) -> _Lock | None:
    """Read how the vault is locked, ``None`` where nothing was ever stored.

    Raises:
        VaultError: What is written there cannot be read.
    """
    try:
        values = json.loads(file.read_text("utf-8"))
        return _Lock(**{**values, "source": KeySource(values["source"])})
    except FileNotFoundError:
        return None
    except (ValueError, TypeError, KeyError) as error:
        raise VaultError(
            f"{file} says how the stored credentials are locked, and is damaged. Put it back from "
            "a backup, or delete it and enter the credentials again."
        ) from error


def _write_lock(file: Path, lock: _Lock) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    write_private(file, json.dumps(asdict(lock), indent=2))


def _text(content: bytes) -> str:
    return urlsafe_b64encode(content).decode()


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text)


def system_keyring() -> KeyStore | None:
    """Find the keyring of this desktop session, or ``None`` where there is none to rely on."""
    import keyring
    from keyring.backends import fail, null

    found = keyring.get_keyring()
    return None if isinstance(found, fail.Keyring | null.Keyring) else found
