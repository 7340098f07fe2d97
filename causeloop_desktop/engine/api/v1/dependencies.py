"""What routes ask for: the engine, the caller's workspace, a moment, a page.

A route takes ``ws: Ws``, says what the caller must hold by ``ws.require(Scope...)``, calls one
service with ``ws.key`` and returns what it answers.
"""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Header, Query, Request

from causeloop_desktop.contract.auth import Scope
from causeloop_desktop.contract.base import Instant
from causeloop_desktop.contract.times import EARLIEST, LATEST, to_micros
from causeloop_desktop.engine.api.security import count_ingest
from causeloop_desktop.engine.context import EngineContext
from causeloop_desktop.engine.services.auth import Credential
from causeloop_desktop.engine.services.errors import ForbiddenError, NotFoundError
from causeloop_desktop.engine.services.workspaces import OWN, WorkspaceRow

BEARER = "bearer "


@dataclass(frozen=True, slots=True)
class WorkspaceContext:
    """The workspace that a request is about, and who asks."""

    workspace: WorkspaceRow
    credential: Credential

    @property
    def key(self) -> int:
        """The workspace's integer key, by which services and stores go."""
        return self.workspace.key

    @property
    def actor(self) -> str:
        """Who asks, as operations record it."""
        return self.credential.actor

    def require(self, *scopes: Scope) -> None:
        """Go on only if the caller holds every scope.

        Raises:
            ForbiddenError: One is missing.
        """
        if missing := [scope for scope in scopes if scope not in self.credential.scopes]:
            raise ForbiddenError(f"This token lacks the scope {', '.join(missing)}.")

    def require_own_program(self, scope: Scope, refusal: str) -> None:
        """Go on only for a program of ours that holds the scope: no token made for others does.

        Raises:
            ForbiddenError: It is another one; ``refusal`` says why it may not.
        """
        self.require(scope)
        if not self.credential.own_program:
            raise ForbiddenError(refusal)


def engine_of(request: Request) -> EngineContext:
    """Give the engine that answers the request."""
    context: EngineContext = request.app.state.context
    return context


Engine = Annotated[EngineContext, Depends(engine_of)]


def bearer_of(header: str | None) -> str | None:
    """Give the token of an ``Authorization`` header, if it carries one."""
    if header is None or not header.lower().startswith(BEARER):
        return None
    return header[len(BEARER) :].strip() or None


async def credential_of(
    engine: Engine, authorization: Annotated[str | None, Header(include_in_schema=False)] = None
) -> Credential:
    """Tell who calls."""
    return await engine.auth.authenticate(bearer_of(authorization))


Caller = Annotated[Credential, Depends(credential_of)]


async def workspace_of(
    request: Request,
    engine: Engine,
    caller: Caller,
    x_causeloop_workspace: Annotated[str | None, Header()] = None,
) -> WorkspaceContext:
    """Give the workspace the credential is bound to, or the one our own program chose."""
    row = await chosen_workspace(engine, caller, x_causeloop_workspace)
    count_ingest(request, engine.limits, caller, row.id)
    return WorkspaceContext(row, caller)


async def chosen_workspace(
    engine: EngineContext, caller: Credential, wanted: str | None
) -> WorkspaceRow:
    """Find the workspace a caller means; one of somebody else's does not exist for them.

    Raises:
        NotFoundError: There is none, or the credential is bound to another.
    """
    if caller.workspace_id is None:
        return await engine.workspaces.find(wanted or OWN)
    bound = await engine.workspaces.find(caller.workspace_id)
    if wanted not in (None, bound.id, bound.slug):
        raise NotFoundError("workspace", wanted)
    return bound


Ws = Annotated[WorkspaceContext, Depends(workspace_of)]


def as_of_us(as_of: Annotated[Instant | None, Query()] = None) -> int | None:
    """Give the moment nothing after which is seen; ``None`` means now.

    No issue lies before the earliest or after the latest moment, so a moment beyond them shows
    the same as they do, and charts have room to begin and end around it.
    """
    return None if as_of is None else to_micros(min(max(as_of, EARLIEST), LATEST))


AsOf = Annotated[int | None, Depends(as_of_us)]
Limit = Annotated[int, Query(ge=1, le=100)]
Cursor = Annotated[str | None, Query()]

FEW = 100
"""The rows of a page of what there are few of, so that the first one nearly always has all."""
