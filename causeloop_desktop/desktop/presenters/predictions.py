"""Predictions: what will probably come back within a window, and how sure that is."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from causeloop_desktop.client.errors import ClientError, Problem
from causeloop_desktop.client.predictions import PredictionFilter
from causeloop_desktop.contract.predictions import PredictionStatus
from causeloop_desktop.desktop.presenters.base import Phase, Presenter

if TYPE_CHECKING:
    from causeloop_desktop.contract.patterns import Frequency
    from causeloop_desktop.contract.predictions import Prediction, PredictionSummary
    from causeloop_desktop.desktop.presenters.session import Session

PAGE = 100


@dataclass(frozen=True)
class PredictionsState:
    """One window's predictions; tiles, chart and table come from the same moment.

    Attributes:
        window_days: The horizon that drives every panel.
        sort: What the table is sorted by.
        signals: The rows that have been read, from the first on.
        total: How many there are in all.
    """

    phase: Phase = Phase.LOADING
    problem: Problem | None = None
    window_days: int = 30
    sort: str = "-probability"
    summary: PredictionSummary | None = None
    forecast: Frequency | None = None
    signals: tuple[Prediction, ...] = ()
    total: int = 0


class PredictionsPresenter(Presenter[PredictionsState]):
    """Reads the predictions of one window, all panels at once."""

    def __init__(self, session: Session) -> None:
        super().__init__(PredictionsState())
        self._session = session

    async def load(self) -> None:
        """Read every panel anew; what is on screen stays until the answers are there."""
        days, as_of = self.state.window_days, self._session.as_of
        client = self._session.client.predictions
        try:
            summary, forecast, page = await asyncio.gather(
                client.summary(days, as_of=as_of),
                client.forecast(days, as_of=as_of),
                client.list(
                    PredictionFilter(window_days=days),
                    sort=self.state.sort,
                    limit=PAGE,
                    as_of=as_of,
                ),
            )
        except ClientError as error:
            self._change(phase=Phase.FAILED, problem=error.problem)
            return
        self._change(
            phase=Phase.READY if page.data else Phase.EMPTY,
            problem=None,
            summary=summary,
            forecast=forecast.frequency,
            signals=page.data,
            total=page.page.total,
        )

    async def show_window(self, days: int) -> None:
        """Look at another horizon."""
        self._change(window_days=days)
        await self.load()

    async def sort_by(self, key: str, *, descending: bool) -> None:
        """Sort the table by another column."""
        self._change(sort=f"-{key}" if descending else key)
        await self.load()

    async def page(self, first: int) -> tuple[Prediction, ...]:
        """Read the rows of the table from number ``first`` on."""
        page = await self._session.client.predictions.list(
            PredictionFilter(window_days=self.state.window_days),
            sort=self.state.sort,
            limit=PAGE,
            position=first,
            as_of=self._session.as_of,
        )
        return page.data

    async def set_dismissed(self, prediction: Prediction, *, dismissed: bool) -> None:
        """Wave a prediction away, or take that back."""
        status = PredictionStatus.DISMISSED if dismissed else PredictionStatus.ACTIVE
        await self._session.client.predictions.set_status(prediction.id, status)
        await self.load()

    def forget(self) -> None:
        """Start over: another workspace or moment is looked at."""
        self._change(
            phase=Phase.LOADING, summary=None, forecast=None, signals=(), total=0, problem=None
        )
