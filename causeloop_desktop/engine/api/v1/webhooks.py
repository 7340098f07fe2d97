"""``/v1/webhooks``: what providers tell by themselves."""

from fastapi import Request, Response
from fastapi.responses import JSONResponse

from causeloop_desktop.contract.auth import Scope
from causeloop_desktop.contract.base import Page
from causeloop_desktop.contract.connectors import ConnectorId
from causeloop_desktop.contract.webhooks import (
    Webhook,
    WebhookCreate,
    WebhookCreated,
    WebhookRotate,
    WebhookTaken,
    WebhookTest,
)
from causeloop_desktop.engine.api.v1.dependencies import Cursor, Engine, Limit, Ws
from causeloop_desktop.engine.api.v1.routing import noun_router

router = noun_router("webhooks", "/webhooks")


@router.get("")
async def list_webhooks(
    engine: Engine,
    ws: Ws,
    limit: Limit = 25,
    cursor: Cursor = None,
    connector_id: ConnectorId | None = None,
) -> Page[Webhook]:
    """The connections that are told by their providers, and what came last."""
    ws.require(Scope.WEBHOOKS_ADMIN)
    return await engine.webhooks.list(ws.key, limit, cursor, connector_id)


@router.post("", status_code=201)
async def create_webhook(engine: Engine, ws: Ws, new: WebhookCreate) -> WebhookCreated:
    """Let a connection be told by its provider; our secret is in this answer and nowhere else."""
    ws.require(Scope.WEBHOOKS_ADMIN)
    return await engine.webhooks.create(ws.key, new)


@router.post("/inbound/{connector_id}", status_code=202, response_model=WebhookTaken)
async def take_webhook(connector_id: str, request: Request, engine: Engine) -> Response:
    """Take a message that is signed with the connection's secret; it needs no token."""
    receiver = engine.webhooks.receiver
    taken = await receiver.take(connector_id, request.headers, await request.body())
    if isinstance(taken, str):
        return JSONResponse({"challenge": taken})
    return Response(taken.model_dump_json(), 202, media_type="application/json")


@router.get("/{webhook_id}")
async def get_webhook(engine: Engine, ws: Ws, webhook_id: str) -> Webhook:
    """One webhook, without its secret."""
    ws.require(Scope.WEBHOOKS_ADMIN)
    return await engine.webhooks.get(ws.key, webhook_id)


@router.delete("/{webhook_id}", status_code=204)
async def remove_webhook(engine: Engine, ws: Ws, webhook_id: str) -> Response:
    """Forget it; what is sent to it is refused from now on."""
    ws.require(Scope.WEBHOOKS_ADMIN)
    await engine.webhooks.remove(ws.key, webhook_id)
    return Response(status_code=204)


@router.post("/{webhook_id}/rotate")
async def rotate_webhook(
    engine: Engine, ws: Ws, webhook_id: str, rotation: WebhookRotate
) -> WebhookCreated:
    """Give it another secret; the one before holds for some hours, so that nothing is lost."""
    ws.require(Scope.WEBHOOKS_ADMIN)
    return await engine.webhooks.rotate(ws.key, webhook_id, rotation)


@router.post("/{webhook_id}/test")
async def test_webhook(engine: Engine, ws: Ws, webhook_id: str) -> WebhookTest:
    """Send a signed message to ourselves, by the public address where there is one."""
    ws.require(Scope.WEBHOOKS_ADMIN)
    return await engine.webhooks.test(ws.key, webhook_id)
