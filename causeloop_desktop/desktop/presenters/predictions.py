"""Predictions: what will probably come back within a window, and how sure that is."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from causeloop_desktop.client.wire.rows import RowFormat
from causeloop_desktop.contract.predictions import PredictionFilter, PredictionStatus
from causeloop_desktop.desktop.presenters.base import Phase
from causeloop_desktop.desktop.presenters.issues import has_issues
from causeloop_desktop.desktop.presenters.listing import ListPresenter, ListState
from causeloop_desktop.desktop.presenters.reading import PAGE

if TYPE_CHECKING:
    from causeloop_desktop.contract.base import Page
    from causeloop_desktop.contract.patterns import Frequency
    from causeloop_desktop.contract.predictions import (
        ForecastAccuracy,
        Prediction,
        PredictionSummary,
    )
    from causeloop_desktop.desktop.presenters.saving import Chunks
    from causeloop_desktop.desktop.presenters.session import Session

SIGNALS, ACCURACY, ALERTS = "signals", "accuracy", "alerts"
LIKELIEST_FIRST = "-probability"
EXPORTED = (
    "pattern_id",
    "pattern_name",
    "window_days",
    "probability",
    "low",
    "high",
    "impact",
    "evidence",
    "episode_count",
    "last_seen_at",
    "status",
    "reason",
)


@dataclass(frozen=True)
class PredictionsState(ListState):
    """One window's predictions; tiles, charts and table come from the same moment.

    Attributes:
        window_days: The horizon that drives every panel.
        status: Whether the table lists active or dismissed predictions.
        signals: The first page of the table.
        dismissed: How many predictions of the window were waved away.
        summary: The tiles' numbers; ``None`` where the server has none.
        forecast: The chart's series, likewise.
        likeliest: The most likely active ones, for the matrix, however the table is sorted.
        tab: ``SIGNALS``, ``ACCURACY`` or ``ALERTS``.
        accuracy: How well the window's forecasts came true; read where that tab is open.
    """

    window_days: int = 30
    status: PredictionStatus = PredictionStatus.ACTIVE
    sort: str = LIKELIEST_FIRST
    summary: PredictionSummary | None = None
    forecast: Frequency | None = None
    signals: tuple[Prediction, ...] = ()
    dismissed: int = 0
    likeliest: tuple[Prediction, ...] = ()
    tab: str = SIGNALS
    accuracy: ForecastAccuracy | None = None

    @property
    def filter(self) -> PredictionFilter:
        """Which predictions the table lists."""
        return PredictionFilter(window_days=self.window_days, status=self.status)


class PredictionsPresenter(ListPresenter[PredictionsState]):
    """Reads the predictions of one window, all panels at once."""

    def __init__(self, session: Session) -> None:
        super().__init__(PredictionsState())
        self._session = session

    @property
    def has_accuracy(self) -> bool:
        """Whether the server tells how well its forecasts came true."""
        return self._session.can("GET", "/v1/predictions/accuracy")

    async def show_tab(self, tab: str) -> None:
        """Look at the signals, at how well forecasts came true, or at what alerts would do."""
        self._change(tab=tab)
        await self.load()

    async def show_window(self, days: int) -> None:
        """Look at another horizon."""
        self._change(window_days=days, accuracy=None)
        await self.load()

    async def show_status(self, status: PredictionStatus) -> None:
        """List the active predictions, or those that were waved away."""
        self._change(status=status)
        await self.load()

    async def page(self, first: int) -> tuple[Prediction, ...]:
        """Read the rows of the table from number ``first`` on."""
        return (await self._list(self._shown.filter, self._shown.sort, position=first)).data

    async def set_dismissed(self, prediction: Prediction, *, dismissed: bool) -> None:
        """Wave a prediction away, or take that back."""
        status = PredictionStatus.DISMISSED if dismissed else PredictionStatus.ACTIVE
        await self._session.client.predictions.set_status(prediction.id, status)
        await self.load()

    def export(self) -> Chunks:
        """Stream the whole table as CSV."""
        return self._session.client.predictions.stream_bytes(
            RowFormat.CSV,
            self._shown.filter,
            fields=EXPORTED,
            sort=self._shown.sort,
            as_of=self._session.as_of,
        )

    def forget(self) -> None:
        """Start over: another workspace or moment is looked at."""
        self._start_over(summary=None, forecast=None, signals=(), likeliest=(), accuracy=None)

    async def _find(self, wanted: PredictionsState) -> dict[str, Any]:
        days = wanted.window_days
        summary, forecast, page, likeliest, dismissed, accuracy = await asyncio.gather(
            self._summary(days),
            self._forecast(days),
            self._list(wanted.filter, wanted.sort),
            self._list(_of(days, PredictionStatus.ACTIVE), LIKELIEST_FIRST),
            self._list(_of(days, PredictionStatus.DISMISSED), LIKELIEST_FIRST, limit=1),
            self._accuracy(days),
        )
        any_at_all = bool(likeliest.page.total + dismissed.page.total)
        return {
            "phase": Phase.READY if any_at_all else Phase.EMPTY,
            "summary": summary,
            "forecast": forecast,
            "signals": page.data,
            "total": page.page.total,
            "dismissed": dismissed.page.total,
            "likeliest": likeliest.data,
            "accuracy": accuracy,
            "has_issues": not any_at_all and await has_issues(self._session),
        }

    async def _summary(self, days: int) -> PredictionSummary | None:
        if not self._session.can("GET", "/v1/predictions/summary"):
            return None
        return await self._session.client.predictions.summary(days, as_of=self._session.as_of)

    async def _forecast(self, days: int) -> Frequency | None:
        if not self._session.can("GET", "/v1/predictions/forecast"):
            return None
        client = self._session.client.predictions
        return (await client.forecast(days, as_of=self._session.as_of)).frequency

    async def _accuracy(self, days: int) -> ForecastAccuracy | None:
        """Read it only where it is looked at: it takes counting."""
        if self.state.tab != ACCURACY or not self.has_accuracy:
            return None
        return await self._session.client.predictions.accuracy(days, as_of=self._session.as_of)

    async def _list(
        self,
        filter_: PredictionFilter,
        sort: str,
        *,
        limit: int = PAGE,
        position: int | None = None,
    ) -> Page[Prediction]:
        return await self._session.client.predictions.list(
            filter_, sort=sort, limit=limit, position=position, as_of=self._session.as_of
        )


def _of(days: int, status: PredictionStatus) -> PredictionFilter:
    return PredictionFilter(window_days=days, status=status)
