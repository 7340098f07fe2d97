"""Backtests over the API."""

from collections.abc import AsyncGenerator, Sequence
from datetime import datetime

from causeloop_desktop.client.wire.group import Group
from causeloop_desktop.client.wire.query import to_params
from causeloop_desktop.client.wire.rows import RowFormat
from causeloop_desktop.contract.backtests import BacktestRequest, BacktestRow, BacktestStarted
from causeloop_desktop.contract.base import JobId, Page


class BacktestsClient(Group):
    """``/v1/backtests``."""

    path = "/v1/backtests"

    async def start(
        self, request: BacktestRequest | None = None, *, as_of: datetime | None = None
    ) -> BacktestStarted:
        """Ask what the forecasts would have said up to ``as_of``; the job tells how it went."""
        body, params = request or BacktestRequest(), to_params(as_of=as_of)
        return await self._transport.send("POST", self.path, BacktestStarted, body, params)

    async def rows(
        self, id_: JobId, *, limit: int | None = None, cursor: str | None = None
    ) -> Page[BacktestRow]:
        """Read a page of what was said, the earliest first."""
        params = to_params(limit=limit, cursor=cursor)
        return await self._transport.get(f"{self.path}/{id_}/rows", Page[BacktestRow], params)

    def rows_csv(self, id_: JobId, fields: Sequence[str] = ()) -> AsyncGenerator[bytes, None]:
        """Read all that was said, as the bytes of a CSV file."""
        params = to_params(fields=fields)
        return self._transport.chunks(f"{self.path}/{id_}/rows", RowFormat.CSV, params)
