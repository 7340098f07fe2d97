"""``/v1/predictions``: which patterns will come back, and how sure that is."""

from enum import IntEnum
from functools import partial
from typing import Annotated

from fastapi import Query, Response

from causeloop_desktop.contract.auth import Scope
from causeloop_desktop.contract.base import Page
from causeloop_desktop.contract.predictions import (
    AlertPreview,
    AlertRule,
    ForecastAccuracy,
    ForecastOrigin,
    ForecastRefresh,
    Prediction,
    PredictionFilter,
    PredictionPatch,
    PredictionSort,
    PredictionStatus,
    PredictionSummary,
    RiskForecast,
)
from causeloop_desktop.engine.api.v1.dependencies import AsOf, Engine, Ws
from causeloop_desktop.engine.api.v1.lists import SortedListed
from causeloop_desktop.engine.api.v1.routing import noun_router
from causeloop_desktop.engine.services.forecasts.alerts import Wanted

router = noun_router("predictions", "/predictions")

Chance = Annotated[float | None, Query(ge=0.0, le=1.0)]


class WindowDays(IntEnum):
    """The horizons that predictions are made for."""

    WEEK = 7
    MONTH = 30
    QUARTER = 90


@router.get("", response_model=Page[Prediction])
async def list_predictions(
    engine: Engine,
    ws: Ws,
    asked: SortedListed,
    window_days: WindowDays | None = None,
    min_probability: Chance = None,
    status: PredictionStatus = PredictionStatus.ACTIVE,
    sort: str = f"-{PredictionSort.PROBABILITY}",
) -> Page[Prediction] | Response:
    """One prediction per living pattern and window, the most likely first."""
    ws.require(Scope.PREDICTIONS_READ)
    wanted = PredictionFilter(
        window_days=window_days, min_probability=min_probability, status=status
    )
    fetch = partial(engine.predictions.list, ws.key, wanted)
    return await asked.answer_sorted(Prediction, PredictionSort, sort, fetch)


@router.get("/summary")
async def get_summary(
    engine: Engine, ws: Ws, as_of: AsOf, window_days: WindowDays = WindowDays.MONTH
) -> PredictionSummary:
    """The tiles over the predictions of one window."""
    ws.require(Scope.PREDICTIONS_READ)
    return await engine.predictions.summary(ws.key, window_days, as_of)


@router.get("/forecast")
async def get_forecast(
    engine: Engine,
    ws: Ws,
    as_of: AsOf,
    window_days: WindowDays = WindowDays.MONTH,
    pattern_id: str | None = None,
) -> RiskForecast:
    """The episodes of all patterns, or of one, with the forecast of what comes."""
    ws.require(Scope.PREDICTIONS_READ)
    return await engine.predictions.forecast(ws.key, window_days, pattern_id, as_of)


@router.get("/accuracy")
async def get_accuracy(
    engine: Engine,
    ws: Ws,
    as_of: AsOf,
    window_days: WindowDays = WindowDays.MONTH,
    origin: ForecastOrigin | None = None,
) -> ForecastAccuracy:
    """How well forecasts came true; without an origin live ones as soon as there are enough."""
    ws.require(Scope.PREDICTIONS_READ)
    return await engine.forecasts.accuracy(ws.key, window_days, origin, as_of)


@router.get("/alerts/preview")
async def preview_alert(
    engine: Engine,
    ws: Ws,
    as_of: AsOf,
    rule: AlertRule = AlertRule.ABOVE,
    window_days: WindowDays = WindowDays.WEEK,
    threshold: Annotated[float, Query(ge=0.01, le=0.99)] = 0.75,
) -> AlertPreview:
    """How often an alert rule would have fired in the last 90 days, and how rightly."""
    ws.require(Scope.PREDICTIONS_READ)
    wanted = Wanted(rule, window_days, threshold)
    return await engine.forecasts.preview(ws.key, wanted, as_of)


@router.post("/refresh", status_code=202)
async def refresh_forecasts(engine: Engine, ws: Ws) -> ForecastRefresh:
    """Fit the forecasts to the workspace's own past now; that also happens by itself."""
    ws.require(Scope.PREDICTIONS_WRITE)
    return await engine.forecasts.refresh(ws.key)


@router.patch("/{prediction_id}")
async def patch_prediction(
    engine: Engine, ws: Ws, prediction_id: str, patch: PredictionPatch
) -> Prediction:
    """Wave a prediction away, or take that back."""
    ws.require(Scope.PREDICTIONS_WRITE)
    return await engine.predictions.patch(ws.key, ws.actor, prediction_id, patch.status)
