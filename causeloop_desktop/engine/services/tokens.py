"""Tokens made by hand: long-lived, bound to a workspace, shown once."""

import hashlib
import secrets

from causeloop_desktop.contract.auth import Scope, Token, TokenCreate, TokenCreated
from causeloop_desktop.engine.services.errors import ConflictError, ForbiddenError, NotFoundError
from causeloop_desktop.engine.store.database import Database, WriteTransaction
from causeloop_desktop.engine.store.tokens import TokenStore

PREFIX = "clp_"
SECRET_BYTES = 30
"""40 characters once they are written in the URL-safe alphabet."""


def digest_of(secret: str) -> str:
    """Give the digest under which a secret is kept.

    Our secrets are random, so that a plain SHA-256 cannot be reversed by guessing.
    """
    return hashlib.sha256(secret.encode()).hexdigest()


class TokenService:
    """Makes, lists and revokes the tokens of a workspace."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def list(self, workspace_key: int) -> tuple[Token, ...]:
        """Give every token, oldest first, without their secrets."""
        tokens = await self._database.read(lambda read: TokenStore(read, workspace_key).all())
        return tuple(tokens)

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


def _create(
    write: WriteTransaction, workspace_key: int, request: TokenCreate, digest: str
) -> Token:
    store = TokenStore(write.connection, workspace_key)
    standing = store.by_name(request.name)
    if standing is not None and standing.revoked_at is None:
        message = f"There is a token named {request.name!r}. Choose another name, or revoke it."
        raise ConflictError(message, {"name": "is taken"})
    return store.add(write.now_us, request.name, digest, request.scopes)
