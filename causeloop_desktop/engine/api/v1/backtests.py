"""``/v1/backtests``: what the forecasts would have said in the past, row by row."""

from fastapi import Request, Response

from causeloop_desktop.contract.auth import Scope
from causeloop_desktop.contract.backtests import BacktestRequest, BacktestRow, BacktestStarted
from causeloop_desktop.contract.base import Page
from causeloop_desktop.engine.api.lists import Fields, answer_list
from causeloop_desktop.engine.api.v1.dependencies import AsOf, Cursor, Engine, Limit, Ws
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
    request: Request,
    engine: Engine,
    ws: Ws,
    job_id: str,
    limit: Limit = 25,
    cursor: Cursor = None,
    fields: Fields = None,
) -> Page[BacktestRow] | Response:
    """Every forecast of a backtest that has ended, the earliest first."""
    ws.require(Scope.PREDICTIONS_READ)
    return await answer_list(
        request,
        BacktestRow,
        lambda size, after: engine.backtests.rows(ws.key, job_id, size, after),
        limit,
        cursor,
        fields,
    )
