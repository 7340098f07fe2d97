"""``/v1/texts``: try a text without storing it."""

from causeloop_desktop.contract.auth import Scope
from causeloop_desktop.contract.texts import TextTried, TextTry
from causeloop_desktop.engine.api.v1.dependencies import Engine, Ws
from causeloop_desktop.engine.api.v1.routing import noun_router

router = noun_router("texts", "/texts")


@router.post("/try")
async def try_text(request: TextTry, engine: Engine, ws: Ws) -> TextTried:
    """Take a trace, a log line or a ticket apart, and say what would be decided about it."""
    ws.require(Scope.ISSUES_READ, Scope.PATTERNS_READ)
    return await engine.texts.try_text(ws.key, request)
