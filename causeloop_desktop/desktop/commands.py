"""What each action of the window does."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from causeloop_desktop.contract.base import ChangeKind
from causeloop_desktop.desktop.menus import Menus
from causeloop_desktop.desktop.palette import Palette
from causeloop_desktop.desktop.theme.theme import Appearance, tokens
from causeloop_desktop.desktop.theme.words import mark, tr
from causeloop_desktop.desktop.views.detections.consent import ConsentDialog
from causeloop_desktop.desktop.views.detections.history import RunsDialog
from causeloop_desktop.desktop.views.imports.dialog import ImportDialog
from causeloop_desktop.desktop.views.shell.as_of import AsOfDialog
from causeloop_desktop.desktop.views.shell.new_workspace import NewWorkspaceDialog
from causeloop_desktop.desktop.views.shell.notice_panel import NoticePanel
from causeloop_desktop.desktop.views.shell.shortcuts import ShortcutsDialog
from causeloop_desktop.desktop.views.texts.dialog import TryTextDialog
from causeloop_desktop.desktop.window_actions import ACTIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from causeloop_desktop.contract.workspaces import Workspace
    from causeloop_desktop.desktop.actions import Action
    from causeloop_desktop.desktop.backends import Profile
    from causeloop_desktop.desktop.chrome import Chrome
    from causeloop_desktop.desktop.main_window import MainWindow
    from causeloop_desktop.desktop.presenters.session import Session
    from causeloop_desktop.desktop.presenters.shell import ShellPresenter
    from causeloop_desktop.desktop.tasks import TaskGroup
    from causeloop_desktop.desktop.views.base import Desk, View

FILE_KINDS = mark(
    "Tables and records (*.csv *.tsv *.txt *.json *.jsonl *.ndjson *.gz);;All files (*)"
)


class Bench(Protocol):
    """What commands work on: the window with its session, and the ways between its screens."""

    window: MainWindow
    chrome: Chrome
    desk: Desk
    session: Session
    shell: ShellPresenter
    tasks: TaskGroup

    @property
    def current_view(self) -> View | None:
        """The screen that is shown."""

    def go(self, screen: str, target: str = "") -> None:
        """Show a screen, and on it the issue or pattern with the id ``target``."""

    def look_at(self, place: Workspace | Profile | None) -> None:
        """Look at a workspace, at a remote profile, or (for ``None``) at this machine."""

    def leave_sample(self) -> None:
        """Go to the own workspace."""


class WindowCommands(QObject):
    """Carries out ``actions.Commands`` on a workbench."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench.window)
        self._bench = bench
        self._window = bench.window
        self._menus = Menus(bench.window, bench.window.menuBar(), ACTIONS, self)
        self._palette = Palette(bench.window, self, bench.shell, bench.tasks, self.offered)
        self._notices = NoticePanel(bench.window.notices)
        self._window.menuBar().setVisible(bench.desk.preferences.get("menu_bar", False))

    def offered(self) -> list[Action]:
        """List what can be done now, on this screen first."""
        view = self._bench.current_view
        return [*(view.offered() if view else ()), *self._menus.available()]

    def follow(self, can: Callable[[str, str], bool]) -> None:
        """Hide what the server lacks."""
        self._menus.follow(can)

    def go(self, screen: str, target: str = "") -> None:
        """Show a screen."""
        self._bench.go(screen, target)

    def open_palette(self) -> None:
        """Open the command palette."""
        self._palette.open()

    def focus_search(self) -> None:
        """Put the keyboard into the search of the current screen."""
        if view := self._bench.current_view:
            view.search()

    def import_file(self, file: Path | None = None) -> None:
        """Import a file; without one, ask which."""
        if not self._bench.session.is_open:
            return
        if file is None:
            self._choose_file()
            return
        ImportDialog(self._window, self._bench.desk, file, self._bench.leave_sample).open()

    def export_list(self) -> None:
        """Save what the current screen lists."""
        if view := self._bench.current_view:
            view.export()

    def sort_list(self) -> None:
        """Ask by what to sort the list of the current screen."""
        if view := self._bench.current_view:
            view.sort()

    def new_workspace(self) -> None:
        """Make another workspace and go there."""
        self._bench.tasks.spawn(self._new_workspace(), name="new workspace")

    def detect(self) -> None:
        """Look for patterns anew."""
        self._bench.tasks.spawn(self._detect(), name="detect")

    def show_detections(self) -> None:
        """Open the history of detection runs."""
        if self._bench.session.is_open:
            RunsDialog(self._window, self._bench.desk).open()

    def show_waiting(self) -> None:
        """Ask for consent to the run that waits for it."""
        if run := self._bench.shell.state.waiting:
            ConsentDialog(self._window, self._bench.desk, run.id).open()

    def try_text(self) -> None:
        """Paste a text and see what would be made of it."""
        if self._bench.session.is_open:
            TryTextDialog(self._window, self._bench.desk).open()

    def yield_keys(self, actions: Iterable[Action]) -> None:
        """Leave a screen the keys of its own actions."""
        self._menus.yield_keys({key for action in actions for key in action.shortcuts})

    def undo(self) -> None:
        """Take back the last operation; a screen that keeps its own knows which it was."""
        view = self._bench.current_view
        if view is not None and view.undo():
            return
        self._bench.tasks.spawn(self._undo_last(), name="undo")

    def refresh(self) -> None:
        """Read everything anew."""
        if self._bench.session.is_open:
            self._bench.session.changed.emit(frozenset(ChangeKind))

    def switch_theme(self) -> None:
        """Go from light to dark or back, and remember it."""
        chosen = Appearance.LIGHT if tokens().dark else Appearance.DARK
        self._bench.desk.theme.set_appearance(chosen)
        self._bench.desk.preferences.set("appearance", chosen.value)

    def switch_workspace(self) -> None:
        """Go from the sample to the own workspace or back."""
        state = self._bench.session.state
        sample = state.workspace is not None and state.workspace.is_sample
        for workspace in state.workspaces:
            if workspace.is_sample != sample:
                self._bench.look_at(workspace)
                return

    def toggle_sidebar(self) -> None:
        """Make the sidebar narrow or wide."""
        self._window.sidebar.set_collapsed(not self._window.sidebar.collapsed)

    def toggle_menu_bar(self) -> None:
        """Show or hide the menu bar, and remember it."""
        shown = not self._window.menuBar().isVisible()
        self._window.menuBar().setVisible(shown)
        self._bench.desk.preferences.set("menu_bar", shown)

    def choose_as_of(self) -> None:
        """Choose the day that everything is seen as of."""
        self._bench.tasks.spawn(self._choose_as_of(), name="as of")

    def show_jobs(self) -> None:
        """Open the list of jobs."""
        bar = self._window.top_bar
        anchor = bar.jobs if bar.jobs.isVisible() else bar.bell
        self._bench.chrome.jobs_panel.popup_under(anchor)

    def show_notices(self) -> None:
        """Open the list of what was said."""
        self._notices.open_under(self._window.top_bar.bell)

    def show_shortcuts(self) -> None:
        """Open the sheet of shortcuts."""
        ShortcutsDialog(self._window, self.offered()).open()

    def close_window(self) -> None:
        """Close the window and stop its engine."""
        self._window.close()

    def _choose_file(self) -> None:
        chooser = QFileDialog(
            self._window, self.tr("Import a file"), str(Path.home()), tr(FILE_KINDS)
        )
        chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
        chooser.fileSelected.connect(lambda name: self.import_file(Path(name)))
        chooser.open()

    async def _detect(self) -> None:
        started = await self._bench.session.client.detections.start()
        words = (
            self.tr("A detection is waiting already; this joins it")
            if started.joined
            else self.tr("Looking for patterns")
        )
        self._window.notices.show(words)

    async def _new_workspace(self) -> None:
        dialog = NewWorkspaceDialog(self._window)
        if await dialog.answer():
            self._bench.look_at(await self._bench.shell.create_workspace(dialog.workspace))

    async def _undo_last(self) -> None:
        operation = await self._bench.shell.undo_last()
        if operation is None:
            self._window.notices.show(self.tr("There is nothing to take back"))
        else:
            self._window.notices.show(self.tr("Taken back"), operation.summary)

    async def _choose_as_of(self) -> None:
        shell, session = self._bench.shell.state, self._bench.session
        shown = session.as_of or shell.newest_at or datetime.now(UTC)
        dialog = AsOfDialog(self._window, shown, datetime.now(UTC))
        if await dialog.answer():
            session.set_as_of(dialog.chosen)
