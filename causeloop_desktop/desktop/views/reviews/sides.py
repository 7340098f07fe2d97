"""One of two issues side by side: where it comes from, and its text with differences marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from causeloop_desktop.desktop.theme import fonts
from causeloop_desktop.desktop.theme.spacing import clear, row
from causeloop_desktop.desktop.theme.words import count_text, relative_time
from causeloop_desktop.desktop.views.reviews.texts import MarkedText, Marking
from causeloop_desktop.desktop.views.words import source_text
from causeloop_desktop.desktop.widgets.cards import Card
from causeloop_desktop.desktop.widgets.chips import Chip, SeverityChip
from causeloop_desktop.desktop.widgets.labels import Caption, Link, rule
from causeloop_desktop.desktop.widgets.states import Skeleton

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from causeloop_desktop.contract.reviews import ReviewSide

TRACE = "trace"


class Side(Card):
    """Draws one issue.

    Signals:
        opened: The id of the issue to look at on its own.
    """

    opened = Signal(str)

    def __init__(self, title: str, now: Callable[[], datetime]) -> None:
        super().__init__(title)
        self._name = title
        self._now = now
        self._issue_id = ""
        self._link = Link("", size=fonts.SMALL)
        self._link.clicked.connect(lambda: self.opened.emit(self._issue_id))
        self.set_header_widget(self._link)
        self._facts = row(gap=6)
        self.title = MarkedText(fonts.font(fonts.HEADING, weight=fonts.STRONG), title=True)
        self.text = MarkedText(fonts.font())
        self._missing = Caption("", wrap=True)
        self._waiting = Skeleton(rows=5)
        self._lay_out()
        self.show_side(None)

    def show_side(
        self,
        side: ReviewSide | None,
        shape: str = "",
        marking: Marking = Marking.DIFFERENCES,
    ) -> None:
        """Show an issue; ``None`` while it is on its way."""
        self._content.setVisible(side is not None)
        self._waiting.setVisible(side is None)
        self._link.setVisible(side is not None)
        if side is None:
            return
        self._issue_id = side.issue_id
        self._link.setText(side.external_id)
        self._link.setToolTip(self.tr("Look at this issue on its own"))
        self._draw_facts(side)
        self.set_title(self._name, self._legend(marking))
        self.title.show_pieces(side.title, marking)
        self.text.setTypeface(fonts.monospace() if shape == TRACE else fonts.font())
        self.text.show_pieces(side.body, marking)
        self._draw_missing(side)

    def _legend(self, marking: Marking) -> str:
        common = marking is Marking.COMMON
        return self.tr("marked: what both say") if common else self.tr("marked: what differs")

    def _draw_facts(self, side: ReviewSide) -> None:
        clear(self._facts)
        self._facts.addWidget(SeverityChip(side.priority))
        for words in (side.service, side.team):
            if words:
                self._facts.addWidget(Chip(words))
        source = source_text(side.source, side.origin)
        came = Caption(f"{source} · {relative_time(side.created_at, self._now())}", elide=True)
        self._facts.addWidget(came, 1)

    def _draw_missing(self, side: ReviewSide) -> None:
        if side.omitted:
            words = self.tr("{n} more letters are left out; open the issue to read them.")
            self._missing.setText(words.format(n=count_text(side.omitted)))
        else:
            self._missing.setText(self.tr("It has no text beside its title."))
        empty = not any(piece.text.strip() for piece in side.body)
        self._missing.setVisible(bool(side.omitted) or empty)

    def _lay_out(self) -> None:
        self._content = QWidget()
        lines = QVBoxLayout(self._content)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(10)
        lines.addLayout(self._facts)
        lines.addWidget(self.title)
        lines.addWidget(rule())
        lines.addWidget(self.text, 1)
        lines.addWidget(self._missing)
        self.text.setAccessibleDescription(self.tr("Text of the issue"))
        self.add(self._content, 1)
        self.add(self._waiting, 1)
