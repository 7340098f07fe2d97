from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from causeloop_desktop.client.client import CauseloopClient
from causeloop_desktop.desktop.backends import Profiles
from causeloop_desktop.desktop.presenters.session import Session
from causeloop_desktop.desktop.presenters.settings import SettingsPresenter
from causeloop_desktop.desktop.tasks import TaskGroup
from causeloop_desktop.vault import MASTER_KEY_VARIABLE, Vault
from tests.support.engines import BASE_URL, LOCAL_TOKEN, running_engine

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.engines import RunningEngine


async def never_asked(_is_new: bool) -> str | None:
    raise AssertionError("a passphrase was asked for")


def make_presenter(folder: Path, engine: RunningEngine) -> SettingsPresenter:
    vault = Vault(folder, {MASTER_KEY_VARIABLE: "tests"}, lambda: None, never_asked)
    session = Session(TaskGroup(lambda _: None))
    return SettingsPresenter(
        session,
        Profiles(folder, vault),
        folder,
        lambda backend: CauseloopClient(backend, engine.transport),
    )


def test_a_profile_is_kept_listed_tried_and_removed(tmp_path: Path) -> None:
    async def story() -> None:
        async with running_engine(tmp_path / "other") as engine:
            presenter = make_presenter(tmp_path, engine)
            profile = await presenter.add("Other", BASE_URL, LOCAL_TOKEN)
            assert [kept.name for kept in presenter.state.profiles] == ["Other"]
            assert (await presenter.check_kept(profile)).works
            await presenter.remove("Other")
            assert not presenter.state.profiles

    asyncio.run(story())


def test_trying_says_what_is_wrong(tmp_path: Path) -> None:
    async def story() -> None:
        async with running_engine(tmp_path / "other") as engine:
            presenter = make_presenter(tmp_path, engine)
            wrong = await presenter.check(BASE_URL, "clp_wrong")
            assert not wrong.works
            assert "token" in wrong.trouble
            odd = await presenter.check("ftp://example.com", "x")
            assert not odd.works
            assert "https://" in odd.trouble

    asyncio.run(story())


def test_the_size_on_disk_counts_every_file(tmp_path: Path) -> None:
    async def story() -> None:
        async with running_engine(tmp_path / "other") as engine:
            folder = tmp_path / "mine"
            (folder / "logs").mkdir(parents=True)
            (folder / "causeloop.db").write_bytes(b"x" * 1000)
            (folder / "logs" / "engine.log").write_bytes(b"x" * 24)
            presenter = make_presenter(folder, engine)
            await presenter.load()
            assert presenter.state.data_bytes == 1024
            assert presenter.state.engine is None

    asyncio.run(story())
