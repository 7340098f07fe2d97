"""Long-lived tokens over the API."""

from causeloop_desktop.client.wire.group import Group
from causeloop_desktop.client.wire.query import to_params
from causeloop_desktop.contract.auth import Token, TokenCreate, TokenCreated
from causeloop_desktop.contract.base import Page, TokenId


class TokensClient(Group):
    """``/v1/api-tokens``."""

    path = "/v1/api-tokens"

    async def list(self, limit: int = 100, cursor: str | None = None) -> Page[Token]:
        """Read a page of the tokens of the workspace, without their secrets."""
        params = to_params(limit=limit, cursor=cursor)
        return await self._transport.get(self.path, Page[Token], params)

    async def create(self, token: TokenCreate) -> TokenCreated:
        """Make a token; its secret is in this answer and nowhere else."""
        return await self._transport.send("POST", self.path, TokenCreated, token)

    async def revoke(self, id_: TokenId) -> None:
        """Make a token invalid at once."""
        await self._transport.delete(f"{self.path}/{id_}")
