"""Names and values in lines, with a note at the right such as "13 of 14"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from causeloop_desktop.desktop.theme import fonts
from causeloop_desktop.desktop.theme.spacing import clear
from causeloop_desktop.desktop.widgets.labels import Label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from causeloop_desktop.desktop.theme.tokens import Tone


@dataclass(frozen=True)
class Property:
    """One line."""

    label: str
    value: str
    note: str = ""
    tone: Tone | None = None


class PropertyList(QWidget):
    """Properties in three columns; long values are cut and told on hover."""

    def __init__(self, properties: Sequence[Property] = ()) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self.set_properties(properties)

    def set_properties(self, properties: Sequence[Property]) -> None:
        """Show other lines."""
        clear(self._grid)
        for line, entry in enumerate(properties):
            self._add(line, entry)

    def _add(self, line: int, entry: Property) -> None:
        value = Label(entry.value, elide=True, tone=entry.tone, tabular=True)
        value.setAccessibleName(f"{entry.label}: {entry.value} {entry.note}".strip())
        value.setContentsMargins(0, 1, 0, 0)  # text that can be selected is drawn a pixel higher
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._grid.addWidget(Label(entry.label, muted=True), line, 0)
        self._grid.addWidget(value, line, 1)
        note = Label(entry.note, size=fonts.SMALL, muted=True, tabular=True)
        self._grid.addWidget(note, line, 2, Qt.AlignmentFlag.AlignRight)
