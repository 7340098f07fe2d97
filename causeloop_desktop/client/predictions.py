"""Predictions over the API."""

from causeloop_desktop.client.wire.query import to_params
from causeloop_desktop.client.wire.rows import RowStream
from causeloop_desktop.contract.base import Instant, Page, PatternId, PredictionId
from causeloop_desktop.contract.predictions import (
    AlertPreview,
    AlertRule,
    ForecastAccuracy,
    ForecastOrigin,
    ForecastRefresh,
    Prediction,
    PredictionFilter,
    PredictionStatus,
    PredictionSummary,
    RiskForecast,
)


class PredictionsClient(RowStream):
    """``/v1/predictions``."""

    path = "/v1/predictions"

    async def list(
        self,
        filter_: PredictionFilter | None = None,
        *,
        sort: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        position: int | None = None,
        as_of: Instant | None = None,
    ) -> Page[Prediction]:
        """Read a page of predictions, one per pattern and window."""
        params = to_params(
            filter_, sort=sort, limit=limit, cursor=cursor, position=position, as_of=as_of
        )
        return await self._transport.get(self.path, Page[Prediction], params)

    async def summary(self, window_days: int, *, as_of: Instant | None = None) -> PredictionSummary:
        """Read the tiles over the predictions of one window."""
        params = to_params(window_days=window_days, as_of=as_of)
        return await self._transport.get(f"{self.path}/summary", PredictionSummary, params)

    async def forecast(
        self,
        window_days: int,
        *,
        pattern_id: PatternId | None = None,
        as_of: Instant | None = None,
    ) -> RiskForecast:
        """Read the forecast of the workspace, or of one pattern."""
        params = to_params(window_days=window_days, pattern_id=pattern_id, as_of=as_of)
        return await self._transport.get(f"{self.path}/forecast", RiskForecast, params)

    async def set_status(self, id_: PredictionId, status: PredictionStatus) -> Prediction:
        """Wave a prediction away, or take that back."""
        body = {"status": status}
        return await self._transport.send("PATCH", f"{self.path}/{id_}", Prediction, body)

    async def accuracy(
        self,
        window_days: int,
        *,
        origin: ForecastOrigin | None = None,
        as_of: Instant | None = None,
    ) -> ForecastAccuracy:
        """Read how well the forecasts of a window came true."""
        params = to_params(window_days=window_days, origin=origin, as_of=as_of)
        return await self._transport.get(f"{self.path}/accuracy", ForecastAccuracy, params)

    async def preview_alert(
        self,
        rule: AlertRule,
        *,
        window_days: int,
        threshold: float | None = None,
        as_of: Instant | None = None,
    ) -> AlertPreview:
        """Read what an alert rule would have done in the last 90 days."""
        params = to_params(rule=rule, window_days=window_days, threshold=threshold, as_of=as_of)
        return await self._transport.get(f"{self.path}/alerts/preview", AlertPreview, params)

    async def refresh(self) -> ForecastRefresh:
        """Fit the forecasts to the workspace's own past now."""
        return await self._transport.send("POST", f"{self.path}/refresh", ForecastRefresh, {})
