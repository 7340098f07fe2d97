"""Tokens as rows: only their digests, never their secrets."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from causeloop_desktop.contract.auth import Scope, Token
from causeloop_desktop.contract.base import TokenId
from causeloop_desktop.contract.times import from_known_micros, from_micros
from causeloop_desktop.engine.store.ids import new_id
from causeloop_desktop.engine.store.schema import api_tokens, refresh_tokens
from causeloop_desktop.engine.store.tenant import TenantStore


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A token with the workspace it is bound to."""

    key: int
    workspace_key: int
    last_used_us: int | None
    model: Token


@dataclass(frozen=True, slots=True)
class RefreshRow:
    """A refresh token: usable once, before it expires, while its family stands."""

    workspace_key: int
    family: str
    used: bool
    revoked: bool
    expires_us: int


class TokenStore(TenantStore):
    """The long-lived tokens of one workspace, through one connection."""

    def page(self, after: int, limit: int) -> list[TokenRow]:
        """Give tokens, oldest first, after the one of a key; the revoked ones too."""
        statement = (
            select(api_tokens)
            .where(self._mine(api_tokens.c.key > after))
            .order_by(api_tokens.c.key)
            .limit(limit)
        )
        return [_to_token(row) for row in self._connection.execute(statement)]

    def count(self) -> int:
        """Count the tokens."""
        counted = select(func.count()).select_from(api_tokens).where(self._mine())
        return self._connection.execute(counted).scalar_one()

    def by_name(self, name: str) -> Token | None:
        """Give the token of this name."""
        row = self._connection.execute(
            select(api_tokens).where(self._mine(api_tokens.c.name == name))
        ).one_or_none()
        return None if row is None else _to_token(row).model

    def add(self, now_us: int, name: str, digest: str, scopes: Sequence[Scope]) -> Token:
        """Add a token by the digest of its secret; a revoked one of its name makes room."""
        self._connection.execute(
            delete(api_tokens).where(
                self._mine(api_tokens.c.name == name, api_tokens.c.revoked_us.is_not(None))
            )
        )
        values = {
            "id": new_id("tok", now_us),
            "workspace_key": self._workspace,
            "name": name,
            "digest": digest,
            "scopes": " ".join(scopes),
            "created_us": now_us,
        }
        row = self._connection.execute(insert(api_tokens).values(**values).returning(api_tokens))
        return _to_token(row.one()).model

    def revoke(self, token_id: str, now_us: int) -> bool:
        """End a token for good; false when there is none."""
        ended = self._connection.execute(
            update(api_tokens)
            .where(self._mine(api_tokens.c.id == token_id))
            .values(revoked_us=now_us)
        )
        return ended.rowcount > 0

    def _mine(self, *conditions: Any) -> Any:
        return self._of(api_tokens, *conditions)


def find_token(connection: Connection, digest: str) -> TokenRow | None:
    """Give the token whose secret has this digest, in whatever workspace."""
    row = connection.execute(select(api_tokens).where(api_tokens.c.digest == digest)).one_or_none()
    return None if row is None else _to_token(row)


def touch_token(connection: Connection, key: int, now_us: int) -> None:
    """Note that a token was used."""
    connection.execute(
        update(api_tokens).where(api_tokens.c.key == key).values(last_used_us=now_us)
    )


class RefreshStore:
    """The refresh tokens of all sessions, through one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(
        self, workspace_key: int, digest: str, family: str, now_us: int, expires_us: int
    ) -> None:
        """Remember a fresh token of a family."""
        self._connection.execute(
            insert(refresh_tokens).values(
                workspace_key=workspace_key,
                digest=digest,
                family=family,
                created_us=now_us,
                expires_us=expires_us,
            )
        )

    def find(self, digest: str) -> RefreshRow | None:
        """Give the token with this digest."""
        row = self._connection.execute(
            select(refresh_tokens).where(refresh_tokens.c.digest == digest)
        ).one_or_none()
        if row is None:
            return None
        used, revoked = row.used_us is not None, row.revoked_us is not None
        return RefreshRow(row.workspace_key, row.family, used, revoked, row.expires_us)

    def use(self, digest: str, now_us: int) -> None:
        """Note that a token was exchanged; it is good for nothing else now."""
        self._connection.execute(
            update(refresh_tokens).where(refresh_tokens.c.digest == digest).values(used_us=now_us)
        )

    def revoke_family(self, family: str, now_us: int) -> None:
        """End every token that descends from one session."""
        self._connection.execute(
            update(refresh_tokens)
            .where(refresh_tokens.c.family == family)
            .values(revoked_us=now_us)
        )


def _to_token(row: Row[Any]) -> TokenRow:
    model = Token(
        id=TokenId(row.id),
        name=row.name,
        scopes=tuple(Scope(scope) for scope in row.scopes.split()),
        created_at=from_micros(row.created_us),
        last_used_at=from_known_micros(row.last_used_us),
        revoked_at=from_known_micros(row.revoked_us),
    )
    return TokenRow(row.key, row.workspace_key, row.last_used_us, model)
