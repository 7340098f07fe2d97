"""Estimates of backfills: how many requests and minutes reading a part of the past would take."""

import asyncio
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from causeloop_desktop.connectors.asking.places import Span
from causeloop_desktop.connectors.description.reader import Reader
from causeloop_desktop.connectors.description.sizes import UNKNOWN, Certainty, Size, scaled, total
from causeloop_desktop.connectors.description.streams import Stream
from causeloop_desktop.connectors.errors import (
    ConnectorError,
    NotFoundError,
    PermissionMissingError,
)
from causeloop_desktop.connectors.readers.opening import opened
from causeloop_desktop.connectors.transport.contacts import Contacts
from causeloop_desktop.connectors.transport.pace import FREELY, pace_of
from causeloop_desktop.connectors.walking.spans import scopes_of, streams_of
from causeloop_desktop.contract.connectors import (
    BackfillEstimate,
    BackfillRequest,
    EstimateCertainty,
)
from causeloop_desktop.contract.hosts import HostPurpose
from causeloop_desktop.contract.times import from_micros
from causeloop_desktop.engine.clock import Clock
from causeloop_desktop.engine.services.connectors.access.credentials import scrub
from causeloop_desktop.engine.services.connectors.access.tokens import Tokens
from causeloop_desktop.engine.services.connectors.connections import Connections
from causeloop_desktop.engine.services.connectors.places import place_of
from causeloop_desktop.engine.services.connectors.syncs.starting import (
    BACKFILL,
    asked_span,
    demand_ready,
)
from causeloop_desktop.engine.services.connectors.trials import IMPATIENT
from causeloop_desktop.engine.services.errors import InvalidError
from causeloop_desktop.engine.services.hosts import HostService
from causeloop_desktop.engine.store.sources.connectors import ConnectorRow

MOST_SECONDS = 20.0
"""A person waits no longer than this for an estimate; what is not told by then is unknown."""

SCOPES_ASKED = 8
"""Of so many scopes each is asked; further ones are taken to be like them."""

ROWS_A_SECOND = 2_000
"""So many rows become issues in a second; it counts where a source is faster than that."""


@dataclass(frozen=True, slots=True)
class _Looked:
    """What was found out, in how long, and what would not tell."""

    size: Size
    untold: tuple[str, ...]
    seconds_a_request: float


class EstimateService:
    """Asks sources how much there is, without reading it.

    Args:
        connections: What is asked about.
        tokens: Opens what a source is asked with.
        hosts: Keeps the list of hosts that were contacted.
        clock: The time, in UTC microseconds.
    """

    def __init__(
        self,
        connections: Connections,
        tokens: Tokens,
        hosts: HostService,
        clock: Clock,
    ) -> None:
        self._connections = connections
        self._tokens = tokens
        self._hosts = hosts
        self._clock = clock

    async def estimate(
        self, workspace_key: int, connector_id: str, request: BackfillRequest
    ) -> BackfillEstimate:
        """Say what a backfill would take.

        Raises:
            NotFoundError: The workspace has no such connection.
            ConflictError: It cannot sync as it stands.
            InvalidError: The span is empty, or the source does not let us in.
        """
        row = await self._connections.row(workspace_key, connector_id)
        demand_ready(row)
        now_us = self._clock()
        asked_span(request.from_, request.to, now_us, BACKFILL)
        now = from_micros(now_us)
        span = Span(request.from_, request.to or now)
        secrets = await self._tokens.open(row)
        looking = _Looking(row, secrets, span, now)
        try:
            # In a thread, as an answer may be long and the loop has others to serve.
            looked = await asyncio.to_thread(asyncio.run, looking.run())
        except ConnectorError as error:
            said = scrub(error.upstream, secrets)
            raise InvalidError(error.sentence, {"upstream": said}) from error
        finally:
            await self._hosts.note(
                workspace_key, HostPurpose.ESTIMATE, row.type, looking.contacts.taken()
            )
        return _told(looked, _pace(row))


