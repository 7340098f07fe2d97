"""Tokens made by hand: long-lived, bound to a workspace, shown once."""

import hashlib
import secrets
from functools import partial

from causeloop_desktop.contract.auth import Scope, Token, TokenCreate, TokenCreated
from causeloop_desktop.contract.base import Page
from causeloop_desktop.engine.services.errors import ConflictError, ForbiddenError, NotFoundError
from causeloop_desktop.engine.services.foundation.cursors import Cursors
from causeloop_desktop.engine.store.database import Database, Read, WriteTransaction
from causeloop_desktop.engine.store.tenants.tokens import TokenRow, TokenStore

PREFIX = "clp_"
SECRET_BYTES = 30
"""40 characters once they are written in the URL-safe alphabet."""


def digest_of(secret: str) -> str:
    """Give the digest under which a secret is kept.

    Our secrets are random, so that a plain SHA-256 cannot be reversed by guessing.
    """
    return hashlib.sha256(secret.encode()).hexdigest()


class TokenService:
    """Makes, lists and revokes the tokens of a workspace.

    Args:
        database: Where their digests are kept.
        cursors: Signs the pages of the list.
    """

    def __init__(self, database: Database, cursors: Cursors) -> None:
        self._database = database
        self._cursors = cursors

    async def list(self, workspace_key: int, limit: int, cursor: str | None) -> Page[Token]:
        """Give a page of tokens, oldest first, without their secrets."""
        scope = f"{workspace_key}:tokens"
        after = self._cursors.after(scope, cursor) or 0
        rows, total = await self._database.read(partial(_page, workspace_key, after, limit + 1))
        info = self._cursors.info(scope, [row.key for row in rows], limit, total)
        return Page(data=tuple(row.model for row in rows[:limit]), page=info)

    async def create(
        self, workspace_key: int, request: TokenCreate, held: frozenset[Scope]
    ) -> TokenCreated:
        """Make a token; its secret is in this answer and nowhere else.

        Args:
            workspace_key: The workspace it is bound to.
            request: Its name and scopes.
            held: The scopes of who asks; nobody can give what they lack.

        Raises:
            ForbiddenError: It asks for a scope that the caller lacks.
            ConflictError: The name is taken by a token that is not revoked.
        """
        if lacking := sorted(set(request.scopes) - held):
            raise ForbiddenError(
                f"You cannot grant {', '.join(lacking)}, because you lack it yourself."
            )
        secret = PREFIX + secrets.token_urlsafe(SECRET_BYTES)
        details = await self._database.write(
            lambda write: _create(write, workspace_key, request, digest_of(secret))
        )
        return TokenCreated(token=secret, details=details)

    async def revoke(self, workspace_key: int, token_id: str) -> None:
        """End a token for good.

        Raises:
            NotFoundError: The workspace has none of this id.
        """
        ended = await self._database.write(
            lambda write: TokenStore(write.connection, workspace_key).revoke(token_id, write.now_us)
        )
        if not ended:
            raise NotFoundError("token", token_id)


def _page(workspace_key: int, after: int, limit: int, read: Read) -> tuple[list[TokenRow], int]:
    store = TokenStore(read, workspace_key)
    return store.page(after, limit), store.count()


def _create(
    write: WriteTransaction, workspace_key: int, request: TokenCreate, digest: str
) -> Token:
    store = TokenStore(write.connection, workspace_key)
    standing = store.by_name(request.name)
    if standing is not None and standing.revoked_at is None:
        message = f"There is a token named {request.name!r}. Choose another name, or revoke it."
        raise ConflictError(message, {"name": "is taken"})
    return store.add(write.now_us, request.name, digest, request.scopes)
