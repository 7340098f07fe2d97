"""A text with marks: read-only, selectable, as long as it likes to be.

Of two texts that are nearly equal the differences are marked. Of two that have little in common
nearly everything would be, so there what both say is marked instead.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFont, QResizeEvent, QTextCharFormat, QTextCursor, QTextOption
from PySide6.QtWidgets import QFrame, QTextEdit

from causeloop_desktop.contract.reviews import PieceMark
from causeloop_desktop.desktop.theme.palette import colour
from causeloop_desktop.desktop.theme.theme import tokens
from causeloop_desktop.desktop.theme.words import FIXED_SPACE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from causeloop_desktop.contract.reviews import Piece

_MOST_TITLE_LINES = 3
_MOST_DIFFERENT = 0.5
_FRAME = re.compile(r"^[ \t]*at (?=\S)", re.MULTILINE)
_PARTS = re.compile(r"\s+|\S+(?:\s+\S+)*")


class Marking(Enum):
    """What is marked."""

    DIFFERENCES = "differences"
    COMMON = "common"


_SAYING = {
    Marking.DIFFERENCES: re.compile(r"\w"),
    Marking.COMMON: re.compile(r"\w{4}"),
}
"""What has to be in a piece for it to be marked: not every article that both say."""


def marking_of(pieces: Sequence[Piece]) -> Marking:
    """Say what is worth a mark: the lesser part."""
    letters = dict.fromkeys(PieceMark, 0)
    for piece in pieces:
        letters[piece.mark] += len(piece.text.strip())
    different = letters[PieceMark.DIFFERENT] + letters[PieceMark.ELSEWHERE]
    most = different > _MOST_DIFFERENT * (different + letters[PieceMark.SAME])
    return Marking.COMMON if most else Marking.DIFFERENCES


class MarkedText(QTextEdit):
    """Draws pieces: what differs on a ground, what merely varies in muted words.

    Args:
        font: In which it is set.
        title: Whether it is as high as its words, and never scrolls.
    """

    def __init__(self, font: QFont, *, title: bool = False) -> None:
        super().__init__()
        self._pieces: tuple[Piece, ...] = ()
        self._marking = Marking.DIFFERENCES
        self._title = title
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setStyleSheet("QTextEdit { border: none; padding: 0; background: transparent; }")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus if title else Qt.FocusPolicy.StrongFocus)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabChangesFocus(True)
        self.viewport().setAutoFillBackground(False)
        self.document().setDocumentMargin(0)
        self.setTypeface(font)
        if title:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def setTypeface(self, font: QFont) -> None:
        """Set the text in another font."""
        self.setFont(font)
        self.document().setDefaultFont(font)

    def show_pieces(self, pieces: Sequence[Piece], marking: Marking) -> None:
        """Show another text, from its beginning."""
        if (tuple(pieces), marking) == (self._pieces, self._marking):
            return
        self._pieces, self._marking = tuple(pieces), marking
        self._draw()
        self.moveCursor(QTextCursor.MoveOperation.Start)
        self.verticalScrollBar().setValue(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep a title as high as its words."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Take the colours of another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._pieces:
            self._draw()

    def _draw(self) -> None:
        self.clear()
        cursor = QTextCursor(self.document())
        plain = {mark: _plain(mark) for mark in PieceMark}
        for piece in self._pieces:
            marked = _marked(piece.mark, self._marking) or plain[piece.mark]
            for part in _PARTS.findall(piece.text):
                says = _SAYING[self._marking].search(part)
                cursor.insertText(part, marked if says else plain[piece.mark])
        text = "".join(piece.text for piece in self._pieces)
        self.setAccessibleName(text)
        self._join_frames(text)
        self._fit()

    def _join_frames(self, text: str) -> None:
        """Let no line of a stack trace break after its "at", where it would stand alone."""
        cursor = QTextCursor(self.document())
        for place in (found.end() - 1 for found in _FRAME.finditer(text)):
            cursor.setPosition(place)
            cursor.deleteChar()
            cursor.insertText(FIXED_SPACE)

    def _fit(self) -> None:
        if self._title:
            line = self.fontMetrics().lineSpacing()
            needed = round(self.document().size().height())
            self.setFixedHeight(max(line, min(needed, line * _MOST_TITLE_LINES)) + 2)


def _plain(mark: PieceMark) -> QTextCharFormat:
    form = QTextCharFormat()
    form.setForeground(colour(tokens().muted if mark is PieceMark.VARIABLE else tokens().text))
    return form


def _marked(mark: PieceMark, marking: Marking) -> QTextCharFormat | None:
    """Give the look of what is marked, ``None`` for what is not."""
    look, form = tokens(), _plain(mark)
    if marking is Marking.COMMON and mark in (PieceMark.SAME, PieceMark.ELSEWHERE):
        form.setBackground(colour(look.accent_ground))
    elif marking is Marking.DIFFERENCES and mark in (PieceMark.DIFFERENT, PieceMark.ELSEWHERE):
        form.setBackground(colour(look.medium_ground))
        form.setFontUnderline(True)
        form.setUnderlineColor(colour(look.medium))
    else:
        return None
    return form
