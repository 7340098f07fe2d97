"""``/v1/auth``: a session of the identity provider becomes tokens of ours."""

from causeloop_desktop.contract.auth import AuthExchange, AuthRefresh, AuthTokens
from causeloop_desktop.engine.api.v1.dependencies import Engine
from causeloop_desktop.engine.api.v1.routing import noun_router

router = noun_router("auth", "/auth")


@router.post("/exchange")
async def exchange(engine: Engine, request: AuthExchange) -> AuthTokens:
    """Exchange a session for a bearer token of 72 hours."""
    return await engine.auth.exchange(request.subject_token)


@router.post("/refresh")
async def refresh(engine: Engine, request: AuthRefresh) -> AuthTokens:
    """Exchange a refresh token, once, for a fresh pair."""
    return await engine.auth.refresh(request.refresh_token)
