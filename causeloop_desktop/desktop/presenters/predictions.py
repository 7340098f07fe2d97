"""Predictions: what will probably come back within a window, and how sure that is."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from causeloop_desktop.client.errors import ClientError, Problem
from causeloop_desktop.client.wire.rows import RowFormat
from causeloop_desktop.contract.predictions import PredictionFilter, PredictionStatus
from causeloop_desktop.desktop.presenters.base import Phase, Presenter
from causeloop_desktop.desktop.presenters.issues import has_issues
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

SIGNALS, ACCURACY = "signals", "accuracy"
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
class PredictionsState:
    """One window's predictions; tiles, charts and table come from the same moment.

    Attributes:
        window_days: The horizon that drives every panel.
        status: Whether the table lists active or dismissed predictions.
        sort: What the table is sorted by.
        signals: The first page of the table.
        total: How many rows it has in all.
        dismissed: How many predictions of the window were waved away.
        summary: The tiles' numbers; ``None`` where the server has none.
        forecast: The chart's series, likewise.
        likeliest: The most likely active ones, for the matrix, however the table is sorted.
        tab: ``SIGNALS`` or ``ACCURACY``.
        accuracy: How well the window's forecasts came true; read where that tab is open.
        has_issues: Whether there are issues to make predictions from, where there are none.
        listing: Grows when ``signals`` begin another list, so that rows held of the old one go.
    """

    phase: Phase = Phase.LOADING
    problem: Problem | None = None
    window_days: int = 30
    status: PredictionStatus = PredictionStatus.ACTIVE
    sort: str = LIKELIEST_FIRST
    summary: PredictionSummary | None = None
    forecast: Frequency | None = None
    signals: tuple[Prediction, ...] = ()
    total: int = 0
    dismissed: int = 0
    likeliest: tuple[Prediction, ...] = ()
    listing: int = 0
    tab: str = SIGNALS
    accuracy: ForecastAccuracy | None = None
    has_issues: bool = False

    @property
    def filter(self) -> PredictionFilter:
        """Which predictions the table lists."""
        return PredictionFilter(window_days=self.window_days, status=self.status)


class PredictionsPresenter(Presenter[PredictionsState]):
    """Reads the predictions of one window, all panels at once."""

    def __init__(self, session: Session) -> None:
        super().__init__(PredictionsState())
        self._session = session
        self._shown = (self.state.filter, self.state.sort)

    async def load(self) -> None:
        """Read every panel anew; what is on screen stays until the answers are there."""
        days = self.state.window_days
        wanted = (self.state.filter, self.state.sort)
        try:
            summary, forecast, page, likeliest, dismissed, accuracy = await asyncio.gather(
                self._summary(days),
                self._forecast(days),
                self._list(*wanted),
                self._list(_of(days, PredictionStatus.ACTIVE), LIKELIEST_FIRST),
                self._list(_of(days, PredictionStatus.DISMISSED), LIKELIEST_FIRST, limit=1),
                self._accuracy(days),
            )
            any_at_all = likeliest.page.total + dismissed.page.total
            awaited = not any_at_all and await has_issues(self._session)
        except ClientError as error:
            self._change(phase=Phase.FAILED, problem=error.problem)
            return
        if wanted != (self.state.filter, self.state.sort):
            return  # another list was asked for meanwhile, and is on its way
        is_other = wanted != self._shown
        self._shown = wanted
        self._change(
            phase=Phase.READY if any_at_all else Phase.EMPTY,
            problem=None,
            summary=summary,
            forecast=forecast,
            signals=page.data,
            total=page.page.total,
            dismissed=dismissed.page.total,
            likeliest=likeliest.data,
            accuracy=accuracy,
            has_issues=awaited,
            listing=self.state.listing + is_other,
        )

    @property
    def has_accuracy(self) -> bool:
        """Whether the server tells how well its forecasts came true."""
        return self._session.can("GET", "/v1/predictions/accuracy")

    async def show_tab(self, tab: str) -> None:
        """Look at the signals, or at how well the forecasts came true."""
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

    async def sort_by(self, key: str, *, descending: bool) -> None:
        """Sort the table by another column."""
        self._change(sort=f"-{key}" if descending else key)
        await self.load()

    async def page(self, first: int) -> tuple[Prediction, ...]:
        """Read the rows of the table from number ``first`` on."""
        return (await self._list(*self._shown, position=first)).data

    async def set_dismissed(self, prediction: Prediction, *, dismissed: bool) -> None:
        """Wave a prediction away, or take that back."""
        status = PredictionStatus.DISMISSED if dismissed else PredictionStatus.ACTIVE
        await self._session.client.predictions.set_status(prediction.id, status)
        await self.load()

    def export(self) -> Chunks:
        """Stream the whole table as CSV."""
        filter_, sort = self._shown
        return self._session.client.predictions.stream_bytes(
            RowFormat.CSV, filter_, fields=EXPORTED, sort=sort, as_of=self._session.as_of
        )

    def forget(self) -> None:
        """Start over: another workspace or moment is looked at."""
        self._change(
            phase=Phase.LOADING,
            problem=None,
            summary=None,
            forecast=None,
            signals=(),
            total=0,
            likeliest=(),
            accuracy=None,
            listing=self.state.listing + 1,
        )

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
