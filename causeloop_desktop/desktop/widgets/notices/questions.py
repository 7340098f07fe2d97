"""Questions before something happens: what will be done, and the verb that does it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit

from causeloop_desktop.desktop.widgets.buttons import Button
from causeloop_desktop.desktop.widgets.dialog import Dialog
from causeloop_desktop.desktop.widgets.labels import Label
from causeloop_desktop.desktop.widgets.property_list import Property, PropertyList

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_WIDTH = 460


@dataclass(frozen=True)
class Question:
    """What is asked; ``details`` preview what will happen, as names and values."""

    title: str
    text: str
    confirm: str
    details: tuple[tuple[str, str], ...] = ()
    destructive: bool = False


class ConfirmDialog(Dialog):
    """A question with two answers; what destroys is not what Enter does."""

    def __init__(self, parent: QWidget, question: Question) -> None:
        super().__init__(parent, question.title, width=_WIDTH)
        self.confirm = Button(
            question.confirm, primary=not question.destructive, danger=question.destructive
        )
        self.cancel = self.cancel_button()
        self.add(Label(question.text, wrap=True))
        if question.details:
            self.add(PropertyList([Property(*line) for line in question.details]))
        self.set_buttons(self.cancel, self.confirm)
        self.confirm.clicked.connect(self.accept)
        first = self.cancel if question.destructive else self.confirm
        first.setDefault(True)
        first.setFocus()


class TextDialog(Dialog):
    """Asks for one line of text; empty is no answer."""

    def __init__(self, parent: QWidget, title: str, label: str, value: str, confirm: str) -> None:
        super().__init__(parent, title, width=_WIDTH)
        self.field = QLineEdit(value)
        self.field.setAccessibleName(label)
        self.confirm = Button(confirm, primary=True)
        self.add(Label(label, wrap=True))
        self.add(self.field)
        self.set_buttons(self.cancel_button(), self.confirm)
        self.confirm.clicked.connect(self.accept)
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
    return await ConfirmDialog(parent, question).answer()


async def asked_text(
    parent: QWidget, title: str, label: str, value: str, confirm: str
) -> str | None:
    """Ask for a line of text likewise; ``None`` if there was no answer."""
    dialog = TextDialog(parent, title, label, value, confirm)
    return dialog.text() if await dialog.answer() else None
