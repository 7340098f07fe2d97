"""Questions before something happens: what will be done, and the verb that does it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from causeloop_desktop.desktop.theme import fonts
from causeloop_desktop.desktop.theme.spacing import EDGE, INSIDE
from causeloop_desktop.desktop.widgets.buttons import Button
from causeloop_desktop.desktop.widgets.labels import Label
from causeloop_desktop.desktop.widgets.property_list import Property, PropertyList

_WIDTH = 460


@dataclass(frozen=True)
class Question:
    """What is asked; ``details`` preview what will happen, as names and values."""

    title: str
    text: str
    confirm: str
    details: tuple[tuple[str, str], ...] = ()
    destructive: bool = False


class ConfirmDialog(QDialog):
    """A question with two answers; open it with ``open()``, never with ``exec()``."""

    def __init__(self, parent: QWidget | None, question: Question) -> None:
        super().__init__(parent)
        self._question = question
        self.confirm = Button(
            question.confirm, primary=not question.destructive, danger=question.destructive
        )
        self.cancel = Button(self.tr("Cancel"))
        self.setWindowTitle(question.title)
        self.setModal(True)
        self.setFixedWidth(_WIDTH)
        self._lay_out()
        self.confirm.clicked.connect(self.accept)
        self.cancel.clicked.connect(self.reject)
        (self.cancel if question.destructive else self.confirm).setFocus()

    def _lay_out(self) -> None:
        question = self._question
        lines = _dialog_lines(self, question.title, question.text)
        if question.details:
            lines.addWidget(PropertyList([Property(*line) for line in question.details]))
        lines.addSpacing(INSIDE)
        lines.addLayout(_answers(self.cancel, self.confirm))


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


async def asked(parent: QWidget, question: Question) -> bool:
    """Ask over ``parent`` and wait for the answer while everything else goes on."""
    return await _is_accepted(ConfirmDialog(parent, question))


async def asked_text(
    parent: QWidget, title: str, label: str, value: str, confirm: str
) -> str | None:
    """Ask for a line of text likewise; ``None`` if there was no answer."""
    dialog = TextDialog(parent, title, label, value, confirm)
    return dialog.text() if await _is_accepted(dialog) else None


async def _is_accepted(dialog: QDialog) -> bool:
    """Open a dialog; what is in it can be read until the caller gives way to the loop again."""
    answer: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

    def note(result: int) -> None:
        if not answer.done():
            answer.set_result(result == QDialog.DialogCode.Accepted)

    dialog.finished.connect(note)
    dialog.open()
    try:
        return await answer
    finally:
        dialog.done(QDialog.DialogCode.Rejected)
        dialog.deleteLater()


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
