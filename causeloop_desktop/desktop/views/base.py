"""What every screen is and what it is given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Protocol

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from causeloop_desktop.desktop.tasks import Refresher, TaskGroup
from causeloop_desktop.desktop.widgets.table import TableView

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from PySide6.QtGui import QCloseEvent, QHideEvent, QShowEvent

    from causeloop_desktop.contract.base import ChangeKind, OperationId
    from causeloop_desktop.contract.workspaces import Workspace
    from causeloop_desktop.desktop.actions import Action
    from causeloop_desktop.desktop.backends import Profile, Profiles
    from causeloop_desktop.desktop.preferences import Preferences
    from causeloop_desktop.desktop.presenters.base import Unsubscribe
    from causeloop_desktop.desktop.presenters.jobs import JobsPresenter
    from causeloop_desktop.desktop.presenters.session import Session, SessionState
    from causeloop_desktop.desktop.theme.theme import Theme
    from causeloop_desktop.desktop.widgets.notices import Notices


MINUTE_MS = 60_000


class Navigator(Protocol):
    """The ways from one screen to another."""

    def go(self, screen: str, target: str = "") -> None:
        """Show a screen, and on it the issue or pattern with the id ``target``."""

    def look_at(self, place: Workspace | Profile | None) -> None:
        """Look at a workspace, at a remote profile, or (for ``None``) at this machine."""

    def import_file(self, file: Path | None = None) -> None:
        """Open the import, with a file if one was dropped."""

    def tell_done(self, sentence: str, operation: OperationId | None) -> None:
        """Say what was done, and offer to take it back."""


@dataclass(frozen=True)
class Desk:
    """What a screen works with; all of it outlives the screen.

    Attributes:
        actions: What can be done on every screen.
        report: Shows the failure of a coroutine.
        clock: Says what time it is; ages are counted from it.
    """

    session: Session
    jobs: JobsPresenter
    notices: Notices
    preferences: Preferences
    navigator: Navigator
    theme: Theme
    profiles: Profiles
    data_dir: Path
    actions: tuple[Action, ...]
    report: Callable[[BaseException], None]
    clock: Callable[[], datetime]

    def now(self) -> datetime:
        """Return the moment that everything is seen as of."""
        return self.session.as_of or self.clock()


class View(QWidget):
    """A screen: loads when it is first looked at, and refreshes itself when what it shows changes.

    Subclasses name the kinds of change that concern them in ``kinds`` and write ``load``; one that
    can renew itself gently, keeping scroll and selection, writes ``refresh`` too.

    Attributes:
        tasks: Starts the view's coroutines; they end with the view.
        own_actions: What can be done here, for menu, palette and shortcuts.
    """

    kinds: ClassVar[frozenset[ChangeKind]] = frozenset()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.tasks = TaskGroup(desk.report)
        self.own_actions: tuple[Action, ...] = ()
        self._loaded = False
        self._stale = False
        self._minute = QTimer(self, interval=MINUTE_MS)
        self._minute.timeout.connect(self.grow_older)
        self._needing: list[tuple[QWidget, str, str]] = []
        self._refresher = Refresher(self.tasks, self._renew, name=f"{type(self).__name__} refresh")
        self._subscriptions: tuple[Unsubscribe, ...] = (
            desk.session.changed.subscribe(self._hear_changed),
            desk.session.moved.subscribe(self._hear_moved),
        )

    async def load(self) -> None:
        """Show everything anew: it is the first look, or another place is looked at."""

    async def refresh(self) -> None:
        """Show what has changed."""
        await self.load()

    def show_target(self, target: str) -> None:
        """Show the issue or pattern with this id."""

    def show_start(self) -> None:
        """Show the screen itself, with nothing opened on it."""

    def take_keyboard(self) -> None:
        """Put the keyboard where work on this screen begins."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def export(self) -> None:
        """Save what is listed as CSV."""

    def undo(self) -> bool:
        """Take back what was done last on this screen; ``False`` leaves that to the window."""
        return False

    def search(self) -> None:
        """Put the keyboard into the field that narrows this screen."""

    def offered(self) -> tuple[Action, ...]:
        """Return those of the own actions that can be done now."""
        can = self.desk.session.can
        return tuple(
            action for action in self.own_actions if action.needs is None or can(*action.needs)
        )

    def sort(self) -> None:
        """Ask by what to sort the table that the keyboard is in, else the first that can be."""
        tables = [table for table in self.findChildren(TableView) if table.isVisible()]
        sortable = [table for table in tables if table.can_sort]
        for table in sorted(sortable, key=lambda table: not table.hasFocus())[:1]:
            table.open_sort_menu()

    def enter(self) -> None:
        """Be looked at: load if that was not done yet, renew what is out of date."""
        if not self.desk.session.is_open:
            return
        self._follow_server()
        if not self._loaded:
            self._loaded = True
            self.tasks.spawn_latest(self.load(), name=f"{type(self).__name__} load")
        elif self._stale:
            self._refresher.ask()
        self._stale = False

    def grow_older(self) -> None:
        """Write ages anew, each minute while it is in sight; tables count them when drawn."""
        for table in self.findChildren(TableView):
            table.viewport().update()

    def leave_for_good(self) -> None:
        """End everything that belongs to the view."""
        for unsubscribe in self._subscriptions:
            unsubscribe()
        self._subscriptions = ()
        self.tasks.cancel()

    def showEvent(self, event: QShowEvent) -> None:
        """Count the minutes."""
        self._minute.start()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest."""
        self._minute.stop()
        super().hideEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """End with the window."""
        self.leave_for_good()
        super().closeEvent(event)

    def show_if(self, widget: QWidget, method: str, path: str) -> None:
        """Show ``widget``, which is in its place already, only where the server has this."""
        self._needing.append((widget, method, path))

    def fill(self, page: QWidget) -> None:
        """Let ``page`` take the whole view."""
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(page)

    def _follow_server(self) -> None:
        for widget, method, path in self._needing:
            widget.setVisible(self.desk.session.can(method, path))

    async def _renew(self) -> None:
        await self.refresh()

    def _hear_changed(self, kinds: frozenset[ChangeKind]) -> None:
        if not kinds & self.kinds or not self._loaded:
            return
        if self.isVisible():
            self._refresher.ask()
        else:
            self._stale = True

    def _hear_moved(self, _state: SessionState) -> None:
        self._refresher.cancel()
        self._loaded = False
        if self.isVisible():
            self.enter()
