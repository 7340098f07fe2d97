"""Credentials ready for use: an access token that ends soon is exchanged for the next one first."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Mapping
from functools import partial
from typing import Any

from causeloop_desktop.connectors.errors import ConnectorError, RetryLaterError
from causeloop_desktop.contract.base import ChangeKind
from causeloop_desktop.contract.connectors import ConnectorStatus
from causeloop_desktop.contract.times import SECOND_US
from causeloop_desktop.engine.clock import Clock
from causeloop_desktop.engine.services.connectors.access.apps import Apps
from causeloop_desktop.engine.services.connectors.access.credentials import Credentials
from causeloop_desktop.engine.services.connectors.connections import same_destination
from causeloop_desktop.engine.services.connectors.transitions import tell_transition
from causeloop_desktop.engine.services.errors import ConflictError
from causeloop_desktop.engine.store.database import Database, Read, WriteTransaction
from causeloop_desktop.engine.store.sources.connectors import ConnectorRow, ConnectorStore
from causeloop_desktop.engine.store.work.outbox import record_change

SOON_US = 5 * 60 * SECOND_US
"""A token that ends within this time might end in the middle of a sync."""

logger = logging.getLogger(__name__)


class Tokens:
    """Opens the credentials of connections.

    Args:
        database: Where they are.
        credentials: Seals and opens them.
        apps: With whose client id providers are asked.
        clock: The time, in UTC microseconds.
    """

    def __init__(
        self, database: Database, credentials: Credentials, apps: Apps, clock: Clock
    ) -> None:
        self._database = database
        self._credentials = credentials
        self._apps = apps
        self._clock = clock
        self._locks: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def open(self, row: ConnectorRow) -> dict[str, str]:
        """Give the credentials in use; one at a time, so that no refresh token is used twice.

        Raises:
            ConflictError: They cannot be read, or have ended; the message says what to do.
        """
        async with self._locks[row.key]:
            row = await self._database.read(partial(_again, row))
            secrets = await self._credentials.open(row.credentials)
            if not self._ends_soon(secrets):
                return secrets
            return await self._renew(row, secrets)

    def _ends_soon(self, secrets: Mapping[str, str]) -> bool:
        ends_us = int(secrets.get("expires_us") or 0)
        return bool(ends_us) and ends_us - self._clock() < SOON_US

    async def _renew(self, row: ConnectorRow, secrets: dict[str, str]) -> dict[str, str]:
        refresh_token = secrets.get("refresh_token")
        if not refresh_token:
            return secrets if self._is_good(secrets) else await self._expire(row)
        try:
            async with self._apps.asking(row, await self._apps.of(row)) as asks:
                fresh = {**secrets, **await asks.by_refresh(refresh_token, self._clock())}
        except RetryLaterError as error:
            if self._is_good(secrets):
                return secrets
            raise ConflictError(f"{error.sentence} It will be tried again.") from error
        except ConnectorError as error:
            # Only the kind is logged: what a provider says may hold what it was asked with.
            logger.info("an authorisation ended", extra={"kind": type(error).__name__})
            return await self._expire(row)
        sealed = await self._credentials.seal(fresh)
        await self._write(row, credentials=sealed)
        return fresh

    def _is_good(self, secrets: Mapping[str, str]) -> bool:
        return int(secrets.get("expires_us") or 0) > self._clock()

    async def _expire(self, row: ConnectorRow) -> dict[str, str]:
        message = f"The authorisation of {row.display_name} has ended. Authorise it again."
        await self._write(row, status=ConnectorStatus.OAUTH_EXPIRED, status_reason=message)
        raise ConflictError(message, {"credentials": "expired"})

    async def _write(self, row: ConnectorRow, **values: Any) -> None:
        await self._database.write(partial(_change, row, values))


def _again(row: ConnectorRow, read: Read) -> ConnectorRow:
    return ConnectorStore(read, row.workspace_key).by_key(row.key) or row


def _change(row: ConnectorRow, values: Mapping[str, Any], write: WriteTransaction) -> None:
    store = ConnectorStore(write.connection, row.workspace_key)
    before = store.by_key(row.key)
    if before is not None and same_destination(before, row):
        tell_transition(write, before, store.change(row.key, **values))
        record_change(write, row.workspace_key, ChangeKind.CONNECTORS, [row.id], 1)
