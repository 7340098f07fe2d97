"""The dashboard: what keeps coming back, for whom, and what happened just now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from causeloop_desktop.client.errors import ClientError, Problem
from causeloop_desktop.desktop.presenters.base import Phase, Presenter

if TYPE_CHECKING:
    from causeloop_desktop.contract.dashboard import Dashboard
    from causeloop_desktop.desktop.presenters.session import Session


@dataclass(frozen=True)
class DashboardState:
    """One answer of the engine, so that tiles, tables and charts agree."""

    phase: Phase = Phase.LOADING
    problem: Problem | None = None
    window_days: int = 30
    dashboard: Dashboard | None = None


class DashboardPresenter(Presenter[DashboardState]):
    """Reads the dashboard of one window."""

    def __init__(self, session: Session) -> None:
        super().__init__(DashboardState())
        self._session = session

    async def load(self) -> None:
        """Read it anew; what is on screen stays until the answer is there."""
        try:
            dashboard = await self._session.client.dashboard.get(
                self.state.window_days, as_of=self._session.as_of
            )
        except ClientError as error:
            self._change(phase=Phase.FAILED, problem=error.problem)
            return
        empty = dashboard.facets.total == 0
        self._change(phase=Phase.EMPTY if empty else Phase.READY, problem=None, dashboard=dashboard)

    async def show_window(self, days: int) -> None:
        """Look back over another number of days."""
        self._change(window_days=days)
        await self.load()

    def forget(self) -> None:
        """Start over: another workspace or moment is looked at."""
        self._change(phase=Phase.LOADING, dashboard=None, problem=None)
