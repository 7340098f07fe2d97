"""Opening the lock of stored credentials where the system has no keyring."""

from __future__ import annotations

from typing import TYPE_CHECKING

from causeloop_desktop.client.errors import ConflictError
from causeloop_desktop.desktop.theme.tokens import Tone
from causeloop_desktop.desktop.theme.words import tr
from causeloop_desktop.desktop.views.shell.passphrase import PassphraseDialog

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from causeloop_desktop.desktop.views.base import Desk


async def unlocked(desk: Desk, parent: QWidget) -> bool:
    """Ask for the passphrase if one is needed; ``False`` where there is no opening it here.

    A server that has no such lock, or keeps it to itself, says by itself what is wrong.
    """
    if not desk.session.can("GET", "/v1/vault"):
        return True
    vault = desk.session.client.vault
    state = await vault.state()
    while not state.is_open and state.asks:
        dialog = PassphraseDialog(parent, is_new=state.is_new)
        dialog.set_title(
            tr("Choose a passphrase") if state.is_new else tr("Enter your passphrase"),
            _reason(is_new=state.is_new),
        )
        if not await dialog.answer():
            return False
        try:
            state = await vault.unlock(dialog.passphrase)
        except ConflictError as error:
            desk.notices.show(tr("Not opened"), error.problem.detail, Tone.CRITICAL)
            state = await vault.state()
    return True


def _reason(*, is_new: bool) -> str:
    if is_new:
        return tr(
            "This system has no keyring. A passphrase of at least 8 characters locks the "
            "credentials of your sources; it is not stored and cannot be recovered. Instead, "
            "CAUSELOOP_MASTER_KEY can be set before the engine starts."
        )
    return tr("It opens the credentials of your sources, so that they can be read again.")
