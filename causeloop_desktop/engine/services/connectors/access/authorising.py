"""Authorising a connection in the browser: the way there, and the answer that comes back."""

import asyncio
from collections.abc import Mapping
from functools import partial
from urllib.parse import parse_qsl, urlsplit

from causeloop_desktop.connectors.errors import AskOperatorError, ConnectorError
from causeloop_desktop.contract.connectors import AuthorisationStarted, Connector
from causeloop_desktop.contract.times import SECOND_US, from_micros
from causeloop_desktop.engine.clock import Clock
from causeloop_desktop.engine.services.connectors.access.apps import Apps
from causeloop_desktop.engine.services.connectors.access.callback import CallbackPort
from causeloop_desktop.engine.services.connectors.access.credentials import Credentials, scrub
from causeloop_desktop.engine.services.connectors.access.granting import (
    authorize_url,
    new_verifier,
    ungranted,
)
from causeloop_desktop.engine.services.connectors.catalog import description_of
from causeloop_desktop.engine.services.connectors.connections import find_row
from causeloop_desktop.engine.services.connectors.places import place_of
from causeloop_desktop.engine.services.connectors.service import ConnectorService
from causeloop_desktop.engine.services.errors import ConflictError, InvalidError, NotFoundError
from causeloop_desktop.engine.store.database import Database, Read, WriteTransaction
from causeloop_desktop.engine.store.sources import authorisations
from causeloop_desktop.engine.store.sources.authorisations import AuthorisationRow
from causeloop_desktop.engine.store.sources.connectors import ConnectorRow, ConnectorStore

GOOD_FOR_US = 10 * 60 * SECOND_US
USED_UP = (
    "This authorisation is unknown, was answered already, or is older than 10 minutes. "
    "Begin it again in Causeloop."
)


class AuthorisationService:
    """Sends people to providers and takes what they come back with.

    Args:
        database: Where authorisations wait for their answer.
        credentials: Seals what comes.
        connectors: Tests it and takes it into use.
        apps: With whose client id providers are asked.
        port: Hears answers that this engine's own address does not get.
        clock: The time, in UTC microseconds.
        mock: Whether there is no key to seal with, as in a sample.
    """

    def __init__(
        self,
        database: Database,
        credentials: Credentials,
        connectors: ConnectorService,
        apps: Apps,
        port: CallbackPort,
        clock: Clock,
        *,
        mock: bool = False,
    ) -> None:
        self._database = database
        self._credentials = credentials
        self._connectors = connectors
        self._apps = apps
        self._port = port
        self._clock = clock
        self._mock = mock

    async def serve(self) -> None:
        """Close the port in the end."""
        try:
            await asyncio.Event().wait()
        finally:
            await self._port.close()

    async def start(self, workspace_key: int, connector_id: str) -> AuthorisationStarted:
        """Begin an authorisation.

        Raises:
            NotFoundError: The workspace has no such connection.
            InvalidError: It has no OAuth app, or a setting is missing.
            ConflictError: There is no key to seal with.
        """
        row = await self._database.read(partial(find_row, workspace_key, connector_id))
        app = await self._apps.of(row)
        description, place = place_of(row)
        if description.oauth is None:
            raise NotFoundError("browser authorisation of", connector_id)
        verifier, expires_us = new_verifier(), self._clock() + GOOD_FOR_US
        sealed = await self._seal(verifier)
        begun = AuthorisationRow(row.workspace_key, row.key, sealed, app.redirect_uri, expires_us)
        state = await self._database.write(
            lambda write: authorisations.begin(write.connection, write.now_us, begun)
        )
        try:
            url = authorize_url(description, description.oauth, place, app, state, verifier)
        except AskOperatorError as error:
            raise InvalidError(error.sentence, {"settings": error.sentence}) from error
        notice = await self._port.open(app.redirect_uri, self.answer)
        return AuthorisationStarted(
            authorize_url=url,
            state=state,
            expires_at=from_micros(expires_us),
            redirect_uri=app.redirect_uri,
            notice=notice,
        )

    async def answer(self, params: Mapping[str, str]) -> Connector:
        """Take what the provider sends the browser back with.

        Raises:
            InvalidError: The state is not good any more, or the provider refused.
        """
        begun = await self._database.write(partial(_take, params.get("state", "")))
        if begun is None:
            raise InvalidError(USED_UP, {"state": USED_UP})
        await self._port.answered()
        if "code" not in params:
            said = params.get("error_description") or params.get("error") or "it gave no code"
            message = f"The provider did not authorise us: {said}. Begin again in Causeloop."
            raise InvalidError(message, {"code": message})
        row = await self._database.read(partial(_of, begun))
        return await self._exchange(row, begun, params["code"])

    async def answer_at(self, workspace_key: int, connector_id: str, address: str) -> Connector:
        """Take the address that a browser landed on, pasted by hand.

        Raises:
            NotFoundError: The workspace has no such connection.
            InvalidError: There is no answer in it, or it is not good any more.
        """
        row = await self._database.read(partial(find_row, workspace_key, connector_id))
        params = dict(parse_qsl(urlsplit(address.strip()).query))
        if "state" not in params:
            message = "That address holds no answer. Copy the whole of it, with all after the ?."
            raise InvalidError(message, {"address": message})
        connected = await self.answer(params)
        if connected.id != row.id:
            return await self._connectors.get(workspace_key, connector_id)
        return connected

    async def _seal(self, verifier: str) -> str:
        """Seal a verifier; a sample, which gets no tokens, can do without a key to seal with."""
        try:
            return await self._credentials.seal({"verifier": verifier})
        except ConflictError:
            if not self._mock:
                raise
            return ""

    async def _exchange(self, row: ConnectorRow, begun: AuthorisationRow, code: str) -> Connector:
        app = await self._apps.of(row)
        verifier = (await self._credentials.open(begun.verifier))["verifier"]
        try:
            async with self._apps.asking(row, app) as asks:
                found = await asks.by_code(code, verifier, self._clock())
                found |= await asks.site(found["access_token"])
        except ConnectorError as error:
            hidden = {"secret": app.secret, "code": code, "verifier": verifier}
            said = scrub(error.upstream, hidden)
            raise InvalidError(error.sentence, {"upstream": said}) from error
        reason, oauth = "", description_of(row.type).oauth
        if oauth and (missing := ungranted(oauth, found)):
            reason = f"Not granted: {', '.join(missing)}. Authorise again to grant it."
        return await self._connectors.authorised(row, found, reason)


def _of(begun: AuthorisationRow, read: Read) -> ConnectorRow:
    row = ConnectorStore(read, begun.workspace_key).by_key(begun.connector_key)
    if row is None:
        raise InvalidError("The source was disconnected meanwhile.", {"state": USED_UP})
    return row


def _take(state: str, write: WriteTransaction) -> AuthorisationRow | None:
    return authorisations.take(write.connection, write.now_us, state)
