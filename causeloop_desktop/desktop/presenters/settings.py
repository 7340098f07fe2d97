"""Settings: the profiles, and what is known of the engine and its data."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import SecretStr

from causeloop_desktop.client.backend import Backend
from causeloop_desktop.client.errors import ClientError
from causeloop_desktop.client.finding.connecting import connect as connect_over_http
from causeloop_desktop.desktop.backends import ProfileError, Profiles, check_address
from causeloop_desktop.desktop.presenters.base import Presenter

if TYPE_CHECKING:
    from pathlib import Path

    from causeloop_desktop.contract.engine import EngineInfo
    from causeloop_desktop.desktop.backends import Profile
    from causeloop_desktop.desktop.presenters.session import Connect, Session


@dataclass(frozen=True)
class SettingsState:
    """What the settings show.

    Attributes:
        engine: The engine that is looked at; ``None`` until it has answered.
        data_dir: Where this window's own engine keeps everything.
        data_bytes: How much that is on disk.
        current: The name of the profile in use.
    """

    data_dir: Path
    profiles: tuple[Profile, ...] = ()
    engine: EngineInfo | None = None
    data_bytes: int | None = None
    current: str = ""


@dataclass(frozen=True)
class Tried:
    """What trying a profile told.

    Attributes:
        issues: How many issues are there; ``None`` if it does not work.
        trouble: Why it does not work.
    """

    issues: int | None = None
    trouble: str = ""

    @property
    def works(self) -> bool:
        """Whether it is good news."""
        return self.issues is not None


class SettingsPresenter(Presenter[SettingsState]):
    """Keeps profiles and looks at the engine."""

    def __init__(
        self,
        session: Session,
        profiles: Profiles,
        data_dir: Path,
        connect: Connect = connect_over_http,
    ) -> None:
        super().__init__(SettingsState(data_dir, profiles.all))
        self._session = session
        self._profiles = profiles
        self._connect = connect

    async def load(self) -> None:
        """Ask the engine what it is, and count what lies on disk."""
        size = await asyncio.to_thread(_size_of, self.state.data_dir)
        self._change(
            engine=await self._info(),
            data_bytes=size,
            current=self._session.state.profile,
            profiles=self._profiles.all,
        )

    async def add(self, name: str, base_url: str, token: str) -> Profile:
        """Keep a remote profile.

        Raises:
            ProfileError, VaultError: See ``backends.Profiles.add``.
        """
        profile = await self._profiles.add(name, base_url, SecretStr(token))
        self._change(profiles=self._profiles.all)
        return profile

    async def remove(self, name: str) -> None:
        """Forget a remote profile and its token."""
        await self._profiles.remove(name)
        self._change(profiles=self._profiles.all)

    async def open(self, profile: Profile) -> None:
        """Look at another engine from now on."""
        self._session.open(await self._profiles.backend(profile), profile.name)

    async def check(self, base_url: str, token: str) -> Tried:
        """Try an address and a token without keeping them."""
        try:
            backend = Backend(check_address(base_url), SecretStr(token))
            async with self._connect(backend) as client:
                page = await client.issues.list(limit=1)
        except ProfileError as error:
            return Tried(trouble=str(error))
        except ClientError as error:
            return Tried(trouble=str(error.problem))
        return Tried(page.page.total)

    async def check_kept(self, profile: Profile) -> Tried:
        """Try a profile that is kept.

        Raises:
            VaultError: Its token cannot be opened.
        """
        backend = await self._profiles.backend(profile)
        return await self.check(backend.base_url, backend.credential.get_secret_value())

    async def _info(self) -> EngineInfo | None:
        if not self._session.can("GET", "/v1/engine"):
            return None
        return await self._session.client.engine.info()


def _size_of(folder: Path) -> int:
    """Add up the files; one that vanishes meanwhile counts nothing."""
    total = 0
    for file in folder.rglob("*"):
        try:
            total += file.stat().st_size if file.is_file() else 0
        except FileNotFoundError:
            continue
    return total
