"""``/v1/api-tokens``: tokens made by hand."""

from fastapi import Response

from causeloop_desktop.contract.auth import Scope, Token, TokenCreate, TokenCreated
from causeloop_desktop.contract.base import Page, PageInfo
from causeloop_desktop.engine.api.v1.dependencies import FEW, Cursor, Engine, Limit, Ws
from causeloop_desktop.engine.api.v1.routing import noun_router

router = noun_router("api-tokens", "/api-tokens")


@router.get("")
async def list_tokens(
    engine: Engine, ws: Ws, limit: Limit = FEW, cursor: Cursor = None
) -> Page[Token]:
    """The workspace's tokens, oldest first, without their secrets; the revoked ones too."""
    ws.require(Scope.TOKENS_ADMIN)
    return await engine.tokens.list(ws.key, limit, cursor)


@router.post("", status_code=201)
async def create_token(engine: Engine, ws: Ws, new: TokenCreate) -> TokenCreated:
    """Make a token; its secret is in this answer only."""
    ws.require(Scope.TOKENS_ADMIN)
    return await engine.tokens.create(ws.key, new, ws.credential.scopes)


@router.get("/scopes")
async def list_scopes(ws: Ws) -> Page[Scope]:
    """The scopes that the caller can give to a token."""
    scopes = tuple(scope for scope in Scope if scope in ws.credential.scopes)
    return Page(data=scopes, page=PageInfo(total=len(scopes)))


@router.delete("/{token_id}", status_code=204)
async def revoke_token(engine: Engine, ws: Ws, token_id: str) -> Response:
    """End a token for good."""
    ws.require(Scope.TOKENS_ADMIN)
    await engine.tokens.revoke(ws.key, token_id)
    return Response(status_code=204)
