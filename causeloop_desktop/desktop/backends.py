"""Profiles: the engines that a window can look at, one of them on this machine."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pydantic import SecretStr

from causeloop_desktop.client.backend import LOOPBACK_HOSTS, Backend
from causeloop_desktop.private_files import write_private

if TYPE_CHECKING:
    from pathlib import Path

    from causeloop_desktop.vault import Vault

FILE_NAME = "profiles.json"
LOCAL = "local"


class ProfileError(Exception):
    """A profile cannot be as given; the message says what to change."""


@dataclass(frozen=True)
class Profile:
    """An engine elsewhere: how it is called, where it is, and its sealed token."""

    name: str
    base_url: str
    sealed_token: str


class Profiles:
    """The remote profiles of a data directory; the local one needs no record."""

    def __init__(self, data_dir: Path, vault: Vault) -> None:
        self._file = data_dir / FILE_NAME
        self._vault = vault
        self._profiles = _read(self._file)

    @property
    def all(self) -> tuple[Profile, ...]:
        """The profiles, by name."""
        return tuple(self._profiles[name] for name in sorted(self._profiles))

    def get(self, name: str) -> Profile | None:
        """Find a profile."""
        return self._profiles.get(name)

    async def add(self, name: str, base_url: str, token: SecretStr) -> Profile:
        """Keep a profile, its token sealed.

        Raises:
            ProfileError: The name or the address is not usable.
            VaultError: There is no key to seal the token with.
        """
        name, base_url = check_name(name), check_address(base_url)
        sealed = await self._vault.seal(token.get_secret_value())
        profile = Profile(name, base_url, sealed)
        self._profiles[name] = profile
        await asyncio.to_thread(self._write)
        return profile

    async def remove(self, name: str) -> None:
        """Forget a profile and its token."""
        self._profiles.pop(name, None)
        await asyncio.to_thread(self._write)

    async def backend(self, profile: Profile) -> Backend:
        """Return how to call a profile's engine.

        Raises:
            VaultError: The token cannot be opened.
        """
        token = await self._vault.open(profile.sealed_token)
        return Backend(profile.base_url, SecretStr(token))

    def _write(self) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        rows = [asdict(profile) for profile in self.all]
        write_private(self._file, json.dumps(rows, indent=2))


def check_name(name: str) -> str:
    """Return a usable profile name.

    Raises:
        ProfileError: It is none; the message says why.
    """
    name = name.strip()
    if not name:
        raise ProfileError("Give the profile a name.")
    if name.casefold() == LOCAL:
        raise ProfileError('"Local" is the engine on this machine. Choose another name.')
    return name


def check_address(base_url: str) -> str:
    """Return a base URL without its last slash.

    A token only leaves this machine encrypted, so plain http is for loopback alone.

    Raises:
        ProfileError: It is no address, or one that a token must not be sent to.
    """
    base_url = base_url.strip().rstrip("/").removesuffix("/v1")
    try:
        parts = urlsplit(base_url)
    except ValueError:  # brackets around what is no address
        parts = urlsplit("")
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ProfileError("The address starts with https:// and names a host.")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK_HOSTS:
        raise ProfileError("Use https:// so that the token cannot be read on its way.")
    return base_url


def _read(file: Path) -> dict[str, Profile]:
    """Read the profiles; a file that cannot be read counts as none, so that a window opens."""
    try:
        profiles = [Profile(**row) for row in json.loads(file.read_text("utf-8"))]
    except (OSError, ValueError, TypeError):
        return {}
    return {profile.name: profile for profile in profiles}
