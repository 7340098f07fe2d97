"""A source's picture: its icon, or its initials while it has none."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QWidget

from causeloop_desktop.desktop.theme import fonts
from causeloop_desktop.desktop.theme.palette import colour
from causeloop_desktop.desktop.theme.theme import tokens
from causeloop_desktop.desktop.widgets.painting import fill_round, smooth

if TYPE_CHECKING:
    from causeloop_desktop.contract.connectors import CatalogEntry

SIDE = 32
_ICON_INSET = 7


class SourceTile(QWidget):
    """A rounded tile in one of the window's grounds."""

    def __init__(self, entry: CatalogEntry, side: int = SIDE) -> None:
        super().__init__()
        self._entry = entry
        self.setFixedSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground and what is on it."""
        painter, look = smooth(QPainter(self)), tokens()
        fill_round(painter, QRectF(self.rect()), look.sunken, 7)
        drawn = _icon(self._entry.icon, look.text)
        if drawn is not None:
            inset = _ICON_INSET * self.width() / SIDE
            drawn.render(painter, QRectF(self.rect()).adjusted(inset, inset, -inset, -inset))
            return
        painter.setFont(fonts.font(fonts.SMALL, weight=fonts.STRONG))
        painter.setPen(colour(look.muted))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, initials(self._entry.title))


def initials(title: str) -> str:
    """Give two letters of a name: of its words, or its capitals."""
    words = title.replace("(", " ").split()
    letters = [word[0] for word in words] if len(words) > 1 else [c for c in title if c.isupper()]
    found = "".join(letters[:2]) if len(letters) > 1 else title[:2]
    return found[:1].upper() + found[1:]


@lru_cache(maxsize=64)
def _icon(drawing: str, ink: str) -> QSvgRenderer | None:
    if not drawing:
        return None
    read = QSvgRenderer(QByteArray(drawing.replace("currentColor", ink).encode()))
    return read if read.isValid() else None
