"""The card beside a list that says everything about one of its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from causeloop_desktop.desktop.theme import fonts
from causeloop_desktop.desktop.theme.spacing import BETWEEN, INSIDE, Item, add_item, clear, column
from causeloop_desktop.desktop.widgets.cards import Card
from causeloop_desktop.desktop.widgets.chips import ChipRow
from causeloop_desktop.desktop.widgets.labels import Caption, Label, rule
from causeloop_desktop.desktop.widgets.scrolled import Scrolled

if TYPE_CHECKING:
    from collections.abc import Sequence


class DetailPane(Card):
    """Kicker, title, chips, a body that scrolls, and a foot that stays in sight."""

    def __init__(self, width: int = 360) -> None:
        super().__init__(flush=True)
        self.setFixedWidth(width)
        self._kicker = Caption("", elide=True)
        self._heading = Label("", size=fonts.HEADING, weight=fonts.STRONG, wrap=True)
        self._chips = ChipRow()
        self._content = QWidget()
        self._lines = QVBoxLayout()
        self._lines.setSpacing(8)
        self._foot = QVBoxLayout()
        self._foot.setContentsMargins(0, 0, 0, INSIDE - 2)
        self._foot.setSpacing(INSIDE + 2)
        self._lay_out()

    @property
    def lines(self) -> QVBoxLayout:
        """The layout below the heading."""
        return self._lines

    def set_heading(self, kicker: str, title: str) -> None:
        """Show where the thing comes from, and its name."""
        self._kicker.setText(kicker)
        self._heading.setText(title)
        self.setAccessibleName(title)

    def set_chips(self, chips: Sequence[QWidget]) -> None:
        """Show other chips under the heading."""
        self._chips.show_chips(chips)

    def add(self, item: Item, stretch: int = 0) -> None:
        """Add a part below the others; ``None`` is a stretch."""
        add_item(self._lines, item, stretch)

    def set_foot(self, widget: QWidget) -> None:
        """Put what can be done with the thing below its body, where it never scrolls away."""
        clear(self._foot)
        self._foot.addWidget(rule())
        inset = column(widget)
        inset.setContentsMargins(BETWEEN - 1, 0, BETWEEN - 1, 0)
        self._foot.addLayout(inset)

    def clear_body(self) -> None:
        """Take all parts away."""
        clear(self._lines)

    def _lay_out(self) -> None:
        outer = QVBoxLayout(self._content)
        outer.setContentsMargins(BETWEEN - 1, 12, BETWEEN - 1, 12)
        outer.setSpacing(6)
        for widget in (self._kicker, self._heading, self._chips):
            outer.addWidget(widget)
        outer.addSpacing(6)
        outer.addLayout(self._lines)
        outer.addStretch(1)
        self.body.setSpacing(0)
        self.body.addWidget(Scrolled(self._content, name=self.tr("Details")), 1)
        self.body.addLayout(self._foot)
