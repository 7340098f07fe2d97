"""The settings of a connection: its name, what is read, its budget, and other credentials."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QLineEdit, QSpinBox, QWidget

from causeloop_desktop.contract.connectors import ConnectorPatch
from causeloop_desktop.desktop.theme.spacing import clear, column, row
from causeloop_desktop.desktop.theme.tokens import Tone
from causeloop_desktop.desktop.views.integrations.choosing.fields import FieldForm, form_label
from causeloop_desktop.desktop.widgets.buttons import Button
from causeloop_desktop.desktop.widgets.cards import Card
from causeloop_desktop.desktop.widgets.labels import Caption, Label, Link

if TYPE_CHECKING:
    from causeloop_desktop.contract.connectors import CatalogEntry, Connector

MOST_A_MINUTE = 100_000
WIDEST = 720


class ConnectionSettings(QWidget):
    """Forms that are saved by their own buttons.

    Signals:
        saved: What is to be changed.
        pick_asked: What is read shall be picked from a list.
        accept_asked: Credentials that failed their test shall be used nonetheless.
        remap_asked: What is kept shall be read again.
        remove_asked: The source shall be disconnected.
    """

    saved = Signal(object)
    pick_asked = Signal()
    accept_asked = Signal()
    remap_asked = Signal()
    remove_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._entry: CatalogEntry | None = None
        self._connection: Connector | None = None
        self.name = QLineEdit()
        self.pace = QSpinBox()
        self.settings = FieldForm(())
        self.rare = FieldForm(())
        self.more = Link(self.tr("More settings…"))
        self.credentials = FieldForm(())
        self.save = Button(self.tr("Save"), primary=True)
        self.replace = Button(self.tr("Test and use"))
        self.accept = Button(self.tr("Use the new ones anyway"))
        self.pick = Button(self.tr("Pick from a list…"))
        self.remap = Button(self.tr("Read again…"))
        self._kept = Card(self.tr("Kept rows"))
        self._candidate = Label("", wrap=True, tone=Tone.HIGH)
        self._general = QFormLayout()
        self._forms = column(gap=12)
        self._secrets = column(gap=12)
        self._secret_card = Card(self.tr("Credentials"))
        self._lay_out()
        self._connect()

    def draw(self, connection: Connector, entry: CatalogEntry) -> None:
        """Show a connection; what a person has begun to type stays."""
        if self._connection is None or not self._is_same(connection, entry):
            self._make(connection, entry)
        self._connection = connection
        self._candidate.setText(connection.status_reason)
        self._candidate.setVisible(connection.candidate_credentials)
        self.accept.setVisible(connection.candidate_credentials)
        self.pick.setVisible(entry.scopes_setting is not None)
        self._general.setRowVisible(self.pace, not entry.push_only)
        self._kept.setVisible(not entry.push_only and connection.last_run is not None)
        if entry.scopes_title:
            self.pick.setText(self.tr("Pick {what}…").format(what=entry.scopes_title.lower()))

    def _is_same(self, connection: Connector, entry: CatalogEntry) -> bool:
        known = self._connection
        return (
            known is not None
            and self._entry == entry
            and (known.id, known.display_name, known.settings, known.requests_per_minute)
            == (
                connection.id,
                connection.display_name,
                connection.settings,
                connection.requests_per_minute,
            )
        )

    def _make(self, connection: Connector, entry: CatalogEntry) -> None:
        self._entry = entry
        self.name.setText(connection.display_name)
        self.pace.setValue(connection.requests_per_minute or 0)
        clear(self._forms)
        clear(self._secrets)
        values, fields = connection.settings, entry.settings
        self.settings = FieldForm((one for one in fields if not one.rare), values)
        self.rare = FieldForm((one for one in fields if one.rare), values)
        self._show_rare(shown=bool(self.rare.values()))
        self.credentials = FieldForm(entry.credentials, kept=_kept_secrets(connection, entry))
        for form in (self.settings, self.rare):
            self._forms.addWidget(form)
        self._secrets.addWidget(self.credentials)
        self._secret_card.setVisible(not self.credentials.is_empty)
        self.credentials.changed.connect(self._look)
        self._look()

    def _show_rare(self, *, shown: bool) -> None:
        self.rare.setVisible(shown)
        self.more.setVisible(not shown and not self.rare.is_empty)

    def _look(self) -> None:
        self.replace.setEnabled(bool(self.credentials.texts()))

    def _lay_out(self) -> None:
        self.name.setAccessibleName(self.tr("Name"))
        self.pace.setRange(0, MOST_A_MINUTE)
        self.pace.setSpecialValueText(self.tr("as many as the provider takes"))
        self.pace.setAccessibleName(self.tr("Requests a minute"))
        self.pace.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        form = self._general
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(10)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(form_label(self.tr("Name")), self.name)
        form.addRow(form_label(self.tr("Requests a minute")), self.pace)
        general = Card(self.tr("General"))
        for item in (form, self._forms, row(self.more, None), row(self.pick, None, self.save)):
            general.add(item)
        note = self.tr(
            "New credentials are tested first. The old ones stay in use until the new ones pass."
        )
        parts = (Caption(note, wrap=True), self._secrets, self._candidate)
        for part in (*parts, row(self.accept, None, self.replace)):
            self._secret_card.add(part)
        told = self.tr("What the source sent is kept; a newer version may understand more of it.")
        self._kept.add(row(Label(told, muted=True), None, self.remap))
        away = Card(self.tr("Disconnect"))
        remove = Button(self.tr("Disconnect…"), danger=True)
        remove.clicked.connect(self.remove_asked)
        told = self.tr("Its credentials and history are forgotten. Its issues stay.")
        away.add(row(Label(told, muted=True), None, remove))
        lines = column(general, self._secret_card, self._kept, away, None)
        self.setMaximumWidth(WIDEST)
        self.setLayout(lines)

    def _connect(self) -> None:
        self.save.clicked.connect(self._save)
        self.replace.clicked.connect(self._replace)
        self.accept.clicked.connect(self.accept_asked)
        self.pick.clicked.connect(self.pick_asked)
        self.remap.clicked.connect(self.remap_asked)
        self.more.clicked.connect(lambda: self._show_rare(shown=True))

    def _save(self) -> None:
        patch = ConnectorPatch(
            display_name=self.name.text().strip() or None,
            settings=self.settings.all_values() | self.rare.all_values(),
            requests_per_minute=self.pace.value() or None,
        )
        self.saved.emit(patch)

    def _replace(self) -> None:
        patch = ConnectorPatch(credentials=self.credentials.texts())
        self.credentials.clear()
        self.saved.emit(patch)


def _kept_secrets(connection: Connector, entry: CatalogEntry) -> frozenset[str]:
    """Give the secrets that are stored: a key's, or those of an app that was authorised."""
    if not connection.has_credentials:
        return frozenset()
    by_app = bool(connection.settings.get("client_id"))
    return frozenset(one.name for one in entry.credentials if one.required is not by_app)
