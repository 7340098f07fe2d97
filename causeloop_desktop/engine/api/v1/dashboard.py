"""``/v1/dashboard``: a workspace at one glance."""

from causeloop_desktop.contract.auth import Scope
from causeloop_desktop.contract.dashboard import Dashboard
from causeloop_desktop.engine.api.v1.dependencies import AsOf, Engine, Ws
from causeloop_desktop.engine.api.v1.predictions import WindowDays
from causeloop_desktop.engine.api.v1.routing import noun_router

router = noun_router("dashboard", "/dashboard")


@router.get("")
async def get_dashboard(
    engine: Engine, ws: Ws, as_of: AsOf, window_days: WindowDays = WindowDays.MONTH
) -> Dashboard:
    """Tiles, teams, patterns and what just happened, in one answer whose parts agree."""
    ws.require(Scope.ISSUES_READ, Scope.PATTERNS_READ, Scope.PREDICTIONS_READ)
    return await engine.dashboard.get(ws.key, window_days, as_of)
