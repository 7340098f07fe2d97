"""``/v1/stream``: what happens, as it happens, over a WebSocket."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Annotated

from fastapi import Query, WebSocket, WebSocketDisconnect

from causeloop_desktop.contract.stream import CLOSE_UNAUTHORIZED, CLOSE_WRONG_WORKSPACE, Frame
from causeloop_desktop.engine.api.v1.dependencies import bearer_of, chosen_workspace
from causeloop_desktop.engine.api.v1.routing import noun_router
from causeloop_desktop.engine.context import EngineContext
from causeloop_desktop.engine.services.errors import NotFoundError, UnauthorizedError

CLOSE_TOO_SLOW = 1013

router = noun_router("stream")


@router.websocket("/stream")
async def stream(
    socket: WebSocket,
    token: Annotated[str | None, Query()] = None,
    workspace: Annotated[str | None, Query()] = None,
    since: Annotated[int | None, Query(ge=0, lt=1 << 63)] = None,
) -> None:
    """Send frames until either side has enough.

    A refused listener is accepted first: only an open socket can be closed with a reason.
    """
    await socket.accept()
    engine: EngineContext = socket.app.state.context
    wanted = workspace or socket.headers.get("x-causeloop-workspace")
    try:
        caller = await engine.auth.authenticate(
            token or bearer_of(socket.headers.get("authorization"))
        )
        row = await chosen_workspace(engine, caller, wanted)
    except UnauthorizedError as refusal:
        await socket.close(CLOSE_UNAUTHORIZED, refusal.message)
        return
    except NotFoundError as refusal:
        await socket.close(CLOSE_WRONG_WORKSPACE, refusal.message)
        return
    await _send_until_closed(socket, engine.stream.frames(row, caller.actor, since))


async def _send_until_closed(socket: WebSocket, frames: AsyncIterator[Frame]) -> None:
    async with asyncio.TaskGroup() as group:
        sending = group.create_task(_send(socket, frames))
        while (await socket.receive())["type"] != "websocket.disconnect":
            pass  # the stream is one way; what a client says is not listened to
        sending.cancel()


async def _send(socket: WebSocket, frames: AsyncIterator[Frame]) -> None:
    with suppress(WebSocketDisconnect):
        async for frame in frames:
            await socket.send_text(frame.model_dump_json())
        await socket.close(CLOSE_TOO_SLOW, "You fell too far behind. Connect again with since.")
