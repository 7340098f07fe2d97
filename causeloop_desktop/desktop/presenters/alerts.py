"""Alert rules, tried on the past: how often one would have fired, and how rightly."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from causeloop_desktop.contract.predictions import AlertRule
from causeloop_desktop.desktop.presenters.base import Presenter

if TYPE_CHECKING:
    from causeloop_desktop.contract.predictions import AlertPreview
    from causeloop_desktop.desktop.presenters.session import Session

USUAL_THRESHOLD = 0.75
LADDER = (0.5, 0.6, 0.7, 0.8, 0.9)
"""Thresholds that are shown beside the chosen one, so that none has to be found by trying."""


@dataclass(frozen=True)
class AlertsState:
    """A rule, and what it would have done.

    Attributes:
        window_days: The horizon whose probability the rule looks at.
        preview: What the rule would have done; ``None`` while that is counted.
        ladder: The same for other thresholds; empty where the rule has none.
    """

    rule: AlertRule = AlertRule.ABOVE
    window_days: int = 30
    threshold: float = USUAL_THRESHOLD
    preview: AlertPreview | None = None
    ladder: tuple[AlertPreview, ...] = ()


class AlertsPresenter(Presenter[AlertsState]):
    """Tries one rule at a time."""

    def __init__(self, session: Session) -> None:
        super().__init__(AlertsState())
        self._session = session

    @property
    def is_there(self) -> bool:
        """Whether the server tries rules."""
        return self._session.can("GET", "/v1/predictions/alerts/preview")

    def choose(self, rule: AlertRule, threshold: float) -> None:
        """Turn to another rule; ``look`` counts it."""
        if rule is not self.state.rule:
            self.forget()
        self._change(rule=rule, threshold=threshold)

    async def look(self, window_days: int) -> None:
        """Count what the rule would have done over this horizon."""
        self._change(window_days=window_days)
        wanted = self.state
        others = LADDER if wanted.rule is AlertRule.ABOVE else ()
        preview, *ladder = await asyncio.gather(
            *(self._preview(wanted, threshold) for threshold in (wanted.threshold, *others))
        )
        asked = (wanted.rule, wanted.window_days, wanted.threshold)
        if asked == (self.state.rule, self.state.window_days, self.state.threshold):
            self._change(preview=preview, ladder=tuple(ladder))

    def forget(self) -> None:
        """Drop what was counted: another workspace or moment is looked at."""
        self._change(preview=None, ladder=())

    async def _preview(self, wanted: AlertsState, threshold: float) -> AlertPreview:
        return await self._session.client.predictions.preview_alert(
            wanted.rule,
            window_days=wanted.window_days,
            threshold=threshold,
            as_of=self._session.as_of,
        )
