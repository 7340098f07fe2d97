"""The person's own OAuth app at a provider: its client id, its secret, and asking with both."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from causeloop_desktop.connectors.transport.contacts import Contacts
from causeloop_desktop.contract.hosts import HostPurpose
from causeloop_desktop.engine.services.connectors.access.credentials import Credentials
from causeloop_desktop.engine.services.connectors.access.granting import (
    FIXED_REDIRECT,
    App,
    Exchanger,
)
from causeloop_desktop.engine.services.connectors.catalog import description_of
from causeloop_desktop.engine.services.connectors.places import place_of
from causeloop_desktop.engine.services.errors import InvalidError
from causeloop_desktop.engine.services.hosts import HostService
from causeloop_desktop.engine.store.sources.connectors import ConnectorRow


class Apps:
    """The apps that connections are authorised with.

    Args:
        credentials: Opens their secrets.
        hosts: Keeps the list of hosts that were contacted.
        mock: Whether the sample's client id stands in for a missing one.
    """

    def __init__(self, credentials: Credentials, hosts: HostService, *, mock: bool = False) -> None:
        self._credentials = credentials
        self._hosts = hosts
        self._mock = mock

    async def of(self, row: ConnectorRow) -> App:
        """Give the app that a connection is authorised with.

        Raises:
            InvalidError: The source knows no OAuth, or the app is not filled in.
            ConflictError: Its secret cannot be read.
        """
        description = description_of(row.type)
        if description.oauth is None:
            message = f"{description.title} is not authorised in the browser. Give it a key."
            raise InvalidError(message, {"type": message})
        redirect_uri = str(row.settings.get("redirect_uri") or "").strip() or FIXED_REDIRECT
        client_id = str(row.settings.get("client_id") or "").strip()
        if not client_id and self._mock:
            client_id = description.oauth.sample_client_id
        if not client_id:
            message = (
                f"The client id is missing. Make an OAuth app at {description.title} with the "
                f"redirect address {redirect_uri}, then fill in its client id and client secret."
            )
            raise InvalidError(message, {"client_id": message})
        opened = await self._credentials.open(row.oauth_app)
        return App(client_id, opened.get("client_secret", ""), redirect_uri)

    @asynccontextmanager
    async def asking(self, row: ConnectorRow, app: App) -> AsyncIterator[Exchanger]:
        """Ask a connection's provider for tokens; it is noted which hosts were contacted."""
        from causeloop_desktop.connectors.transport.http import Transport  # HTTP is heavy to import

        contacts = Contacts()
        try:
            async with Transport(contacts=contacts) as transport:
                yield Exchanger(*place_of(row), app, transport)
        finally:
            await self._hosts.note(
                row.workspace_key, HostPurpose.AUTHORISATION, row.type, contacts.taken()
            )
