"""Words on a screen in the few sizes and weights that the window uses."""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QMouseEvent, QPainter, QPalette, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from causeloop_desktop.desktop.theme import fonts
from causeloop_desktop.desktop.theme.palette import colour
from causeloop_desktop.desktop.theme.theme import tokens
from causeloop_desktop.desktop.theme.tokens import Tone
from causeloop_desktop.desktop.theme.words import FIXED_SPACE, tip_text

_BREAK = "\N{ZERO WIDTH SPACE}"
_LONG_WORD = re.compile(r"\S{20,}")
_JOINTS = re.compile(r"(?<=[/._:#=-])(?=\w)|(?<=[a-z0-9])(?=[A-Z])")
_AMOUNT = re.compile(r"(?<=\d) (?=%|(?:hour|day|week|month|year|min)s?\b|s\b)")
_SEAMLESS = re.compile(rf"([^\s{_BREAK}]{{18}})(?=[^\s{_BREAK}]{{6}})")


def breakable(text: str) -> str:
    """Say where a long word may break over lines, and that a number stays with its unit."""
    whole = _AMOUNT.sub(FIXED_SPACE, text)
    jointed = _LONG_WORD.sub(lambda word: _JOINTS.sub(_BREAK, word[0]), whole)
    return _SEAMLESS.sub(f"\\1{_BREAK}", jointed)


class Label(QLabel):
    """Plain words; cut ones carry the whole text as their tooltip."""

    def __init__(
        self,
        text: str = "",
        *,
        size: int = fonts.BODY,
        weight: QFont.Weight = fonts.NORMAL,
        muted: bool = False,
        tone: Tone | None = None,
        wrap: bool = False,
        elide: bool = False,
        tabular: bool = False,
    ) -> None:
        super().__init__()
        self._full_text = ""
        self._tone = Tone.NEUTRAL if muted else tone
        self._elide = elide
        self.setFont(fonts.font(size, weight=weight, tabular=tabular))
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        if elide:
            self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._colour()
        self.setText(text)

    def setText(self, text: str) -> None:
        """Show ``text``, cut at the right edge if the label was told so."""
        self._full_text = text
        self.setAccessibleName(text)
        self._show()

    def full_text(self) -> str:
        """Return the words before any were cut."""
        return self._full_text

    def set_tone(self, tone: Tone | None) -> None:
        """Colour the words; ``None`` is the text colour."""
        self._tone = tone
        self._colour()

    def minimumSizeHint(self) -> QSize:
        """Let cut and wrapped labels shrink, so that one long word widens no pane."""
        hint = super().minimumSizeHint()
        return QSize(0, hint.height()) if self._elide or self.wordWrap() else hint

    def sizeHint(self) -> QSize:
        """Ask for the width of the whole text, cut or not."""
        hint = super().sizeHint()
        if not self._elide:
            return hint
        return QSize(self.fontMetrics().horizontalAdvance(self._full_text) + 2, hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut the words anew."""
        super().resizeEvent(event)
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        """Take the colours of another theme."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self._colour()

    def _show(self) -> None:
        if not self._elide:
            super().setText(self._breakable() if self.wordWrap() else self._full_text)
            return
        mode = Qt.TextElideMode.ElideRight
        shown = self.fontMetrics().elidedText(self._full_text, mode, self.width())
        super().setText(shown)
        self.setToolTip(tip_text(self._full_text) if shown != self._full_text else "")

    def _breakable(self) -> str:
        """Give what is shown; what can be copied is left as it is."""
        if self.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse:
            return self._full_text
        return breakable(self._full_text)

    def _colour(self) -> None:
        if self._tone is None:
            if self.testAttribute(Qt.WidgetAttribute.WA_SetPalette):
                self.setPalette(QPalette())
            return
        ink = colour(tokens().ink(self._tone))
        if self.palette().color(QPalette.ColorRole.WindowText) != ink:
            palette = QPalette()
            palette.setColor(QPalette.ColorRole.WindowText, ink)
            self.setPalette(palette)


class Heading(Label):
    """The title of a view."""

    def __init__(self, text: str = "", *, elide: bool = False) -> None:
        super().__init__(text, size=fonts.TITLE, weight=fonts.STRONG, elide=elide)


class Section(Label):
    """The title of a card or of a part of a pane."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text, weight=fonts.STRONG)


class Caption(Label):
    """Small muted words under or beside what they explain."""

    def __init__(self, text: str = "", *, wrap: bool = False, elide: bool = False) -> None:
        super().__init__(text, size=fonts.SMALL, muted=True, wrap=wrap, elide=elide)


class Link(Label):
    """Words that do something.

    Signals:
        clicked: Pressed by mouse, Space or Enter.
    """

    clicked = Signal()

    def __init__(self, text: str = "", *, size: int = fonts.BODY) -> None:
        super().__init__(text, size=size, tone=Tone.ACCENT)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Click."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.pos()):
            self.clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Click from the keyboard."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit()
        else:
            super().keyPressEvent(event)


def rule(parent: QWidget | None = None) -> QWidget:
    """Return a horizontal hairline."""
    return _Rule(parent)


class _Rule(QWidget):
    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setFixedHeight(1)

    def paintEvent(self, _event: QEvent) -> None:
        QPainter(self).fillRect(self.rect(), colour(tokens().line))