class _Looking:
    def __init__(
        self, row: ConnectorRow, secrets: Mapping[str, str], span: Span, now: datetime
    ) -> None:
        self._connector, self._place = place_of(row)
        self._row = row
        self._secrets = secrets
        self._span = span
        self._now = now
        self._sizes: list[Size] = []
        self._untold: list[str] = []
        self.contacts = Contacts()

    async def run(self) -> _Looked:
        """Look at every stream that a backfill would read."""
        began, told = time.monotonic(), False
        with suppress(TimeoutError):
            async with (
                asyncio.timeout(MOST_SECONDS),
                opened(
                    self._connector,
                    self._place,
                    self._secrets,
                    per_minute=self._row.requests_per_minute,
                    patience=IMPATIENT,
                    contacts=self.contacts,
                ) as reader,
            ):
                for stream in streams_of(self._connector, is_backfill=True):
                    self._sizes.append(await self._size(reader, stream))
                told = True
        seconds = (time.monotonic() - began) / max(1, self.contacts.count)
        size = total(self._sizes) if told else UNKNOWN
        return _Looked(size, tuple(self._untold), seconds)

    async def _size(self, reader: Reader, stream: Stream) -> Size:
        scopes = scopes_of(self._connector, stream, self._place)
        sizes = []
        for scope in scopes[:SCOPES_ASKED]:
            try:
                sizes.append(await reader.size(stream, scope, self._span, self._now))
            except (NotFoundError, PermissionMissingError):
                self._untold.append(scope or stream.title)
        if scopes and not sizes:
            return UNKNOWN
        asked = min(len(scopes), SCOPES_ASKED)
        return scaled(total(sizes), len(scopes) / max(1, asked))


def _pace(row: ConnectorRow) -> int | None:
    """Give how many requests a minute are asked at most; ``None`` where nothing holds us back."""
    connector, place = place_of(row)
    if connector.reader is not None:
        return None
    pace = pace_of(connector, place, row.requests_per_minute)
    return None if pace >= FREELY else pace


def _told(looked: _Looked, pace: int | None) -> BackfillEstimate:
    size = looked.size
    if size.rows is None or size.requests is None:
        limit = f"; at most {pace:,} requests a minute are asked" if pace else ""
        return BackfillEstimate(
            certainty=EstimateCertainty.UNKNOWN,
            requests_per_minute=pace,
            untold=looked.untold,
            message=f"How much there is cannot be told before it is read{limit}.",
        )
    seconds = seconds_for(size.rows, size.requests, pace, looked.seconds_a_request)
    return BackfillEstimate(
        certainty=EstimateCertainty(size.certainty),
        rows=size.rows,
        requests=size.requests,
        seconds=seconds,
        requests_per_minute=pace,
        untold=looked.untold,
        message=_sentence(size, seconds, looked.untold),
    )


def seconds_for(rows: int, requests: int, pace: int | None, seconds_a_request: float) -> int:
    """Say how long reading takes: as fast as is allowed, answered and written.

    Args:
        rows: What is read.
        requests: In how many answers.
        pace: Requests that are asked in a minute at most; a tenth of them may come at once.
        seconds_a_request: How long the source took for an answer.
    """
    allowed = 0.0 if pace is None else max(0.0, requests - pace / 10) * 60 / pace
    return max(1, round(max(allowed, requests * seconds_a_request) + rows / ROWS_A_SECOND))


def _sentence(size: Size, seconds: int, untold: tuple[str, ...]) -> str:
    about = "" if size.certainty is Certainty.COUNTED else "About "
    requests = "1 request" if size.requests == 1 else f"{size.requests:,} requests"
    rows = "1 row" if size.rows == 1 else f"{size.rows:,} rows"
    without = f" Not counted: {', '.join(untold)}." if untold else ""
    return f"{about}{rows} in {requests}, {_duration(seconds)}.{without}"


def _duration(seconds: int) -> str:
    if seconds < 60:
        return "less than a minute"
    minutes = round(seconds / 60)
    if minutes < 120:
        return "1 minute" if minutes == 1 else f"{minutes} minutes"
    return f"{minutes / 60:.0f} hours"
