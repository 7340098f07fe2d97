"""What is new: issues that fit nowhere, sources gone quiet, words not seen before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from causeloop_desktop.client.errors import ClientError, Problem
from causeloop_desktop.desktop.presenters.base import Phase, Presenter

if TYPE_CHECKING:
    from causeloop_desktop.contract.novelty import Novelty
    from causeloop_desktop.desktop.presenters.session import Session


@dataclass(frozen=True)
class NoveltyState:
    """What is new in the week up to the moment that is looked at."""

    phase: Phase = Phase.LOADING
    problem: Problem | None = None
    novelty: Novelty | None = None

    @property
    def count(self) -> int:
        """How many things are told."""
        found = self.novelty
        return len(found.strays) + len(found.quiet) + len(found.terms) if found else 0


class NoveltyPresenter(Presenter[NoveltyState]):
    """Reads what is new."""

    def __init__(self, session: Session) -> None:
        super().__init__(NoveltyState())
        self._session = session

    @property
    def is_there(self) -> bool:
        """Whether the server tells it."""
        return self._session.can("GET", "/v1/novelty")

    async def load(self) -> None:
        """Read it anew; what is on screen stays until the answer is there."""
        if not self.is_there:
            return
        try:
            novelty = await self._session.client.novelty.get(as_of=self._session.as_of)
        except ClientError as error:
            self._change(phase=Phase.FAILED, problem=error.problem)
            return
        self._change(phase=Phase.READY, problem=None, novelty=novelty)
        if not self.state.count:
            self._change(phase=Phase.EMPTY)

    def forget(self) -> None:
        """Start over: another workspace or moment is looked at."""
        self._change(**vars(NoveltyState()))
