"""What a person does with a connection: what asks first asks here, and then the presenter acts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from causeloop_desktop.contract.connectors import ConnectorPatch, ConnectorStatus
from causeloop_desktop.desktop.browser import open_page
from causeloop_desktop.desktop.theme.words import tr
from causeloop_desktop.desktop.views.integrations.choosing.picker import ScopePicker
from causeloop_desktop.desktop.views.integrations.connection.backfill import BackfillDialog
from causeloop_desktop.desktop.views.integrations.connection.remap import RemapDialog, remap_text
from causeloop_desktop.desktop.views.integrations.lock import unlocked
from causeloop_desktop.desktop.widgets.buttons import Button
from causeloop_desktop.desktop.widgets.dialog import Dialog
from causeloop_desktop.desktop.widgets.notices import Question, asked, asked_text

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from PySide6.QtWidgets import QWidget

    from causeloop_desktop.desktop.presenters.connection import ConnectionPresenter
    from causeloop_desktop.desktop.tasks import TaskGroup
    from causeloop_desktop.desktop.views.base import Desk
    from causeloop_desktop.desktop.views.integrations.choosing.times import ScheduleEditor
    from causeloop_desktop.desktop.views.integrations.connection.settings import ConnectionSettings


class ConnectionDeeds(QObject):
    """Carries out gestures, one of a kind at a time.

    Signals:
        removed: The connection is there no more.
    """

    removed = Signal()

    def __init__(
        self, page: QWidget, desk: Desk, presenter: ConnectionPresenter, tasks: TaskGroup
    ) -> None:
        super().__init__(page)
        self._page = page
        self._desk = desk
        self._presenter = presenter
        self._tasks = tasks

    def follow_settings(self, settings: ConnectionSettings) -> None:
        """Do what is asked for among the settings."""
        accepted = ConnectorPatch(accept_credentials=True)
        settings.saved.connect(lambda patch: self._spawn(self._save(patch), "save"))
        settings.pick_asked.connect(lambda: self._spawn(self._pick(), "pick"))
        settings.remap_asked.connect(lambda: self._spawn(self._remap(), "remap"))
        settings.remove_asked.connect(lambda: self._spawn(self._remove(), "remove"))
        settings.accept_asked.connect(lambda: self._spawn(self._save(accepted), "accept"))

    def load(self) -> None:
        """Read the connection once more."""
        self._spawn(self._presenter.load(), "load")

    def sync(self) -> None:
        """Read what is new."""
        self._spawn(self._sync(), "sync")

    def cancel(self) -> None:
        """Stop the sync that is under way."""
        self._spawn(self._presenter.cancel(), "cancel")

    def backfill(self) -> None:
        """Ask which part of the past is read again, and read it."""
        self._spawn(self._backfill(), "backfill")

    def pause_or_resume(self) -> None:
        """Let the connection rest, or go on."""
        self._spawn(self._pause_or_resume(), "pause")

    def authorise(self) -> None:
        """Sign in anew in the browser."""
        self._spawn(self._authorise(), "authorise")

    def set_schedule(self, editor: ScheduleEditor) -> None:
        """Sync at the times that were chosen."""
        self._spawn(self._presenter.set_schedule(editor.cron, editor.timezone), "schedule")

    def _spawn(self, work: Coroutine[Any, Any, None], name: str) -> None:
        self._tasks.spawn_latest(work, name=name)

    async def _sync(self) -> None:
        if await unlocked(self._desk, self._page):
            await self._presenter.sync()

    async def _backfill(self) -> None:
        connection = self._presenter.state.connection
        if connection is None:
            return
        dialog = BackfillDialog(
            self._page,
            connection.display_name,
            self._desk.clock(),
            self._presenter.estimate,
            self._desk.report,
        )
        if await dialog.answer():
            await self._presenter.backfill(dialog.begin, dialog.end)

    async def _remap(self) -> None:
        connection, remap = self._presenter.state.connection, self._presenter.remap
        if connection is None:
            return
        name, report = connection.display_name, self._desk.report
        dialog = RemapDialog(self._page, name, lambda: remap(preview=True), report)
        if await dialog.answer():
            self._desk.notices.show(remap_text(await remap(preview=False)))

    async def _pause_or_resume(self) -> None:
        connection = self._presenter.state.connection
        if connection is None:
            return
        if connection.status is ConnectorStatus.PAUSED:
            await self._presenter.resume()
            return
        reason = await asked_text(
            self._page,
            self.tr("Pause {name}").format(name=connection.display_name),
            self.tr("Nothing is read until it is resumed. Why is it paused?"),
            self.tr("Paused by hand"),
            self.tr("Pause"),
        )
        if reason:
            await self._presenter.pause(reason)

    async def _authorise(self) -> None:
        if not await unlocked(self._desk, self._page):
            return
        started = await self._desk.session.client.connectors.authorise(self._presenter.id)
        open_page(started.authorize_url)
        words = self.tr("Sign in in your browser; this page follows by itself.")
        self._desk.notices.show(words, started.notice)

    async def _save(self, patch: ConnectorPatch) -> None:
        if patch.credentials and not await unlocked(self._desk, self._page):
            return
        after = await self._presenter.change(patch)
        if after.candidate_credentials and patch.credentials:
            return
        self._desk.notices.show(self.tr("Saved"))

    async def _pick(self) -> None:
        connection, entry = self._presenter.state.connection, self._presenter.state.entry
        if connection is None or entry is None or entry.scopes_setting is None:
            return
        if not await unlocked(self._desk, self._page):
            return
        page = await self._desk.session.client.connectors.scopes(connection.id)
        picked = connection.settings.get(entry.scopes_setting) or []
        dialog = PickDialog(self._page, entry.scopes_title or "")
        chosen = [str(one) for one in picked] if isinstance(picked, list | tuple) else []
        dialog.picker.draw(page.data, chosen, "")
        dialog.picker.take_keyboard()
        if await dialog.answer():
            values = sorted(dialog.picker.values)
            await self._presenter.change(ConnectorPatch(settings={entry.scopes_setting: values}))

    async def _remove(self) -> None:
        connection = self._presenter.state.connection
        if connection is None:
            return
        question = Question(
            title=self.tr("Disconnect {name}?").format(name=connection.display_name),
            text=self.tr(
                "Nothing more is read. Its credentials, schedule and history are forgotten; "
                "its issues and their patterns stay."
            ),
            confirm=self.tr("Disconnect"),
            details=(
                (self.tr("Source"), connection.title),
                (self.tr("Syncs"), str(self._presenter.state.runs_total)),
            ),
            destructive=True,
        )
        if await asked(self._page, question):
            await self._presenter.remove()
            self.removed.emit()


class PickDialog(Dialog):
    """The picker alone, for a connection that works already."""

    def __init__(self, parent: QWidget, title: str) -> None:
        super().__init__(parent, title, tr("Only what is picked is read."))
        self.picker = ScopePicker(title)
        save = Button(self.tr("Save"), primary=True)
        save.clicked.connect(self.accept)
        self.add(self.picker, 1)
        self.set_buttons(self.cancel_button(), save)
