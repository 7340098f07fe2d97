"""The page of one connection: how it is, its runs, when it syncs, its settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QProgressBar, QStackedWidget, QWidget

from causeloop_desktop.contract.connectors import ConnectorStatus, SyncAdvice
from causeloop_desktop.desktop.presenters.base import Phase
from causeloop_desktop.desktop.theme.spacing import clear, column, row
from causeloop_desktop.desktop.theme.tokens import Tone
from causeloop_desktop.desktop.views.integrations.choosing.times import ScheduleEditor
from causeloop_desktop.desktop.views.integrations.connection.deeds import ConnectionDeeds
from causeloop_desktop.desktop.views.integrations.connection.history import RunHistory
from causeloop_desktop.desktop.views.integrations.connection.settings import ConnectionSettings
from causeloop_desktop.desktop.views.integrations.connection.webhook import WebhookPanel
from causeloop_desktop.desktop.views.integrations.countdown import Countdown
from causeloop_desktop.desktop.views.integrations.tiles import SourceTile
from causeloop_desktop.desktop.views.integrations.words import (
    health_text,
    schedule_text,
    status_chip,
    times_text,
    waiting_text,
)
from causeloop_desktop.desktop.widgets.buttons import Button
from causeloop_desktop.desktop.widgets.cards import Card
from causeloop_desktop.desktop.widgets.chips import Chip
from causeloop_desktop.desktop.widgets.labels import Caption, Label
from causeloop_desktop.desktop.widgets.page import Page
from causeloop_desktop.desktop.widgets.scrolled import Scrolled
from causeloop_desktop.desktop.widgets.states import StateStack
from causeloop_desktop.desktop.widgets.tabs import Tab, Tabs

if TYPE_CHECKING:
    from causeloop_desktop.contract.connectors import Connector
    from causeloop_desktop.desktop.presenters.connection import (
        ConnectionPresenter,
        ConnectionState,
    )
    from causeloop_desktop.desktop.tasks import TaskGroup
    from causeloop_desktop.desktop.views.base import Desk

HISTORY, SCHEDULE, AT_ONCE, SETTINGS = "history", "schedule", "at-once", "settings"
TABS = (HISTORY, SCHEDULE, AT_ONCE, SETTINGS)
OF_SYNCS = frozenset({HISTORY, SCHEDULE})
PER_CENT = 100
WIDEST = 720


class ConnectionPage(Page):
    """Draws one connection.

    Signals:
        removed: It is disconnected.
    """

    removed = Signal()

    def __init__(self, desk: Desk, presenter: ConnectionPresenter, tasks: TaskGroup) -> None:
        super().__init__("")
        self._desk = desk
        self._presenter = presenter
        self._deeds = ConnectionDeeds(self, desk, presenter, tasks)
        self.sync = Button(self.tr("Sync now"), icon="refresh", primary=True)
        self.cancel = Button(self.tr("Cancel the sync"))
        self.backfill = Button(self.tr("Backfill…"))
        self.pause = Button(self.tr("Pause…"))
        self.authorise = Button(self.tr("Authorise again"), primary=True)
        self.mend = Button(self.tr("Change its settings"))
        self._tile = column(gap=0)
        self._health = Label("", wrap=True)
        self._when = Caption("", wrap=True)
        self._live = Caption("", elide=True)
        self._progress = QProgressBar()
        self._countdown = Countdown(self, desk.clock, self._tell_live)
        self.tabs = Tabs(self._parts(push_only=False))
        self.history = RunHistory(desk, presenter, tasks)
        self.schedule = ScheduleEditor()
        self.save_schedule = Button(self.tr("Save the schedule"), primary=True)
        self.webhook = WebhookPanel(desk, tasks)
        self.settings = ConnectionSettings()
        self.pages = QStackedWidget()
        self._content = QWidget()
        self._states = StateStack(self._content)
        self._shown: Connector | None = None
        self._put_together()
        self._connect()

    def draw(self, state: ConnectionState) -> None:
        """Show the connection."""
        if state.phase is Phase.FAILED and state.problem:
            self._states.show_error(state.problem.title, str(state.problem))
            return
        if state.connection is None or state.entry is None:
            self._states.show_loading()
            return
        self._states.show_content()
        self._draw_top(state)
        self._offer_parts(push_only=state.entry.push_only)
        self.history.draw(state)
        self.settings.draw(state.connection, state.entry)
        self.webhook.name(state.connection, state.entry)
        same = self._shown is not None and _times(self._shown) == _times(state.connection)
        self.schedule.draw(state.connection.schedule, self._desk.clock(), reset=not same)
        self._shown = state.connection

    def show_tab(self, key: str) -> None:
        """Show one of its parts."""
        self.tabs.set_current(key)
        self.pages.setCurrentIndex(TABS.index(key))

    def _parts(self, *, push_only: bool) -> list[Tab]:
        parts = [
            Tab(HISTORY, self.tr("Sync history")),
            Tab(SCHEDULE, self.tr("Schedule")),
            Tab(AT_ONCE, self.tr("Changes at once")),
            Tab(SETTINGS, self.tr("Settings")),
        ]
        return [part for part in parts if not push_only or part.key not in OF_SYNCS]

    def _offer_parts(self, *, push_only: bool) -> None:
        """Leave out what is about syncs where there are none."""
        self.tabs.set_tabs(self._parts(push_only=push_only))
        self.show_tab(self.tabs.current)

    def take_keyboard(self) -> None:
        """Begin in the runs."""
        if self.tabs.current == HISTORY:
            self.history.take_keyboard()
        elif self.tabs.current == AT_ONCE:
            self.webhook.take_keyboard()
        else:
            self.tabs.setFocus(Qt.FocusReason.OtherFocusReason)

    def _draw_top(self, state: ConnectionState) -> None:
        connection, entry = state.connection, state.entry
        if connection is None or entry is None:
            return
        now = self._desk.clock()
        self.set_title(connection.display_name)
        words = self.tr("{title}, as {who}") if connection.account else "{title}"
        self.set_subtitle(words.format(title=entry.title, who=connection.account))
        self.set_chips([Chip(*status_chip(connection))])
        if self._shown is None or self._shown.type != connection.type:
            clear(self._tile)
            self._tile.addWidget(SourceTile(entry, 40))
        self._health.setText(health_text(connection, now, push_only=entry.push_only))
        bad = connection.status in {ConnectorStatus.ERROR, ConnectorStatus.OAUTH_EXPIRED}
        self._health.set_tone(Tone.CRITICAL if bad else None)
        self.mend.setVisible(_waits_for_settings(connection))
        next_times = times_text(connection.schedule, now)
        told = self.tr("{when}. Next: {times}").format(
            when=schedule_text(connection.schedule), times=next_times
        )
        self._when.setText(told)
        self._when.setVisible(bool(next_times) and not entry.push_only)
        self._draw_buttons(connection, push_only=entry.push_only)
        self._draw_live(state)

    def _draw_buttons(self, connection: Connector, *, push_only: bool) -> None:
        status, running = connection.status, connection.running is not None
        paused = status is ConnectorStatus.PAUSED
        ready = status in {ConnectorStatus.CONNECTED, ConnectorStatus.ERROR}
        # It keeps its place while a sync runs, so that a second click meets nothing else.
        self.sync.setVisible(ready and not push_only)
        self.sync.setEnabled(not running)
        self.cancel.setVisible(running)
        self.backfill.setVisible(ready and not push_only)
        self.backfill.setEnabled(not running)
        self.pause.setVisible(ready or paused)
        self.pause.setText(self.tr("Resume") if paused else self.tr("Pause…"))
        self.pause.updateGeometry()
        self.authorise.setVisible(status is ConnectorStatus.OAUTH_EXPIRED)

    def _draw_live(self, state: ConnectionState) -> None:
        running = state.connection is not None and state.connection.running is not None
        job = state.job
        self._progress.setVisible(running)
        self._live.setVisible(running)
        known = job is not None and job.progress > 0
        self._progress.setRange(0, PER_CENT if known else 0)
        if job is not None:
            self._progress.setValue(round(job.progress * PER_CENT))
        self._tell_live()
        self._countdown.follow([state.connection.waiting_until if state.connection else None])

    def _tell_live(self) -> None:
        """Say what the run does at this second."""
        state = self._presenter.state
        now, job = self._desk.clock(), state.job
        waiting = waiting_text(state.connection, now)
        self._live.setText(waiting or (job.message if job else "") or self.tr("Reading…"))

    def _put_together(self) -> None:
        self.set_crumb(self.tr("Integrations"))
        verbs = (self.authorise, self.cancel, self.backfill, self.pause, self.sync)
        for button in verbs:
            self.add_action(button)
            button.hide()
        self._progress.setTextVisible(False)
        top = Card()
        lines = column(self._health, self._when, self._progress, self._live, gap=5)
        line = row(self._tile, gap=14)
        line.addLayout(lines, 1)
        line.addWidget(self.mend)
        self.mend.hide()
        top.add(line)
        parts = (Scrolled(self.webhook), Scrolled(self.settings))
        for page in (self.history, self._schedule_page(), *parts):
            self.pages.addWidget(page)
        inner = column(top, self.tabs, self.pages, gap=12)
        inner.setStretch(2, 1)
        self._content.setLayout(inner)
        self.tabs.setAccessibleName(self.tr("Parts of the connection"))
        self.add(self._states, 1)

    def _schedule_page(self) -> QWidget:
        self.save_schedule.clicked.connect(lambda: self._deeds.set_schedule(self.schedule))
        card = Card(self.tr("When it syncs"))
        card.add(self.schedule)
        card.add(row(None, self.save_schedule))
        note = self.tr(
            "A time that passes while the engine does not run is made up for once, at the next "
            "start. Both days of the clock change are kept."
        )
        page = QWidget()
        page.setLayout(column(card, Caption(note, wrap=True), None, gap=10))
        page.setMaximumWidth(WIDEST)
        return page

    def _connect(self) -> None:
        self.tabs.changed.connect(self.show_tab)
        deeds = self._deeds
        self.sync.clicked.connect(deeds.sync)
        self.cancel.clicked.connect(deeds.cancel)
        self.backfill.clicked.connect(deeds.backfill)
        self.pause.clicked.connect(deeds.pause_or_resume)
        self.authorise.clicked.connect(deeds.authorise)
        self.mend.clicked.connect(lambda: self.show_tab(SETTINGS))
        deeds.follow_settings(self.settings)
        deeds.removed.connect(self.removed)
        self._states.retry_clicked.connect(deeds.load)
        self._presenter.subscribe(self.draw)


def _times(connection: Connector) -> tuple[str, str, str]:
    return connection.id, connection.schedule.cron, connection.schedule.timezone


def _waits_for_settings(connection: Connector) -> bool:
    """Tell whether a person has to change something here before it can be read again."""
    run = connection.last_run
    told = run.details if run else None
    asks = told is not None and told.advice is SyncAdvice.ASK_OPERATOR
    return connection.status is ConnectorStatus.ERROR and asks
