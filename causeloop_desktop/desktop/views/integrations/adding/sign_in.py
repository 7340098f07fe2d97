"""The first step of connecting: a name, the address, and a key or the browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QFormLayout, QLineEdit, QWidget

from causeloop_desktop.desktop.theme.spacing import column, row
from causeloop_desktop.desktop.theme.tokens import Tone
from causeloop_desktop.desktop.views.integrations.choosing.fields import FieldForm, form_label
from causeloop_desktop.desktop.widgets.buttons import Button, Segmented
from causeloop_desktop.desktop.widgets.labels import Caption, Label, Link
from causeloop_desktop.desktop.widgets.scrolled import Scrolled

if TYPE_CHECKING:
    from PySide6.QtWidgets import QVBoxLayout

    from causeloop_desktop.contract.connectors import CatalogEntry, CatalogField
    from causeloop_desktop.desktop.presenters.connecting import ConnectingState

KEY, BROWSER = "key", "browser"
APP = frozenset({"client_id", "client_secret", "redirect_uri"})
"""What belongs to authorising in the browser alone."""


class SignInStep(QWidget):
    """Asks for what the source needs to know us.

    Signals:
        changed: Something was filled in.
        pasted: The address that the browser landed on.
    """

    changed = Signal()
    pasted = Signal(str)

    def __init__(self, entry: CatalogEntry) -> None:
        super().__init__()
        self._entry = entry
        self.name = QLineEdit()
        self.settings = FieldForm(one for one in _plain(entry) if not one.rare)
        self.key = FieldForm(one for one in entry.credentials if one.name not in APP)
        self.app = FieldForm(
            [
                *(one for one in entry.settings if one.name in APP),
                *(one for one in entry.credentials if one.name in APP),
            ]
        )
        self.rare = FieldForm(one for one in _plain(entry) if one.rare)
        self.way = Segmented(
            [(KEY, self.tr("With a key")), (BROWSER, self.tr("In the browser"))],
            KEY if entry.key or not entry.oauth else BROWSER,
        )
        self._browser = QWidget()
        self._more = Link(self.tr("More settings…"))
        self._help = Caption("", wrap=True)
        self._told = Label("", wrap=True)
        self.address = _OwnEnter()
        self._take = Button(self.tr("Use this address"))
        self._pasting = QWidget()
        self._lay_out()
        self._connect()
        self._show_way()

    @property
    def is_browser(self) -> bool:
        """Whether one signs in in the browser."""
        return self._entry.oauth and self.way.current == BROWSER

    @property
    def is_complete(self) -> bool:
        """Whether there is enough to try."""
        return self.settings.is_complete and (self.is_browser or self.key.is_complete)

    def all_settings(self) -> dict[str, object]:
        """Give the settings that are filled in."""
        found = self.settings.values() | self.rare.values()
        if self.is_browser:
            found |= {k: v for k, v in self.app.values().items() if k != "client_secret"}
        return found

    def credentials(self) -> dict[str, str]:
        """Give the secrets that are filled in."""
        if not self.is_browser:
            return self.key.texts()
        return {k: v for k, v in self.app.texts().items() if k == "client_secret"}

    def draw(self, state: ConnectingState) -> None:
        """Say how it goes."""
        if state.works and state.connection is not None:
            words = self.tr("\N{CHECK MARK} It works: {title} knows us as {who}.")
            who = state.connection.account
            self._tell(words.format(title=self._entry.title, who=who), Tone.LOW)
            if state.connection.status_reason:
                self._tell(state.connection.status_reason, Tone.HIGH)
        elif state.busy:
            self._tell(self.tr("Trying…"), Tone.NEUTRAL)
        elif state.problem:
            self._tell(state.problem, Tone.CRITICAL)
        elif state.started is not None:
            words = self.tr("Sign in in your browser. This goes on by itself when you are back.")
            self._tell(f"{words} {state.started.notice}".strip(), Tone.ACCENT)
        else:
            self._told.hide()
        self._pasting.setVisible(state.started is not None and not state.works)
        for widget in (self.settings, self.key, self.app, self.way, self.rare, self._more):
            widget.setEnabled(not state.busy and not state.works)

    def take_keyboard(self) -> None:
        """Begin in the first field that is empty."""
        empty = (
            line
            for line in self.findChildren(QLineEdit)
            if line.isVisibleTo(self) and not line.text() and line is not self.address
        )
        next(empty, self.name).setFocus(Qt.FocusReason.OtherFocusReason)

    def _tell(self, sentence: str, tone: Tone) -> None:
        self._told.setText(sentence)
        self._told.set_tone(tone)
        self._told.show()

    def _show_way(self) -> None:
        self.key.setVisible(not self.is_browser and not self.key.is_empty)
        self._browser.setVisible(self.is_browser)
        words = self.tr("You find it at {where}")
        where = "" if self.is_browser else self._entry.key_help
        self._help.setText(words.format(where=where))
        self._help.setVisible(bool(where))
        self.changed.emit()

    def _lay_out(self) -> None:
        self.name.setText(self._entry.title)
        self.name.setAccessibleName(self.tr("Name"))
        top = QFormLayout()
        top.setHorizontalSpacing(16)
        top.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        top.addRow(form_label(self.tr("Name")), self.name)
        self._browser.setLayout(self._browser_lines())
        self.way.setVisible(self._entry.key and self._entry.oauth)
        self.settings.setVisible(not self.settings.is_empty)
        self.rare.hide()
        self._more.setVisible(not self.rare.is_empty)
        self.address.setPlaceholderText("http://localhost:4000/v1/connectors/oauth/callback?code=…")
        self.address.setAccessibleName(self.tr("The address that your browser landed on"))
        pasting = Caption(
            self.tr("Did the browser end on a page that cannot be shown? Paste its address here."),
            wrap=True,
        )
        self._pasting.setLayout(column(pasting, row(self.address, self._take), gap=6))
        parts = (self.settings, self.way, self.key, self._help, self._browser)
        form = QWidget()
        form.setLayout(column(top, *parts, self._more, self.rare, None, gap=12))
        lines = column(Scrolled(form), self._told, self._pasting, gap=12)
        lines.setStretch(0, 1)
        self.setLayout(lines)

    def _browser_lines(self) -> QVBoxLayout:
        shown = QLineEdit(self._entry.redirect_uri)
        shown.setReadOnly(True)
        shown.setAccessibleName(self.tr("Redirect address"))
        copy = Button(self.tr("Copy"), icon="copy")
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(shown.text()))
        words = self.tr(
            "Make an OAuth app at {title} and give it this redirect address, to the letter:"
        )
        told = Caption(words.format(title=self._entry.title), wrap=True)
        return column(told, row(shown, copy), self.app, gap=10)

    def _connect(self) -> None:
        self.way.changed.connect(lambda _way: self._show_way())
        self._more.clicked.connect(self._show_rare)
        self._take.clicked.connect(lambda: self.pasted.emit(self.address.text()))
        self.address.returnPressed.connect(self._take.click)
        for form in (self.settings, self.key, self.app, self.rare):
            form.changed.connect(self.changed)

    def _show_rare(self) -> None:
        self.rare.setVisible(self.rare.isHidden())


class _OwnEnter(QLineEdit):
    """A line whose Enter does what stands beside it, and not what the dialog would."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()


def _plain(entry: CatalogEntry) -> list[CatalogField]:
    """Give the settings that are asked for here; what is picked has a step of its own."""
    apart = APP | {entry.scopes_setting or ""}
    return [one for one in entry.settings if one.name not in apart]
