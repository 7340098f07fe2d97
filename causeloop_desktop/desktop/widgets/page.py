"""The frame of a view: heading at the left, actions at the right, content below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from causeloop_desktop.desktop.theme import fonts
from causeloop_desktop.desktop.theme.spacing import BETWEEN, CONTROL, EDGE, INSIDE, Item, add_item
from causeloop_desktop.desktop.widgets.chips import ChipRow
from causeloop_desktop.desktop.widgets.labels import Caption, Heading, Link

if TYPE_CHECKING:
    from collections.abc import Sequence


class Page(QWidget):
    """What every view looks like.

    Signals:
        crumb_clicked: The way back over the heading was taken.
    """

    crumb_clicked = Signal()

    def __init__(self, title: str = "") -> None:
        super().__init__()
        self._crumb = Link("", size=fonts.SMALL)
        self._crumb.hide()
        self._crumb.clicked.connect(self.crumb_clicked)
        self._title = Heading(title, elide=True)
        self._title.setMinimumHeight(CONTROL)  # at one height, with controls beside it or without
        self._subtitle = Caption("", elide=True)
        self._subtitle.hide()
        self._chips = ChipRow()
        self._actions = QHBoxLayout()
        self._actions.setSpacing(INSIDE)
        self.body = QVBoxLayout()
        self.body.setSpacing(BETWEEN)
        self._lay_out()
        self.setAccessibleName(title)

    def set_title(self, title: str) -> None:
        """Show another heading."""
        self._title.setText(title)
        self.setAccessibleName(title)

    def set_subtitle(self, text: str) -> None:
        """Show small words under the heading; none take no room."""
        self._subtitle.setText(text)
        self._subtitle.setVisible(bool(text))

    def set_crumb(self, text: str) -> None:
        """Show the way back over the heading; an empty one takes no room."""
        self._crumb.setText(text)
        self._crumb.setVisible(bool(text))

    def set_chips(self, chips: Sequence[QWidget]) -> None:
        """Show other chips under the heading."""
        self._chips.show_chips(chips)

    def add_action(self, widget: QWidget) -> None:
        """Add a control at the right of the heading."""
        self._actions.addWidget(widget)

    def add(self, item: Item, stretch: int = 0) -> None:
        """Add content below what is there; ``None`` is a stretch."""
        add_item(self.body, item, stretch)

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(0)
        for widget in (self._crumb, self._title, self._subtitle):
            words.addWidget(widget)
        self._chips.setContentsMargins(0, 6, 0, 0)
        words.addWidget(self._chips)
        top = QHBoxLayout()
        top.setSpacing(BETWEEN)
        top.addLayout(words, 1)
        side = QVBoxLayout()
        side.addLayout(self._actions)
        side.addStretch(1)
        top.addLayout(side)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(EDGE, BETWEEN + 2, EDGE, EDGE - 4)
        outer.setSpacing(BETWEEN)
        outer.addLayout(top)
        outer.addLayout(self.body, 1)
