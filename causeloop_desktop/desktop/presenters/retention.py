"""How long rows of sources are kept, and what is chosen instead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from causeloop_desktop.contract.retention import Retention, RetentionPatch
from causeloop_desktop.desktop.presenters.base import Presenter

if TYPE_CHECKING:
    from causeloop_desktop.contract.retention import RetentionChanged
    from causeloop_desktop.desktop.presenters.session import Session


@dataclass(frozen=True)
class RetentionState:
    """What the card shows.

    Attributes:
        kept: What holds; ``None`` until it is read, and where the server has no such thing.
    """

    kept: Retention | None = None


class RetentionPresenter(Presenter[RetentionState]):
    """Reads and writes the retention of the workspace."""

    def __init__(self, session: Session) -> None:
        super().__init__(RetentionState())
        self._session = session

    async def load(self) -> None:
        """Read what holds."""
        there = self._session.can("GET", "/v1/retention")
        self._change(kept=await self._session.client.retention.get() if there else None)

    async def save(self, days: int) -> RetentionChanged:
        """Keep rows for so many days."""
        changed = await self._session.client.retention.change(RetentionPatch(raw_row_days=days))
        self._change(kept=changed.retention)
        return changed
