"""``/v1/backtests``: what the forecasts would have said in the past, row by row."""

from functools import partial

from fastapi import Response

from causeloop_desktop.contract.auth import Scope
from causeloop_desktop.contract.backtests import BacktestRequest, BacktestRow, BacktestStarted
from causeloop_desktop.contract.base import Page
from causeloop_desktop.engine.api.v1.dependencies import AsOf, Engine, Ws
from causeloop_desktop.engine.api.v1.lists import Listed
from causeloop_desktop.engine.api.v1.routing import noun_router

router = noun_router("backtests", "/backtests")


@router.post("", status_code=202)
async def start_backtest(
    engine: Engine, ws: Ws, as_of: AsOf, backtest: BacktestRequest | None = None
) -> BacktestStarted:
    """Queue a backtest; its job's result tells how well the forecasts came true."""
    ws.require(Scope.PREDICTIONS_READ)
    return await engine.backtests.start(ws.key, backtest or BacktestRequest(), as_of)


@router.get("/{job_id}/rows", response_model=Page[BacktestRow])
async def list_backtest_rows(
    engine: Engine, ws: Ws, job_id: str, asked: Listed
) -> Page[BacktestRow] | Response:
    """Every forecast of a backtest that has ended, the earliest first."""
    ws.require(Scope.PREDICTIONS_READ)
    return await asked.answer(BacktestRow, partial(engine.backtests.rows, ws.key, job_id))
