"""The dialog that connects a source: sign in, choose, begin."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget, QWidget

from causeloop_desktop.contract.base import ChangeKind
from causeloop_desktop.contract.connectors import FIRST_BACKFILL_DAYS
from causeloop_desktop.desktop.browser import open_page
from causeloop_desktop.desktop.presenters.connecting import ConnectingPresenter, Step
from causeloop_desktop.desktop.tasks import TaskGroup
from causeloop_desktop.desktop.theme.spacing import column, row
from causeloop_desktop.desktop.theme.tokens import Tone
from causeloop_desktop.desktop.views.integrations.adding.sign_in import SignInStep
from causeloop_desktop.desktop.views.integrations.choosing.estimate import EstimateLine
from causeloop_desktop.desktop.views.integrations.choosing.picker import ScopePicker
from causeloop_desktop.desktop.views.integrations.choosing.times import ScheduleEditor, own_zone
from causeloop_desktop.desktop.views.integrations.lock import unlocked
from causeloop_desktop.desktop.widgets.buttons import Button, Segmented
from causeloop_desktop.desktop.widgets.dialog import Dialog
from causeloop_desktop.desktop.widgets.labels import Caption, Label

if TYPE_CHECKING:
    from collections.abc import Callable

    from causeloop_desktop.contract.connectors import CatalogEntry
    from causeloop_desktop.desktop.presenters.connecting import ConnectingState
    from causeloop_desktop.desktop.views.base import Desk

WIDTH = 560
SPANS = (7, 30, FIRST_BACKFILL_DAYS, 365)


class ConnectDialog(Dialog):
    """Leads through three steps at most; a connection that never worked is forgotten."""

    def __init__(
        self,
        parent: QWidget,
        desk: Desk,
        entry: CatalogEntry,
        on_connected: Callable[[str], None],
    ) -> None:
        super().__init__(parent, parent.tr("Connect {title}").format(title=entry.title), "", WIDTH)
        self._desk = desk
        self._entry = entry
        self._on_connected = on_connected
        self.tasks = TaskGroup(desk.report)
        self.presenter = ConnectingPresenter(desk.session, entry)
        self.sign_in = SignInStep(entry)
        self.picker = ScopePicker(entry.scopes_title or self.tr("What to read"))
        self.schedule = ScheduleEditor()
        self.span = Segmented(
            [(str(days), self._span_words(days)) for days in SPANS], str(FIRST_BACKFILL_DAYS)
        )
        self.estimate = EstimateLine(self.presenter.estimate, desk.report)
        self.steps = QStackedWidget()
        self.begin_step = self._begin_step()
        self.next = Button(self.tr("Test the connection"), primary=True)
        self._told = Label("", wrap=True, tone=Tone.CRITICAL)
        self._done = False
        self._lay_out()
        self._connect()

    def open(self) -> None:
        """Open with the keyboard where one begins."""
        super().open()
        self.sign_in.take_keyboard()

    def done(self, result: int) -> None:
        """Close; what never worked is forgotten."""
        self._unheard()
        self.tasks.cancel()
        self.estimate.forget()
        if not self._done:
            self._done = True
            self._after.spawn(self.presenter.abandon(), name="abandon")
        super().done(result)

    def _draw(self, state: ConnectingState) -> None:
        self.sign_in.draw(state)
        pages = {Step.SIGN_IN: 0, Step.CHOOSE: 1, Step.BEGIN: 2}
        self.steps.setCurrentIndex(pages[state.step])
        if state.choices is not None:
            self.picker.draw(state.choices, state.picked, state.choices_problem)
        self.schedule.draw(state.schedule, self._desk.clock())
        late = state.problem if state.step is not Step.SIGN_IN else ""
        self._told.setText(late)
        self._told.setVisible(bool(late))
        self._draw_title(state)
        self._draw_next(state)

    def _draw_title(self, state: ConnectingState) -> None:
        titles = {
            Step.SIGN_IN: self.tr("Connect {title}"),
            Step.CHOOSE: self.tr("What to read of {title}"),
            Step.BEGIN: self.tr("When to read {title}"),
        }
        sentences = {
            Step.SIGN_IN: self._entry.notice or self._entry.summary,
            Step.CHOOSE: self._choose_words(),
            Step.BEGIN: self.tr("The first reading brings the past; after it come changes alone."),
        }
        if self._entry.push_only:
            sentences[Step.BEGIN] = self.tr("It is ready: push to it whenever you like.")
        title = titles[state.step].format(title=self._entry.title)
        self.set_title(title, sentences[state.step])

    def _draw_next(self, state: ConnectingState) -> None:
        match state.step:
            case Step.SIGN_IN if state.works:
                words, ready = self.tr("Continue"), True
            case Step.SIGN_IN if self.sign_in.is_browser:
                words, ready = self.tr("Authorise in the browser"), self.sign_in.is_complete
            case Step.SIGN_IN if self._entry.push_only:
                words, ready = self.tr("Connect"), self.sign_in.is_complete
            case Step.SIGN_IN:
                words, ready = self.tr("Test the connection"), self.sign_in.is_complete
            case Step.CHOOSE:
                words, ready = self.tr("Continue"), bool(state.picked) or not state.must_pick
            case _:
                words = self.tr("Done") if self._entry.push_only else self.tr("Start reading")
                ready = True
        self.next.setText(words)
        self.next.updateGeometry()
        self.next.setEnabled(ready and not state.busy)

    def _press(self) -> None:
        if not self.next.isEnabled():
            return
        state = self.presenter.state
        match state.step:
            case Step.SIGN_IN if not state.works:
                self.tasks.spawn_latest(self._sign_in(), name="sign in")
            case Step.BEGIN:
                self.tasks.spawn_latest(self._begin(), name="begin")
            case _:
                self.tasks.spawn_latest(self._go_on(), name="go on")

    async def _sign_in(self) -> None:
        step = self.sign_in
        name, credentials = step.name.text().strip(), step.credentials()
        settings = step.all_settings()
        if (credentials or step.is_browser) and not await unlocked(self._desk, self):
            return
        if step.is_browser:
            address = await self.presenter.authorise(name, credentials, settings)
            if address:
                open_page(address)
            return
        await self.presenter.sign_in(name, credentials, settings)
        if self.presenter.state.works:
            step.key.clear()
            self._draw(self.presenter.state)
            self.next.setFocus()

    async def _go_on(self) -> None:
        await self.presenter.go_on()
        state = self.presenter.state
        if state.step is Step.CHOOSE:
            self.picker.take_keyboard()
        elif not self._entry.push_only:
            self._ask_estimate()
            await self.presenter.set_schedule(self.schedule.cron, own_zone())
            self.next.setFocus()

    def _ask_estimate(self) -> None:
        begin = self._desk.clock() - timedelta(days=int(self.span.current))
        self.estimate.ask(begin, None)

    async def _begin(self) -> None:
        connection = await self.presenter.begin(int(self.span.current))
        self._done = True
        self.accept()
        if connection is not None:
            self._on_connected(connection)

    def _hear(self, kinds: frozenset[ChangeKind]) -> None:
        if ChangeKind.CONNECTORS in kinds and self.presenter.state.started is not None:
            self.tasks.spawn_latest(self.presenter.look_again(), name="look again")

    def _choose_words(self) -> str:
        if self.presenter.state.must_pick:
            return self.tr("Only what you pick here is read.")
        return self.tr("Only what you pick here is read; with nothing picked, all of it.")

    def _span_words(self, days: int) -> str:
        return self.tr("1 year") if days == 365 else self.tr("{n} days").format(n=days)

    def _begin_step(self) -> QWidget:
        step = QWidget()
        words = self.tr("How far back the first reading goes")
        note = self.tr("More can be read later with a backfill; nothing is doubled.")
        self.span.setToolTip(words)
        if self._entry.push_only:
            step.setLayout(column(Caption(self._push_words(), wrap=True), None))
            return step
        past = column(
            Label(words), row(self.span, None), self.estimate, Caption(note, wrap=True), gap=6
        )
        step.setLayout(column(past, self.schedule, None, gap=18))
        return step

    def _push_words(self) -> str:
        return self.tr(
            "Send records to POST /v1/ingest/events with a token that you make with "
            "`causeloop token create`; or sign them, to the address that its page shows under "
            "Changes at once."
        )

    def _lay_out(self) -> None:
        for page in (self.sign_in, self.picker, self.begin_step):
            self.steps.addWidget(page)
        self.add(self.steps, 1)
        self.add(self._told)
        self.set_buttons(self.cancel_button(), self.next)

    def _connect(self) -> None:
        self._after = TaskGroup(self._desk.report)
        self.next.clicked.connect(self._press)
        self.sign_in.changed.connect(lambda: self._draw_next(self.presenter.state))
        self.sign_in.pasted.connect(
            lambda address: self.tasks.spawn_latest(self.presenter.paste(address), name="paste")
        )
        self.picker.picked.connect(self.presenter.pick)
        self.picker.retry_clicked.connect(
            lambda: self.tasks.spawn_latest(self.presenter.read_choices(), name="choices")
        )
        self.schedule.changed.connect(
            lambda cron, zone: self.tasks.spawn_latest(
                self.presenter.set_schedule(cron, zone), name="schedule"
            )
        )
        self.span.changed.connect(lambda _days: self._ask_estimate())
        self._unheard = self._desk.session.changed.subscribe(self._hear)
        self.presenter.subscribe(self._draw)
