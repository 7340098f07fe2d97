"""Trying a text: what would be decided about it, as it is typed or pasted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from causeloop_desktop.client.errors import ClientError, Problem
from causeloop_desktop.contract.texts import LONGEST_TEXT, TextTry
from causeloop_desktop.desktop.presenters.base import Phase, Presenter

if TYPE_CHECKING:
    from causeloop_desktop.contract.texts import TextTried
    from causeloop_desktop.desktop.presenters.session import Session


@dataclass(frozen=True)
class TextState:
    """A text and what was made of it.

    Attributes:
        tried: The answer for ``text``; while a newer text is thought about, the one before.
        cut: The text was longer than can be tried, so its end was left out.
    """

    phase: Phase = Phase.EMPTY
    problem: Problem | None = None
    text: str = ""
    cut: bool = False
    tried: TextTried | None = None


class TextPresenter(Presenter[TextState]):
    """Tries one text after the other; the server stores none."""

    def __init__(self, session: Session) -> None:
        super().__init__(TextState())
        self._session = session

    async def try_text(self, text: str) -> None:
        """Say what would become of an issue with this text; blank takes the answer away."""
        if not text.strip():
            self._change(**vars(TextState()))
            return
        cut = len(text) > LONGEST_TEXT
        phase = Phase.READY if self.state.tried else Phase.LOADING
        self._change(phase=phase, text=text, cut=cut, problem=None)
        try:
            tried = await self._session.client.texts.try_(TextTry(text=text[:LONGEST_TEXT]))
        except ClientError as error:
            self._change(phase=Phase.FAILED, problem=error.problem, tried=None)
            return
        self._change(phase=Phase.READY, tried=tried)
