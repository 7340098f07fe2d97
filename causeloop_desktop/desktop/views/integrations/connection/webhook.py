"""The part of a connection's page that lets its provider tell of changes at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QWidget

from causeloop_desktop.contract.webhooks import SHORTEST_SECRET
from causeloop_desktop.desktop.presenters.base import Phase
from causeloop_desktop.desktop.presenters.webhook import WebhookPresenter
from causeloop_desktop.desktop.theme.spacing import column, row
from causeloop_desktop.desktop.theme.tokens import Tone
from causeloop_desktop.desktop.theme.words import tr
from causeloop_desktop.desktop.views.integrations.lock import unlocked
from causeloop_desktop.desktop.views.integrations.words import delivery_text, refusal_text
from causeloop_desktop.desktop.widgets.buttons import Button, Segmented
from causeloop_desktop.desktop.widgets.cards import Card
from causeloop_desktop.desktop.widgets.dialog import Dialog
from causeloop_desktop.desktop.widgets.labels import Caption, Label
from causeloop_desktop.desktop.widgets.notices import Question, asked
from causeloop_desktop.desktop.widgets.states import StateStack

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from causeloop_desktop.contract.connectors import CatalogEntry, Connector, ConnectorId
    from causeloop_desktop.contract.webhooks import Webhook
    from causeloop_desktop.desktop.presenters.webhook import WebhookState
    from causeloop_desktop.desktop.tasks import TaskGroup
    from causeloop_desktop.desktop.views.base import Desk

WIDEST = 720
DAY, NOW = "day", "now"
GRACE = {DAY: 24.0, NOW: 0.0}


class WebhookPanel(QWidget):
    """Shows where a provider sends to, what it signs with, and what came of it."""

    def __init__(self, desk: Desk, tasks: TaskGroup) -> None:
        super().__init__()
        self._desk = desk
        self._tasks = tasks
        self.presenter = WebhookPresenter(desk.session)
        self.begin = Button(self.tr("Make its address and secret"), primary=True)
        self.address = Copied(self.tr("Address"))
        self.secret = Copied(self.tr("Secret"))
        self.theirs = QLineEdit()
        self.use = Button(self.tr("Use this secret"))
        self.rotate = Button(self.tr("Rotate the secret…"))
        self.test = Button(self.tr("Send a test"))
        self.remove = Button(self.tr("Remove…"), danger=True)
        self._why = Label("", wrap=True)
        self._nobody = Label("", wrap=True, tone=Tone.HIGH)
        self._kept = Caption("", wrap=True)
        self._their_words = Caption("", wrap=True)
        self._where = Label("", wrap=True)
        self._events = Label("", wrap=True)
        self._taken = Label("", wrap=True)
        self._refused = Label("", wrap=True)
        self._tried = Label("", wrap=True)
        self._empty = Card(self.tr("Receive changes at once"))
        self._cards = QWidget()
        self._their_secret = QWidget()
        self._title = ""
        self._lay_out()
        self._connect()

    async def open(self, connection: ConnectorId) -> None:
        """Show the webhook of a connection."""
        self.theirs.clear()
        await self.presenter.open(connection)

    def name(self, connection: Connector, entry: CatalogEntry) -> None:
        """Say whose webhook it is."""
        self._title = entry.title
        words = self.tr(
            "{title} can tell of a change as it happens. Until it does, it is asked on its "
            "schedule; both together are safe, nothing counts twice."
        )
        if entry.push_only:
            words = self.tr(
                "Any program that signs with the secret can push issues to {title} at once."
            )
        self._why.setText(words.format(title=connection.display_name))

    def take_keyboard(self) -> None:
        """Begin with what comes first."""
        first = self.begin if self.begin.isVisible() else self.address.copy
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def draw(self, state: WebhookState) -> None:
        """Show how the connection is told."""
        if state.phase is Phase.FAILED and state.problem:
            self._states.show_error(state.problem.title, str(state.problem))
            return
        if state.phase is Phase.LOADING:
            self._states.show_loading()
            return
        self._states.show_content()
        self._empty.setVisible(state.webhook is None)
        self._cards.setVisible(state.webhook is not None)
        if state.webhook is not None:
            self._draw_address(state)
            self._draw_secret(state.webhook, state.secret)
            self._draw_setting_up(state.webhook)
            self._draw_events(state, state.webhook)

    def _draw_address(self, state: WebhookState) -> None:
        self.address.show_text(state.url)
        words = self.tr(
            "This engine answers on this computer only, so nothing outside can reach it yet. Put "
            "a public https address in front of it (a proxy or a tunnel) and start it with "
            "causeloop serve --public-url ADDRESS."
        )
        self._nobody.setText(words)
        self._nobody.setVisible(not state.is_public)

    def _draw_secret(self, webhook: Webhook, secret: str) -> None:
        ours = bool(secret) and not webhook.makes_secret
        self.secret.setVisible(ours)
        self.secret.show_text(secret if ours else "")
        self._their_secret.setVisible(webhook.makes_secret)
        words = self.tr("{title} makes the secret and shows it when the webhook is set up there.")
        self._their_words.setText(words.format(title=self._title))
        self.rotate.setVisible(not webhook.makes_secret)
        self._kept.setText(self._kept_words(webhook, shown=ours))

    def _kept_words(self, webhook: Webhook, *, shown: bool) -> str:
        now = self._desk.clock()
        if shown:
            words = [self.tr("Copy it now: it is shown this once.")]
        elif webhook.makes_secret and not webhook.secret_by_provider:
            words = [self.tr("Its secret is missing here: what it sends is refused until then.")]
        else:
            words = [self.tr("The secret is kept and not shown again.")]
        if webhook.old_secret_until is not None:
            hours = max(1, round((webhook.old_secret_until - now).total_seconds() / 3_600))
            words.append(self.tr("The one before it holds for {n} h more.").format(n=hours))
        return " ".join(words)

    def _draw_setting_up(self, webhook: Webhook) -> None:
        own = self.tr(
            "Send records of our own shape as JSON, one or a list under records. Sign the bytes "
            "of the body with HMAC-SHA256 and put it into the header {header} as sha256=…"
        )
        self._where.setText(webhook.where or own.format(header=webhook.header))
        words = self.tr("Tick there: {events}")
        self._events.setText(words.format(events=", ".join(webhook.events)))
        self._events.setVisible(bool(webhook.events))

    def _draw_events(self, state: WebhookState, webhook: Webhook) -> None:
        now = self._desk.clock()
        self._taken.setText(delivery_text(webhook, now))
        self._refused.setText(refusal_text(webhook, now))
        delivered, refused = webhook.last_delivery, webhook.last_refusal
        fresh = refused is not None and (delivered is None or refused.at > delivered.at)
        self._refused.set_tone(Tone.CRITICAL if fresh else None)
        tried = state.tried
        self._tried.setVisible(tried is not None)
        if tried is not None:
            self._tried.setText(tried.message)
            self._tried.set_tone(Tone.LOW if tried.success else Tone.CRITICAL)

    def _lay_out(self) -> None:
        self._empty.add(self._why)
        self._empty.add(row(self.begin, None))
        self.theirs.setAccessibleName(self.tr("The provider's secret"))
        self.theirs.setEchoMode(QLineEdit.EchoMode.Password)
        self._their_secret.setLayout(column(self._their_words, row(self.theirs, self.use), gap=6))
        sending = Card(self.tr("Where it sends to"))
        kept = row(self._kept, self.rotate)
        kept.setStretch(0, 1)
        secret = (self.secret, self._their_secret, kept)
        for item in (self.address, self._nobody, *secret):
            sending.add(item)
        there = Card(self.tr("What to do at the provider"))
        there.add(self._where)
        there.add(self._events)
        came = Card(self.tr("What came"))
        for part in (self._taken, self._refused, self._tried):
            came.add(part)
        came.add(row(self.remove, None, self.test))
        inner = column(sending, there, came)
        inner.setContentsMargins(0, 0, 0, 0)
        self._cards.setLayout(inner)
        content = QWidget()
        content.setLayout(column(self._empty, self._cards, None))
        self._states = StateStack(content)
        self.setMaximumWidth(WIDEST)
        self.setLayout(column(self._states))

    def _connect(self) -> None:
        spawn = self._spawn
        self.begin.clicked.connect(lambda: spawn(self._begin(), "make webhook"))
        self.use.clicked.connect(lambda: spawn(self._use(), "use secret"))
        self.theirs.returnPressed.connect(self.use.click)
        self.theirs.textChanged.connect(lambda _text: self._look())
        self.rotate.clicked.connect(lambda: spawn(self._rotate(), "rotate secret"))
        self.test.clicked.connect(lambda: spawn(self._test(), "test webhook"))
        self.remove.clicked.connect(lambda: spawn(self._remove(), "remove webhook"))
        self._states.retry_clicked.connect(lambda: spawn(self.presenter.load(), "webhook"))
        self._look()
        self.presenter.subscribe(self.draw)

    def _spawn(self, work: Coroutine[Any, Any, None], name: str) -> None:
        self._tasks.spawn_latest(work, name=name)

    def _look(self) -> None:
        self.use.setEnabled(len(self.theirs.text().strip()) >= SHORTEST_SECRET)

    async def _begin(self) -> None:
        if await unlocked(self._desk, self):
            await self.presenter.create()
            self.address.copy.setFocus(Qt.FocusReason.OtherFocusReason)

    async def _use(self) -> None:
        if await unlocked(self._desk, self):
            await self.presenter.use(self.theirs.text().strip())
            self.theirs.clear()
            self._desk.notices.show(self.tr("Saved"))

    async def _rotate(self) -> None:
        dialog = RotateDialog(self)
        if await dialog.answer() and await unlocked(self._desk, self):
            await self.presenter.rotate(GRACE[dialog.old.current])

    async def _test(self) -> None:
        if await unlocked(self._desk, self):
            await self.presenter.test()

    async def _remove(self) -> None:
        question = Question(
            title=self.tr("Remove the webhook?"),
            text=self.tr(
                "What is sent to its address is refused from now on. The connection stays and is "
                "asked on its schedule."
            ),
            confirm=self.tr("Remove"),
            destructive=True,
        )
        if await asked(self, question):
            await self.presenter.remove()


class Copied(QWidget):
    """A text that is read and copied, with its name in front."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._line = QLineEdit()
        self._line.setReadOnly(True)
        self._line.setAccessibleName(name)
        self.copy = Button(self.tr("Copy"), icon="copy")
        self.copy.setAccessibleName(self.tr("Copy: {name}").format(name=name))
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self._line.text()))
        label = Label(name, muted=True)
        label.setFixedWidth(64)
        self.setLayout(row(label, self._line, self.copy))

    @property
    def text(self) -> str:
        """What is shown."""
        return self._line.text()

    def show_text(self, text: str) -> None:
        """Show another text from its beginning."""
        if text != self._line.text():
            self._line.setText(text)
            self._line.setCursorPosition(0)


class RotateDialog(Dialog):
    """Another secret: how long the old one still holds."""

    def __init__(self, parent: QWidget) -> None:
        words = tr(
            "The new secret is shown once. Enter it at the provider while the old one holds."
        )
        super().__init__(parent, tr("Rotate the secret"), words, width=440)
        self.old = Segmented([(DAY, tr("Old one holds a day")), (NOW, tr("Old one ends now"))], DAY)
        self.old.setAccessibleName(tr("How long the old secret holds"))
        confirm = Button(tr("Rotate"), primary=True)
        confirm.clicked.connect(self.accept)
        self.add(row(self.old, None))
        self.set_buttons(self.cancel_button(), confirm)
