"""Questions before something happens: what will be done, and the verb that does it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from causeloop_desktop.desktop.theme import fonts
from causeloop_desktop.desktop.theme.spacing import EDGE, INSIDE
from causeloop_desktop.desktop.widgets.buttons import Button
from causeloop_desktop.desktop.widgets.labels import Label
from causeloop_desktop.desktop.widgets.property_list import Property, PropertyList

if TYPE_CHECKING:
    from collections.abc import Callable

_WIDTH = 460
_Answer = TypeVar("_Answer")


@dataclass(frozen=True)
class Question:
    """What is asked.

    ``details`` preview what will happen, as names and values. With ``type_to_confirm`` the verb
    stays closed until exactly these words were typed.
    """

    title: str
    text: str
    confirm: str
    cancel: str = ""
    details: tuple[tuple[str, str], ...] = ()
    destructive: bool = False
    type_to_confirm: str = ""


class ConfirmDialog(QDialog):
    """A question with two answers; open it with ``open()``, never with ``exec()``."""

    def __init__(self, parent: QWidget | None, question: Question) -> None:
        super().__init__(parent)
        self._question = question
        self.confirm = Button(
            question.confirm, primary=not question.destructive, danger=question.destructive
        )
        self.cancel = Button(question.cancel or self.tr("Cancel"))
        self._typed = QLineEdit()
        self.setWindowTitle(question.title)
        self.setModal(True)
        self.setFixedWidth(_WIDTH)
        self._lay_out()
        self.confirm.clicked.connect(self.accept)
        self.cancel.clicked.connect(self.reject)
        self._typed.textChanged.connect(self._check)
        self._check()
        (self._typed if question.type_to_confirm else self._safe_button()).setFocus()

    def _lay_out(self) -> None:
        question = self._question
        lines = _dialog_lines(self, question.title, question.text)
        if question.details:
            lines.addWidget(PropertyList([Property(*line) for line in question.details]))
        if question.type_to_confirm:
            self._typed.setPlaceholderText(question.type_to_confirm)
            self._typed.setAccessibleName(question.title)
            lines.addWidget(self._typed)
        lines.addSpacing(INSIDE)
        lines.addLayout(_answers(self.cancel, self.confirm))

    def _check(self) -> None:
        needed = self._question.type_to_confirm
        self.confirm.setEnabled(not needed or self._typed.text().strip() == needed)

    def _safe_button(self) -> Button:
        return self.cancel if self._question.destructive else self.confirm


class TextDialog(QDialog):
    """Asks for one line of text; empty is no answer."""

    def __init__(
        self, parent: QWidget | None, title: str, label: str, value: str, confirm: str
    ) -> None:
        super().__init__(parent)
        self.field = QLineEdit(value)
        self.field.setAccessibleName(label)
        self.confirm = Button(confirm, primary=True)
        self.cancel = Button(self.tr("Cancel"))
        self.setWindowTitle(title)
        self.setModal(True)
        self.setFixedWidth(_WIDTH)
        lines = _dialog_lines(self, title, label)
        lines.addWidget(self.field)
        lines.addSpacing(INSIDE)
        lines.addLayout(_answers(self.cancel, self.confirm))
        self.confirm.clicked.connect(self.accept)
        self.cancel.clicked.connect(self.reject)
        self.field.returnPressed.connect(self.confirm.click)
        self.field.textChanged.connect(self._check)
        self._check()
        self.field.selectAll()
        self.field.setFocus()

    def text(self) -> str:
        """Return what was typed, without space around it."""
        return self.field.text().strip()

    def _check(self) -> None:
        self.confirm.setEnabled(bool(self.text()))


def ask(parent: QWidget, question: Question, on_answer: Callable[[bool], None]) -> ConfirmDialog:
    """Ask over ``parent`` and hand the answer to ``on_answer``; returns at once."""
    dialog = ConfirmDialog(parent, question)
    dialog.finished.connect(lambda result: on_answer(result == QDialog.DialogCode.Accepted))
    _open(dialog)
    return dialog


async def asked(parent: QWidget, question: Question) -> bool:
    """Ask over ``parent`` and wait for the answer while everything else goes on."""
    answer: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
    dialog = ask(parent, question, lambda said: _resolve(answer, said))
    try:
        return await answer
    except asyncio.CancelledError:
        dialog.close()
        raise


def ask_text(
    parent: QWidget,
    title: str,
    label: str,
    value: str,
    confirm: str,
    on_answer: Callable[[str | None], None],
) -> TextDialog:
    """Ask for a line of text and hand it to ``on_answer``; ``None`` if there was no answer."""
    dialog = TextDialog(parent, title, label, value, confirm)
    accepted = QDialog.DialogCode.Accepted
    dialog.finished.connect(lambda result: on_answer(dialog.text() if result == accepted else None))
    _open(dialog)
    return dialog


async def asked_text(
    parent: QWidget, title: str, label: str, value: str, confirm: str
) -> str | None:
    """Ask for a line of text and wait for it while everything else goes on."""
    answer: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()
    dialog = ask_text(parent, title, label, value, confirm, lambda said: _resolve(answer, said))
    try:
        return await answer
    except asyncio.CancelledError:
        dialog.close()
        raise


def _open(dialog: QDialog) -> None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()


def _resolve(answer: asyncio.Future[_Answer], said: _Answer) -> None:
    if not answer.done():
        answer.set_result(said)


def _dialog_lines(dialog: QDialog, title: str, text: str) -> QVBoxLayout:
    lines = QVBoxLayout(dialog)
    lines.setContentsMargins(EDGE, EDGE - 4, EDGE, EDGE - 4)
    lines.setSpacing(10)
    lines.addWidget(Label(title, size=fonts.HEADING, weight=fonts.STRONG, wrap=True))
    lines.addWidget(Label(text, wrap=True))
    return lines


def _answers(cancel: Button, confirm: Button) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setSpacing(INSIDE)
    line.addStretch(1)
    line.addWidget(cancel)
    line.addWidget(confirm)
    return line
