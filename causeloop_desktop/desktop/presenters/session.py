"""The open connection: to which engine, in which workspace, as of when, and what changes there."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from pydantic import ValidationError

from causeloop_desktop.client.engine import Capabilities
from causeloop_desktop.client.errors import (
    ClientError,
    ForbiddenError,
    NotFoundError,
    Problem,
    UnreachableError,
    unreachable,
)
from causeloop_desktop.client.finding.connecting import connect as connect_over_http
from causeloop_desktop.client.wire.pages import whole_list
from causeloop_desktop.contract import events
from causeloop_desktop.contract.base import ChangeKind, Changes
from causeloop_desktop.contract.jobs import Job
from causeloop_desktop.contract.stream import Frame, FrameType
from causeloop_desktop.desktop.presenters.base import Event, Presenter

if TYPE_CHECKING:
    from datetime import datetime

    from causeloop_desktop.client.backend import Backend
    from causeloop_desktop.client.client import CauseloopClient
    from causeloop_desktop.contract.workspaces import Workspace
    from causeloop_desktop.desktop.tasks import TaskGroup

EVERYTHING = frozenset(ChangeKind)
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 15.0
POLL_SECONDS = 5.0
SAMPLE = "sample"
SESSION_TASK = "session"
NOTHING = Capabilities(frozenset())

Connect = Callable[["Backend"], "CauseloopClient"]


class Link(StrEnum):
    """How the connection stands."""

    CONNECTING = "connecting"
    CONNECTED = "connected"
    LOST = "lost"
    REFUSED = "refused"


@dataclass(frozen=True)
class SessionState:
    """Where the window looks.

    Attributes:
        profile: The name of the profile; ``local`` is the engine on this machine.
        link: Whether the engine answers.
        problem: Why it does not.
        workspace: The one that is shown, once it is known.
        workspaces: Those that one can switch to; a remote token knows just its own.
        capabilities: What the server can do, so that the rest can be hidden.
        as_of: Nothing after this moment is seen; ``None`` is now.
    """

    profile: str = "local"
    link: Link = Link.CONNECTING
    problem: Problem | None = None
    workspace: Workspace | None = None
    workspaces: tuple[Workspace, ...] = ()
    capabilities: Capabilities = NOTHING
    as_of: datetime | None = None


class Session(Presenter[SessionState]):
    """One connection at a time, kept alive, and the news that come over it.

    Attributes:
        changed: The kinds of things that changed; refresh what shows them.
        moved: Another engine, workspace or moment is looked at; load everything anew.
        job_updated: How a job has come along.
        happened: Something that a person may want to be told of.
    """

    def __init__(self, tasks: TaskGroup, connect: Connect = connect_over_http) -> None:
        super().__init__(SessionState())
        self.changed: Event[frozenset[ChangeKind]] = Event()
        self.moved: Event[SessionState] = Event()
        self.job_updated: Event[Job] = Event()
        self.happened: Event[events.Event] = Event()
        self._tasks = tasks
        self._connect = connect
        self._client: CauseloopClient | None = None

    @property
    def client(self) -> CauseloopClient:
        """The calls of the present connection.

        Raises:
            UnreachableError: There is none yet.
        """
        if self._client is None:
            raise unreachable("the engine", "it is still starting")
        return self._client

    @property
    def as_of(self) -> datetime | None:
        """The moment that everything is seen as of."""
        return self.state.as_of

    @property
    def is_open(self) -> bool:
        """Whether it is known what is looked at, so that screens can load."""
        return self._client is not None and self.state.capabilities != NOTHING

    def can(self, method: str, path: str) -> bool:
        """Tell whether the server has ``method`` on ``path``."""
        return self.state.capabilities.can(method, path)

    def open(self, backend: Backend, profile: str, workspace: str | None = None) -> None:
        """Connect to ``backend``, and stay connected until another one is opened.

        Args:
            backend: Whom to call; its own workspace is kept where ``workspace`` is ``None``.
            profile: The name the window shows for it.
            workspace: Id or slug; the sample is made where it does not exist yet.
        """
        self._take(self._connect(backend))
        kept = self.state if profile == self.state.profile else SessionState(profile)
        self._change(**vars(replace(kept, link=Link.CONNECTING, problem=None)))
        self._tasks.spawn_latest(self._live(workspace), name=SESSION_TASK)

    def switch_workspace(self, workspace: Workspace) -> None:
        """Look at another workspace of the same engine."""
        self._change(as_of=None)
        self.open(replace(self.client.backend, workspace=None), self.state.profile, workspace.id)

    def set_as_of(self, moment: datetime | None) -> None:
        """See everything as it was at ``moment``; ``None`` is now."""
        if moment != self.state.as_of:
            self._change(as_of=moment)
            self.moved.emit(self.state)

    def lose(self, problem: Problem) -> None:
        """Note from outside that the engine is gone; what is on screen stays."""
        self._change(link=Link.LOST, problem=problem)

    async def close(self) -> None:
        """Hang up."""
        if self._client is not None:
            await self._client.close()
            self._client = None

    def _take(self, client: CauseloopClient) -> None:
        if self._client is not None:
            self._tasks.spawn(self._client.close(), name="hang up")
        self._client = client

    async def _live(self, wanted: str | None) -> None:
        try:
            await self._arrive(wanted)
            await self._listen()
        except ClientError as error:
            self._change(link=Link.REFUSED, problem=error.problem)

    async def _arrive(self, wanted: str | None) -> None:
        """Find out what is there, however long nobody answers."""
        pause = FIRST_PAUSE
        while True:
            try:
                return await self._look_round(wanted)
            except UnreachableError as error:
                self._change(link=Link.LOST, problem=error.problem)
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)

    async def _look_round(self, wanted: str | None) -> None:
        capabilities = await self.client.capabilities()
        known: tuple[Workspace, ...] = ()
        if capabilities.can("GET", "/v1/workspaces"):
            if wanted == SAMPLE and capabilities.can("POST", "/v1/workspaces/sample"):
                await self.client.workspaces.ensure_sample()
            known = await whole_list(self.client.workspaces.list)
        workspace = _choose(known, wanted)
        if workspace and wanted:
            self._take(self._connect(replace(self.client.backend, workspace=workspace.id)))
        self._settle(capabilities, known, workspace)

    def _settle(
        self,
        capabilities: Capabilities,
        known: tuple[Workspace, ...],
        workspace: Workspace | None,
    ) -> None:
        same_place = self.is_open and workspace == self.state.workspace
        self._change(
            link=Link.CONNECTED,
            problem=None,
            capabilities=capabilities,
            workspaces=known,
            workspace=workspace,
        )
        if same_place:
            self.changed.emit(EVERYTHING)
        else:
            self.moved.emit(self.state)

    async def _listen(self) -> None:
        try:
            async for frame in self.client.stream(on_state=self._hear_state):
                self._hear(frame)
        except (NotFoundError, ForbiddenError):
            await self._poll()

    def _hear_state(self, error: ClientError | None) -> None:
        was_lost = self.state.link is Link.LOST
        if error:
            self._change(link=Link.LOST, problem=error.problem)
            return
        self._change(link=Link.CONNECTED, problem=None)
        if was_lost:
            self.changed.emit(EVERYTHING)

    def _hear(self, frame: Frame) -> None:
        """Tell what a frame says; a newer server may say what this window cannot read."""
        with suppress(ValidationError):
            if frame.type == FrameType.CHANGES:
                self.changed.emit(frozenset(Changes.model_validate(frame.payload).counts))
            elif frame.type == FrameType.JOB_UPDATED:
                self.job_updated.emit(Job.model_validate(frame.payload))
            elif frame.type in set(events.EventType):
                told = {"type": frame.type, "payload": frame.payload, "created_at": frame.ts}
                self.happened.emit(events.Event.model_validate(told))

    async def _poll(self) -> None:
        """Look for news now and then, on a server that does not tell them."""
        while True:
            await asyncio.sleep(POLL_SECONDS)
            try:
                await self.client.capabilities()
            except UnreachableError as error:
                self._hear_state(error)
            else:
                self._hear_state(None)
                self.changed.emit(EVERYTHING)


def _choose(known: tuple[Workspace, ...], wanted: str | None) -> Workspace | None:
    """Find the wanted workspace; without a wish, the one that is not the sample."""
    for workspace in known:
        if wanted in {workspace.id, workspace.slug}:
            return workspace
    own = [workspace for workspace in known if not workspace.is_sample]
    return next(iter(own or known), None)
