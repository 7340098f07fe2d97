"""The panel beside the catalog: what a source brings, what it may read, how one signs in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal

from causeloop_desktop.desktop.browser import open_page
from causeloop_desktop.desktop.theme.spacing import row
from causeloop_desktop.desktop.theme.tokens import Tone
from causeloop_desktop.desktop.views.integrations.words import (
    health_text,
    schedule_text,
    sign_in_text,
    status_chip,
    times_text,
)
from causeloop_desktop.desktop.widgets.buttons import Button
from causeloop_desktop.desktop.widgets.chips import Chip
from causeloop_desktop.desktop.widgets.detail_pane import DetailPane
from causeloop_desktop.desktop.widgets.labels import Caption, Label, Link, Section

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from PySide6.QtWidgets import QHBoxLayout

    from causeloop_desktop.contract.connectors import CatalogEntry, Connector
    from causeloop_desktop.desktop.presenters.connectors import SourceCard

WIDTH = 344
INDENT = 14


class SourcePanel(DetailPane):
    """Tells of one card.

    Signals:
        connect_asked: A source is to be connected, once more if it is already.
        open_asked: A connection is to be opened.
    """

    connect_asked = Signal(object)
    open_asked = Signal(str)

    def __init__(self, clock: Callable[[], datetime]) -> None:
        super().__init__(WIDTH)
        self._clock = clock
        self._shown: SourceCard | None = None
        self.button = Button("", primary=True)

    def draw(self, card: SourceCard | None) -> None:
        """Show a card."""
        self.setVisible(card is not None)
        if card is None or card == self._shown:
            return
        self._shown = card
        self.clear_body()
        connection, entry = card.connection, card.entry
        self.set_heading(entry.category if connection is None else entry.title, card.name)
        self.set_chips([Chip(*status_chip(connection))] if connection else [])
        self.add(self._buttons(entry, connection))
        if connection is not None:
            self._tell_standing(connection, entry)
        else:
            self.add(Label(entry.summary, wrap=True))
        if entry.notice:
            self.add(Label(entry.notice, wrap=True, tone=Tone.HIGH))
        self._tell_source(entry)

    def _buttons(self, entry: CatalogEntry, connection: Connector | None) -> QHBoxLayout:
        if connection is None:
            self.button = Button(self.tr("Connect…"), primary=True)
            self.button.clicked.connect(lambda: self.connect_asked.emit(entry))
            return row(self.button, None)
        self.button = Button(self.tr("Open"), primary=True)
        self.button.clicked.connect(lambda: self.open_asked.emit(connection.id))
        another = Button(self.tr("Connect another…"), icon="plus")
        another.clicked.connect(lambda: self.connect_asked.emit(entry))
        return row(self.button, another, None)

    def _tell_standing(self, connection: Connector, entry: CatalogEntry) -> None:
        now = self._clock()
        self.add(Label(health_text(connection, now, push_only=entry.push_only), wrap=True))
        if connection.account:
            self.add(Caption(self.tr("As {who}").format(who=connection.account), wrap=True))
        if connection.schedule.next_runs and not entry.push_only:
            self._head(self.tr("Next"))
            self.add(Label(schedule_text(connection.schedule), wrap=True))
            self.add(Caption(times_text(connection.schedule, now), wrap=True))

    def _tell_source(self, entry: CatalogEntry) -> None:
        if entry.ingests:
            self._head(self.tr("What it brings"))
            for line in entry.ingests:
                self.add(_point(line))
        if entry.permissions:
            self._head(self.tr("What it may read"))
            for permission in entry.permissions:
                self.add(_point(permission.reads))
                self.add(_indented(permission.scope))
        self._head(self.tr("How you sign in"))
        self.add(Label(sign_in_text(entry), wrap=True))
        if entry.key_help:
            words = self.tr("You find the key at {where}")
            self.add(Caption(words.format(where=entry.key_help), wrap=True))
        if entry.docs_url:
            link = Link(self.tr("The provider's documentation"))
            link.setToolTip(entry.docs_url)
            link.clicked.connect(lambda: open_page(entry.docs_url))
            self.add(link)

    def _head(self, words: str) -> None:
        self.lines.addSpacing(6)
        self.add(Section(words))


def _point(words: str) -> QHBoxLayout:
    """Make a line of a list, whose second line stands under its first."""
    dot = Label("\N{BULLET}")
    dot.setFixedWidth(INDENT - 6)
    line = row(dot, Label(words, wrap=True), gap=6)
    line.setAlignment(dot, Qt.AlignmentFlag.AlignTop)
    line.setStretch(1, 1)
    return line


def _indented(words: str) -> Caption:
    caption = Caption(words, wrap=True)
    caption.setIndent(INDENT)
    return caption
