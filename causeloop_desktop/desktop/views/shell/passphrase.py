"""Asking for the passphrase that locks tokens where the system has no keyring."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from causeloop_desktop.desktop.widgets.buttons import Button
from causeloop_desktop.desktop.widgets.dialog import Dialog

SHORTEST = 8


class PassphraseDialog(Dialog):
    """One field to open the lock, two to choose a new passphrase."""

    def __init__(self, parent: QWidget, *, is_new: bool) -> None:
        title = self.tr("Choose a passphrase") if is_new else self.tr("Enter your passphrase")
        reason = (
            self.tr(
                "This system has no keyring to keep tokens in. A passphrase of at least "
                "8 characters locks them instead; it cannot be recovered."
            )
            if is_new
            else self.tr("It opens the tokens of your remote profiles.")
        )
        super().__init__(parent, title, reason)
        self._is_new = is_new
        self._first = _field(self.tr("Passphrase"))
        self._second = _field(self.tr("The same again"))
        self._second.setVisible(is_new)
        self._confirm = Button(self.tr("Lock tokens") if is_new else self.tr("Open"), primary=True)
        self._confirm.clicked.connect(self.accept)
        for field in (self._first, self._second):
            field.textChanged.connect(self._check)
            self.add(field)
        self.set_buttons(self.cancel_button(), self._confirm)
        self._check()

    @property
    def passphrase(self) -> str:
        """What was typed."""
        return self._first.text()

    def _check(self) -> None:
        typed = self.passphrase
        good = len(typed) >= SHORTEST and typed == self._second.text() if self._is_new else typed
        self._confirm.setEnabled(bool(good))


def _field(name: str) -> QLineEdit:
    field = QLineEdit()
    field.setEchoMode(QLineEdit.EchoMode.Password)
    field.setPlaceholderText(name)
    field.setAccessibleName(name)
    return field
