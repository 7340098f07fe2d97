"""The window program: composes everything, runs the loop, and leaves nothing behind."""

from __future__ import annotations

import argparse
import asyncio
import gc
import logging
import os
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from causeloop_desktop import __version__
from causeloop_desktop.client.finding.data_dir import default_data_dir
from causeloop_desktop.desktop.main_window import MainWindow
from causeloop_desktop.desktop.navigation import SCREENS
from causeloop_desktop.desktop.preferences import Preferences
from causeloop_desktop.desktop.single_instance import SingleInstance
from causeloop_desktop.desktop.tasks import TaskGroup
from causeloop_desktop.desktop.theme.theme import Appearance, Theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from causeloop_desktop.desktop.workbench import Workbench
    from causeloop_desktop.vault import Vault

SAMPLE = "sample"
LOG_BYTES = 1_000_000


@dataclass(frozen=True)
class Options:
    """How the window is started.

    Attributes:
        data_dir: Where everything is kept.
        screenshots: Draw every view into this folder and end.
        workspace: Id or slug to begin in; empty is where the last window left off.
        as_of: See everything as of this moment; ``None`` is now.
    """

    data_dir: Path
    screenshots: Path | None = None
    workspace: str = ""
    as_of: datetime | None = None


class Desktop:
    """One window from its first paint to the end of its engine."""

    def __init__(self, app: QApplication, options: Options, instance: SingleInstance) -> None:
        gc.disable()  # what a start makes, stays; the workbench collects what comes after
        self._options = options
        self._instance = instance
        self.preferences = Preferences(options.data_dir)
        self.theme = Theme(app)
        self.theme.set_appearance(_appearance(self.preferences))
        self.window = MainWindow(SCREENS)
        if options.screenshots is None:
            self.window.restore_measure(self.preferences.get("window", {}))
        self._tasks = TaskGroup(_log_failure)
        self._closing = asyncio.Event()
        self.window.closing.connect(self._closing.set)
        instance.raised.connect(self.window.raise_up)

    async def run(self) -> int:
        """Show the window, work until it is closed, and return the exit code."""
        self.window.show()
        await asyncio.sleep(0)  # the first paint comes before the code of everything else
        bench = self._make_workbench()
        bench.session.set_as_of(self._options.as_of)
        self._supervise(bench)
        bench.go_on()
        if self._options.screenshots:
            code = await self._draw(bench, self._options.screenshots)
        else:
            await self._closing.wait()
            code = 0
        await self._shut(bench)
        return code

    async def _draw(self, bench: Workbench, folder: Path) -> int:
        """Draw every view; where that cannot be, say why and return 1."""
        from causeloop_desktop.desktop.screenshots import NotDrawnError, draw_all

        try:
            await draw_all(bench, folder)
        except NotDrawnError as error:
            sys.stderr.write(f"The views were not drawn: {error}\n")
            return 1
        return 0

    def _make_workbench(self) -> Workbench:
        from causeloop_desktop.client.finding.connecting import connect
        from causeloop_desktop.desktop.backends import Profiles
        from causeloop_desktop.desktop.workbench import Workbench

        return Workbench(
            self.window,
            self.theme,
            self.preferences,
            Profiles(self._options.data_dir, self._make_vault()),
            self._options.data_dir,
            connect,
            lambda: datetime.now(UTC),
        )

    def _make_vault(self) -> Vault:
        from causeloop_desktop.vault import Vault, system_keyring

        return Vault(self._options.data_dir, os.environ, system_keyring, self._ask_passphrase)

    async def _ask_passphrase(self, is_new: bool) -> str | None:
        from causeloop_desktop.desktop.views.shell.passphrase import PassphraseDialog

        dialog = PassphraseDialog(self.window, is_new=is_new)
        return dialog.passphrase if await dialog.answer() else None

    def _supervise(self, bench: Workbench) -> None:
        from causeloop_desktop.client.finding.connecting import prepare
        from causeloop_desktop.desktop.supervisor import Supervisor

        wanted = self._options.workspace or self.preferences.get("workspace", SAMPLE)
        supervisor = Supervisor(
            self._options.data_dir,
            lambda backend: bench.start_local(backend, wanted),
            bench.lose_local,
        )
        self._tasks.spawn(supervisor.run(), name="supervisor")
        self._tasks.spawn(asyncio.to_thread(prepare), name="client")
        bench.resume_profile()

    async def _shut(self, bench: Workbench) -> None:
        """Disappear at once, then hang up and stop the engine in peace."""
        self.preferences.set("window", self.window.measure())
        self.window.hide()
        self._instance.release()
        await bench.close()
        await self._tasks.close()
        self.window.finish()


def main(argv: Sequence[str] | None = None) -> int:
    """Open the window on a data directory, or raise the one that is open there already."""
    options = _read_options(sys.argv[1:] if argv is None else argv)
    if options.screenshots and not _has_display():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    try:
        options.data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        sys.stderr.write(f"The data directory cannot be made: {error}\n")
        return 1
    app = _make_application()
    instance = SingleInstance(options.data_dir)
    if not options.screenshots and not instance.claim():
        return 0
    _log_to(options.data_dir / "logs")
    loop = QEventLoop(app)
    asyncio.set_event_loop(loop)
    with loop:
        code: int = loop.run_until_complete(Desktop(app, options, instance).run())
        return code


def _read_options(argv: Sequence[str]) -> Options:
    parser = argparse.ArgumentParser("causeloop-desktop", description="The Causeloop window.")
    parser.add_argument("--data-dir", type=Path, help="where everything is kept")
    parser.add_argument("--workspace", default="", help="id or slug of the workspace to begin in")
    parser.add_argument("--sample", action="store_true", help="begin in the sample workspace")
    parser.add_argument(
        "--screenshots", type=Path, metavar="DIR", help="draw every view into DIR and end"
    )
    parser.add_argument(
        "--as-of", type=_last_second, metavar="DAY", help="see everything as of a day: 2019-01-31"
    )
    parser.add_argument("--version", action="version", version=__version__)
    given = parser.parse_args(argv)
    shown = SAMPLE if given.sample or given.screenshots else ""
    return Options(
        data_dir=(given.data_dir or default_data_dir()).expanduser().resolve(),
        screenshots=given.screenshots,
        workspace=given.workspace or shown,
        as_of=given.as_of,
    )


def _last_second(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(23, 59, 59), UTC)


def _make_application() -> QApplication:
    QApplication.setApplicationName("Causeloop")
    QApplication.setApplicationVersion(__version__)
    QApplication.setDesktopFileName("causeloop-desktop")
    app = QApplication(["causeloop-desktop"])
    app.setQuitOnLastWindowClosed(False)
    return app


def _has_display() -> bool:
    if sys.platform != "linux":
        return True
    named = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return any(os.environ.get(name) for name in named)


def _appearance(preferences: Preferences) -> Appearance:
    kept = preferences.get("appearance", Appearance.SYSTEM.value)
    return Appearance(kept) if kept in set(Appearance) else Appearance.SYSTEM


def _log_to(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(folder / "window.log", maxBytes=LOG_BYTES, backupCount=1)
    form = "%(asctime)s %(levelname)s %(name)s: %(message)s"
    logging.basicConfig(level=logging.WARNING, handlers=[handler], format=form)


def _log_failure(error: BaseException) -> None:
    logging.getLogger(__name__).error("A task of the program failed", exc_info=error)
