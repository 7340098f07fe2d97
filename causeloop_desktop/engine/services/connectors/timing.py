"""When a connection syncs: by its schedule, and not while it rests."""

from causeloop_desktop.contract.connectors import (
    Connector,
    ConnectorStatus,
    Schedule,
    ScheduleUpdate,
)
from causeloop_desktop.contract.times import from_micros, to_micros
from causeloop_desktop.engine.clock import Clock
from causeloop_desktop.engine.domain.episodes import DAY_US
from causeloop_desktop.engine.domain.schedules import ScheduleError, in_words, next_runs
from causeloop_desktop.engine.services.connectors.connections import Connections
from causeloop_desktop.engine.services.connectors.faces import to_schedule
from causeloop_desktop.engine.services.errors import InvalidError

HELD_US = DAY_US
"""For so long a connection that is made with ``hold`` waits for its first run."""


class Timing:
    """Sets schedules, and lets connections rest.

    Args:
        connections: Whose time it is.
        clock: The time, in UTC microseconds.
    """

    def __init__(self, connections: Connections, clock: Clock) -> None:
        self._connections = connections
        self._clock = clock

    async def schedule(
        self, workspace_key: int, connector_id: str, request: ScheduleUpdate
    ) -> Schedule:
        """Set when a connection syncs.

        Raises:
            NotFoundError: The workspace has none of this id.
            InvalidError: The cron line or the zone cannot be read.
        """
        row = await self._connections.row(workspace_key, connector_id)
        try:
            in_words(request.cron)
            coming = next_run_us(request.cron, request.timezone, self._clock())
        except ScheduleError as error:
            raise InvalidError(str(error), {"cron": str(error)}) from error
        values = {"cron": request.cron, "timezone": request.timezone, "next_run_us": coming}
        row = await self._connections.change(row, **values)
        return to_schedule(row, from_micros(self._clock()))

    async def pause(
        self, workspace_key: int, connector_id: str, actor: str, reason: str
    ) -> Connector:
        """Let a connection rest until it is resumed.

        Raises:
            NotFoundError: The workspace has none of this id.
        """
        row = await self._connections.row(workspace_key, connector_id)
        values = {
            "status": ConnectorStatus.PAUSED,
            "status_reason": reason or "Paused by hand.",
            "paused_by": actor,
        }
        await self._connections.change(row, **values)
        return await self._connections.shown(workspace_key, connector_id)

    async def resume(self, workspace_key: int, connector_id: str) -> Connector:
        """Let a connection sync again, beginning now.

        Raises:
            NotFoundError: The workspace has none of this id.
        """
        row = await self._connections.row(workspace_key, connector_id)
        if row.status is ConnectorStatus.PAUSED:
            values = {
                "status": ConnectorStatus.CONNECTED if row.account else ConnectorStatus.PENDING,
                "status_reason": "",
                "paused_by": None,
                "next_run_us": self._clock(),
            }
            await self._connections.change(row, **values)
        return await self._connections.shown(workspace_key, connector_id)


def next_run_us(cron: str, timezone: str, now_us: int) -> int | None:
    """Give the next time of a schedule.

    Raises:
        ScheduleError: It cannot be read.
    """
    coming = next_runs(cron, timezone, from_micros(now_us))
    return to_micros(coming[0]) if coming else None
