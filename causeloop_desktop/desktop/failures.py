"""The boundary at which every failure of a coroutine becomes words for the user."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from causeloop_desktop.client.errors import ClientError, UnreachableError
from causeloop_desktop.desktop.theme.tokens import Tone
from causeloop_desktop.desktop.theme.words import tr
from causeloop_desktop.vault import VaultError

if TYPE_CHECKING:
    from causeloop_desktop.desktop.widgets.notices import Notices

log = logging.getLogger(__name__)


class Failures:
    """Says what went wrong and what to do next."""

    def __init__(self, notices: Notices) -> None:
        self._notices = notices

    def report(self, error: BaseException) -> None:
        """Show a failure; that nobody answers is what the banner says already."""
        match error:
            case UnreachableError():
                return
            case ClientError():
                title, sentence = error.problem.title, str(error.problem)
            case VaultError():
                title, sentence = tr("The token is locked"), str(error)
            case OSError():
                title, sentence = tr("A file could not be used"), str(error)
            case _:
                log.error("A task of the window failed", exc_info=error)
                title = tr("Something went wrong in the window")
                sentence = f"{type(error).__name__}: {error}"
        self._notices.show(title, sentence, Tone.CRITICAL)
