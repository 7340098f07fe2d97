"""Trials of credentials: those that work are used, those that fail are kept beside and told."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from causeloop_desktop.connectors.description.reader import Reader
from causeloop_desktop.connectors.description.scopes import Choice
from causeloop_desktop.connectors.errors import ConnectorError
from causeloop_desktop.connectors.readers.opening import opened
from causeloop_desktop.connectors.transport.contacts import Contacts
from causeloop_desktop.connectors.transport.patience import Patience
from causeloop_desktop.contract.base import Page, PageInfo
from causeloop_desktop.contract.connectors import ConnectorChoice, ConnectorStatus, ConnectorTest
from causeloop_desktop.contract.hosts import HostPurpose
from causeloop_desktop.engine.clock import Clock
from causeloop_desktop.engine.services.connectors.access.credentials import Credentials, scrub
from causeloop_desktop.engine.services.connectors.access.tokens import Tokens
from causeloop_desktop.engine.services.connectors.connections import Connections
from causeloop_desktop.engine.services.connectors.places import place_of
from causeloop_desktop.engine.services.errors import InvalidError
from causeloop_desktop.engine.services.hosts import HostService
from causeloop_desktop.engine.store.sources.connectors import ConnectorRow

IMPATIENT = Patience(attempts=1)
"""While a person waits for the answer, nothing is tried again behind their back."""


@dataclass(frozen=True, slots=True)
class _Tried:
    """What a test found: who we are, or what is wrong."""

    account: str = ""
    message: str = ""
    upstream: str = ""

    @property
    def good(self) -> bool:
        return not self.message


def _to_choice(choice: Choice) -> ConnectorChoice:
    return ConnectorChoice(
        value=choice.value, label=choice.label, hint=choice.hint, size=choice.size
    )


class Trials:
    """Asks sources whether they let us in, and what there is to pick.

    Args:
        connections: What the trials are about.
        credentials: Seals what must not be read.
        tokens: Opens what is in use.
        hosts: Keeps the list of hosts that were contacted.
        clock: The time, in UTC microseconds.
    """

    def __init__(
        self,
        connections: Connections,
        credentials: Credentials,
        tokens: Tokens,
        hosts: HostService,
        clock: Clock,
    ) -> None:
        self._connections = connections
        self._credentials = credentials
        self._tokens = tokens
        self._hosts = hosts
        self._clock = clock

    async def test(self, workspace_key: int, connector_id: str) -> ConnectorTest:
        """Try the credentials in use, or those that wait to be used.

        Raises:
            NotFoundError: The workspace has none of this id.
            ConflictError: The credentials cannot be read.
        """
        row = await self._connections.row(workspace_key, connector_id)
        secrets = await self._secrets(row)
        # Opening may have renewed them.
        row = await self._connections.row(workspace_key, connector_id)
        sealed = row.candidate or row.credentials
        tried = await self._try(row, secrets)
        after = await self._settle(row, tried, sealed)
        return ConnectorTest(
            success=tried.good,
            account=tried.account,
            message=tried.message,
            upstream=tried.upstream,
            status=after.status,
        )

    async def choices(
        self, workspace_key: int, connector_id: str, limit: int
    ) -> Page[ConnectorChoice]:
        """Give the projects, repositories, services or channels that can be picked.

        Raises:
            NotFoundError: The workspace has none of this id.
            InvalidError: The source does not answer; the message says what to do.
        """
        row = await self._connections.row(workspace_key, connector_id)
        secrets = await self._tokens.open(row) or await self._credentials.open(row.candidate)
        found: list[ConnectorChoice] = []
        try:
            async with self._opened(row, secrets, HostPurpose.CHOICES) as reader:
                async for choice in reader.choices():
                    found.append(_to_choice(choice))
                    if len(found) >= limit:
                        break
        except ConnectorError as error:
            raise InvalidError(
                error.sentence, {"upstream": scrub(error.upstream, secrets)}
            ) from error
        return Page(data=tuple(found), page=PageInfo(total=len(found)))

    async def offer(self, row: ConnectorRow, credentials: Mapping[str, str]) -> None:
        """Try new credentials; those in use stay in use until the new ones work.

        Raises:
            ConflictError: They cannot be sealed.
        """
        sealed = await self._credentials.seal(credentials)
        row = await self._connections.change(row, candidate=sealed)
        await self._settle(row, await self._try(row, credentials), sealed)

    async def adopt(
        self, row: ConnectorRow, sealed: str | None, account: str | None = None
    ) -> ConnectorRow:
        """Use credentials from now on; with the ``account`` that a trial found, begin to sync."""
        values: dict[str, Any] = {"credentials": sealed, "candidate": None, "status_reason": ""}
        if account is not None:
            values |= {"account": account}
            if row.status is not ConnectorStatus.PAUSED:
                coming = row.next_run_us or self._clock()
                values |= {"status": ConnectorStatus.CONNECTED, "next_run_us": coming}
        return await self._connections.change(row, **values)

    async def _settle(self, row: ConnectorRow, tried: _Tried, sealed: str | None) -> ConnectorRow:
        """Note what a test found, and use credentials that passed it."""
        if tried.good:
            return await self.adopt(row, sealed, tried.account)
        if row.credentials is not None and row.candidate is not None and not _has_ended(row):
            reason = f"The new credentials were not taken: {tried.message}"
            return await self._connections.change(row, status_reason=reason)
        status = ConnectorStatus.PENDING if row.last_synced_us is None else ConnectorStatus.ERROR
        return await self._connections.change(row, status=status, status_reason=tried.message)

    async def _secrets(self, row: ConnectorRow) -> Mapping[str, str]:
        if row.candidate is not None:
            return await self._credentials.open(row.candidate)
        return await self._tokens.open(row)

    @asynccontextmanager
    async def _opened(
        self, row: ConnectorRow, secrets: Mapping[str, str], purpose: HostPurpose
    ) -> AsyncIterator[Reader]:
        contacts = Contacts()
        try:
            async with opened(
                *place_of(row), secrets, patience=IMPATIENT, contacts=contacts
            ) as reader:
                yield reader
        finally:
            await self._hosts.note(row.workspace_key, purpose, row.type, contacts.taken())

    async def _try(self, row: ConnectorRow, secrets: Mapping[str, str]) -> _Tried:
        try:
            async with self._opened(row, secrets, HostPurpose.TEST) as reader:
                return _Tried(account=await reader.check() or row.display_name)
        except ConnectorError as error:
            return _Tried(message=error.sentence, upstream=scrub(error.upstream, secrets))


def _has_ended(row: ConnectorRow) -> bool:
    return row.status is ConnectorStatus.OAUTH_EXPIRED
