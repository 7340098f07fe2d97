"""``/v1/webhooks``: what providers tell by themselves."""

from fastapi import Request, Response
from fastapi.responses import JSONResponse

from causeloop_desktop.contract.auth import Scope
from causeloop_desktop.contract.webhooks import WebhookCreate, WebhookCreated, WebhookTaken
from causeloop_desktop.engine.api.v1.dependencies import Engine, Ws
from causeloop_desktop.engine.api.v1.routing import noun_router

router = noun_router("webhooks", "/webhooks")


@router.post("", status_code=201)
async def create_webhook(engine: Engine, ws: Ws, new: WebhookCreate) -> WebhookCreated:
    """Let a connection be told by its provider; our secret is in this answer and nowhere else."""
    ws.require(Scope.WEBHOOKS_ADMIN)
    return await engine.webhooks.create(ws.key, new)


@router.post("/inbound/{connector_id}", status_code=202, response_model=WebhookTaken)
async def take_webhook(connector_id: str, request: Request, engine: Engine) -> Response:
    """Take a message that is signed with the connection's secret; it needs no token."""
    taken = await engine.webhooks.take(connector_id, request.headers, await request.body())
    if isinstance(taken, str):
        return JSONResponse({"challenge": taken})
    return Response(taken.model_dump_json(), 202, media_type="application/json")
