"""What stands where content is not: nothing yet, still loading, went wrong."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from causeloop_desktop.desktop.theme import fonts, icons
from causeloop_desktop.desktop.theme.spacing import ROW, row
from causeloop_desktop.desktop.theme.theme import tokens
from causeloop_desktop.desktop.widgets.buttons import Button
from causeloop_desktop.desktop.widgets.labels import Label
from causeloop_desktop.desktop.widgets.painting import fill_round, smooth

_WIDEST_SENTENCE = 420
_BAR_SHARES = (0.82, 0.64, 0.9, 0.71, 0.55, 0.78)


class EmptyState(QWidget):
    """A headline, one sentence, and the one thing to do next, or another.

    Signals:
        action_clicked: The button was pressed.
        other_clicked: The lesser button beside it was.
    """

    action_clicked = Signal()
    other_clicked = Signal()

    def __init__(
        self, headline: str = "", sentence: str = "", action: str = "", icon: str = ""
    ) -> None:
        super().__init__()
        self._picture = _Picture()
        self._headline = Label(size=fonts.HEADING, weight=fonts.STRONG)
        self._sentence = Label(muted=True, wrap=True)
        self._sentence.setFixedWidth(_WIDEST_SENTENCE)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._button = Button("", primary=True)
        self._button.clicked.connect(self.action_clicked)
        self._other = Button("")
        self._other.clicked.connect(self.other_clicked)
        self._other.hide()
        lines = QVBoxLayout(self)
        lines.setSpacing(8)
        lines.addStretch(2)
        for widget in (self._picture, self._headline, self._sentence):
            lines.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        lines.addSpacing(8)
        buttons = row(None, self._other, self._button, None)
        lines.addLayout(buttons)
        lines.addStretch(3)
        self.set(headline, sentence, action, icon)

    def set(self, headline: str, sentence: str = "", action: str = "", icon: str = "") -> None:
        """Say something else; what is empty takes no room."""
        self._headline.setText(headline)
        self._sentence.setText(sentence)
        self._sentence.setFixedHeight(max(0, self._sentence.heightForWidth(_WIDEST_SENTENCE)))
        self._sentence.setVisible(bool(sentence))
        self._button.setText(action)
        self._button.setVisible(bool(action))
        self._picture.set_icon(icon)
        self.setAccessibleName(f"{headline}. {sentence}".strip())

    def set_other(self, action: str) -> None:
        """Offer something else beside; nothing where there are no words for it."""
        self._other.setText(action)
        self._other.setVisible(bool(action))


class ErrorState(EmptyState):
    """What went wrong in plain words, and another try.

    Signals:
        retry_clicked: Another try is wanted.
    """

    retry_clicked = Signal()

    def __init__(self, headline: str = "", sentence: str = "") -> None:
        super().__init__()
        self.show_problem(headline, sentence)
        self.action_clicked.connect(self.retry_clicked)

    def show_problem(self, headline: str, sentence: str) -> None:
        """Say what happened and what to do."""
        self.set(headline, sentence, self.tr("Try again"), "warning")


class Skeleton(QWidget):
    """Grey bars where lines of text will be."""

    def __init__(self, rows: int = 6) -> None:
        super().__init__()
        self._rows = rows
        self.setMinimumHeight(ROW)
        self.setAccessibleName(self.tr("Loading"))

    def sizeHint(self) -> QSize:
        """Ask for room for every bar."""
        return QSize(0, self._rows * ROW)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the bars that fit."""
        painter = smooth(QPainter(self))
        for place in range(min(self._rows, self.height() // ROW)):
            width = self.width() * _BAR_SHARES[place % len(_BAR_SHARES)]
            fill_round(painter, QRectF(0, place * ROW + 11, width, 10), tokens().sunken, 4)


class StateStack(QWidget):
    """Shows content, or in its place why there is none.

    Signals:
        retry_clicked: Another try is wanted after an error.
    """

    retry_clicked = Signal()

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self._content = content
        self._waiting: QWidget | None = None
        self._loading = Skeleton(12)
        self._error = ErrorState()
        self._error.retry_clicked.connect(self.retry_clicked)
        self._stack = QStackedLayout(self)
        for widget in (content, self._loading, self._error):
            self._stack.addWidget(widget)

    def take_keyboard(self, widget: QWidget) -> None:
        """Put the keyboard on a part of the content, now or as soon as that is shown."""
        self._waiting = widget
        shown = self._stack.currentWidget() is self._content
        (widget if shown else self).setFocus(Qt.FocusReason.OtherFocusReason)

    def show_content(self) -> None:
        """Show the content."""
        waited = self.hasFocus()
        self._stack.setCurrentWidget(self._content)
        if waited and self._waiting is not None:
            self._waiting.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_loading(self) -> None:
        """Show that content is on its way; the keyboard comes back to where it was."""
        held = cast("QWidget | None", self._content.focusWidget())
        if held is not None and held.hasFocus():
            self._waiting = held
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._stack.setCurrentWidget(self._loading)

    def show_empty(self, state: EmptyState) -> None:
        """Show what to do next."""
        if self._stack.indexOf(state) < 0:
            self._stack.addWidget(state)
        self._stack.setCurrentWidget(state)

    def show_error(self, headline: str, sentence: str) -> None:
        """Show what went wrong."""
        self._error.show_problem(headline, sentence)
        self._stack.setCurrentWidget(self._error)


class _Picture(QWidget):
    """An icon on a round ground."""

    def __init__(self) -> None:
        super().__init__()
        self._icon = ""
        self.setFixedSize(48, 48)

    def set_icon(self, icon: str) -> None:
        self._icon = icon
        self.setVisible(bool(icon))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._icon:
            return
        painter = smooth(QPainter(self))
        fill_round(painter, self.rect().toRectF(), tokens().sunken, 24)
        icons.draw(painter, self._icon, tokens().muted, QRectF(13, 13, 22, 22))
