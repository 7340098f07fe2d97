"""Connecting a source: sign in, see that it works, choose what to read and when, begin."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from causeloop_desktop.client.errors import ClientError
from causeloop_desktop.contract.connectors import (
    DEFAULT_CRON,
    BackfillEstimate,
    CatalogEntry,
    Connector,
    ConnectorCreate,
    ConnectorId,
    ConnectorPatch,
    ConnectorStatus,
    EstimateCertainty,
    Schedule,
    ScheduleUpdate,
)
from causeloop_desktop.desktop.presenters.base import Presenter
from causeloop_desktop.desktop.presenters.connection import backfill_request

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from causeloop_desktop.client.connectors import ConnectorsClient
    from causeloop_desktop.contract.connectors import AuthorisationStarted, ConnectorChoice
    from causeloop_desktop.desktop.presenters.session import Session


class Step(StrEnum):
    """How far it has come."""

    SIGN_IN = "sign_in"
    CHOOSE = "choose"
    BEGIN = "begin"


@dataclass(frozen=True)
class ConnectingState:
    """What the dialog shows.

    Attributes:
        connection: What was made of it so far.
        busy: Whether an answer is on its way.
        problem: Why it does not work, and what to do.
        started: The authorisation that is awaited.
        choices: What can be picked, once it is read.
        choices_problem: Why that could not be read.
        picked: What of it was.
        schedule: When it will sync.
    """

    entry: CatalogEntry
    step: Step = Step.SIGN_IN
    connection: Connector | None = None
    busy: bool = False
    problem: str = ""
    started: AuthorisationStarted | None = None
    choices: tuple[ConnectorChoice, ...] | None = None
    choices_problem: str = ""
    picked: frozenset[str] = frozenset()
    schedule: Schedule | None = None

    @property
    def works(self) -> bool:
        """Whether the source knows us."""
        return self.connection is not None and self.connection.status is ConnectorStatus.CONNECTED

    @property
    def can_pick(self) -> bool:
        """Whether there is something to pick, and nothing filled in that says it instead."""
        settings = self.connection.settings if self.connection else {}
        instead = self.entry.scopes_instead
        return self.entry.scopes_setting is not None and not (instead and settings.get(instead))

    @property
    def must_pick(self) -> bool:
        """Whether nothing picked would leave nothing to read."""
        picked = (one for one in self.entry.settings if one.name == self.entry.scopes_setting)
        return self.entry.scopes_instead is not None or any(one.required for one in picked)


class ConnectingPresenter(Presenter[ConnectingState]):
    """Makes one connection, step by step."""

    def __init__(self, session: Session, entry: CatalogEntry) -> None:
        super().__init__(ConnectingState(entry))
        self._session = session

    async def sign_in(
        self, name: str, credentials: Mapping[str, str], settings: Mapping[str, object]
    ) -> None:
        """Try a key; the connection is made with the first try and mended with the next."""
        await self._keep(name, dict(credentials), dict(settings))

    async def authorise(
        self, name: str, credentials: Mapping[str, str], settings: Mapping[str, object]
    ) -> str:
        """Begin in the browser; give the address to open, or nothing where it cannot begin."""
        await self._keep(name, dict(credentials), dict(settings))
        connection = self.state.connection
        if connection is None or self.state.problem:
            return ""
        try:
            started = await self._client.authorise(connection.id)
        except ClientError as error:
            self._change(problem=error.problem.detail)
            return ""
        self._change(started=started)
        return started.authorize_url

    async def paste(self, address: str) -> None:
        """Take the address that the browser landed on."""
        if self.state.connection is None:
            return
        self._change(busy=True, problem="")
        try:
            answered = await self._client.answer(self.state.connection.id, address)
        except ClientError as error:
            self._change(busy=False, problem=error.problem.detail)
            return
        self._take(answered)

    async def look_again(self) -> None:
        """See whether the browser has come back meanwhile."""
        if self.state.connection is None or self.state.started is None:
            return
        self._take(await self._client.get(self.state.connection.id))

    async def go_on(self) -> None:
        """Go to the next step: to what can be picked, or past it where there is nothing."""
        if self.state.step is Step.SIGN_IN and self.state.can_pick:
            self._change(step=Step.CHOOSE, problem="")
            await self.read_choices()
            return
        await self._keep_picked()
        self._change(step=Step.BEGIN, problem="")
        await self.set_schedule(DEFAULT_CRON, "UTC")

    async def read_choices(self) -> None:
        """Read what can be picked."""
        if self.state.connection is None:
            return
        self._change(busy=True, choices_problem="")
        try:
            page = await self._client.scopes(self.state.connection.id)
        except ClientError as error:
            self._change(busy=False, choices=(), choices_problem=error.problem.detail)
            return
        self._change(busy=False, choices=page.data)

    def pick(self, picked: frozenset[str]) -> None:
        """Read only these."""
        self._change(picked=picked)

    async def set_schedule(self, cron: str, timezone: str) -> None:
        """Set when it syncs, and learn its next times."""
        if self.state.connection is None or self.state.entry.push_only:
            return
        wanted = ScheduleUpdate(cron=cron, timezone=timezone)
        try:
            schedule = await self._client.schedule(self.state.connection.id, wanted)
        except ClientError as error:
            self._change(problem=error.problem.detail)
            return
        self._change(schedule=schedule, problem="")

    async def estimate(self, begin: datetime, end: datetime | None) -> BackfillEstimate:
        """Learn what the first reading would take.

        Raises:
            ClientError: The source does not tell.
        """
        connection = self.state.connection
        if connection is None:
            return BackfillEstimate(certainty=EstimateCertainty.UNKNOWN)
        return await self._client.estimate(connection.id, backfill_request(begin, end))

    async def begin(self, backfill_days: int) -> ConnectorId | None:
        """Begin to read; give which connection it is."""
        connection = self.state.connection
        if connection is None:
            return None
        if not self.state.entry.push_only:
            patch = ConnectorPatch(backfill_days=backfill_days)
            await self._client.change(connection.id, patch)
            await self._client.sync(connection.id)
        return connection.id

    async def abandon(self) -> None:
        """Forget a connection that never worked."""
        connection = self.state.connection
        if connection is not None and connection.status is ConnectorStatus.PENDING:
            await self._client.remove(connection.id)

    @property
    def _client(self) -> ConnectorsClient:
        return self._session.client.connectors

    async def _keep(
        self, name: str, credentials: dict[str, str], settings: dict[str, object]
    ) -> None:
        self._change(busy=True, problem="", started=None)
        known = self.state.connection
        try:
            if known is None:
                new = ConnectorCreate(
                    type=self.state.entry.type,
                    display_name=name,
                    credentials=credentials,
                    settings=settings,
                    hold=True,
                )
                self._take(await self._client.create(new))
                return
            patch = ConnectorPatch(
                display_name=name or None, credentials=credentials or None, settings=settings
            )
            self._take(await self._client.change(known.id, patch))
        except ClientError as error:
            self._change(busy=False, problem=error.problem.detail)

    async def _keep_picked(self) -> None:
        setting, connection = self.state.entry.scopes_setting, self.state.connection
        if setting is None or connection is None:
            return
        patch = ConnectorPatch(settings={setting: sorted(self.state.picked)})
        self._take(await self._client.change(connection.id, patch))

    def _take(self, connection: Connector) -> None:
        pending = connection.status is ConnectorStatus.PENDING
        self._change(
            busy=False,
            connection=connection,
            problem=connection.status_reason if pending else "",
            started=self.state.started if pending else None,
        )
