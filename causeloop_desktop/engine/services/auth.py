"""Who is calling: our own programs, tokens made by hand, and exchanged sessions."""

import hmac
import secrets
from dataclasses import dataclass
from typing import Any

from causeloop_desktop.contract.auth import AuthTokens, Scope
from causeloop_desktop.contract.base import WorkspaceId
from causeloop_desktop.contract.times import SECOND_US
from causeloop_desktop.engine.clock import Clock
from causeloop_desktop.engine.services.errors import InvalidGrantError, UnauthorizedError
from causeloop_desktop.engine.services.tokens import PREFIX, digest_of
from causeloop_desktop.engine.services.workspaces import WorkspaceService
from causeloop_desktop.engine.store.database import Database, WriteTransaction
from causeloop_desktop.engine.store.tenants.tokens import RefreshStore, find_token, touch_token
from causeloop_desktop.engine.store.tenants.workspaces import WorkspaceStore

ACCESS_SECONDS = 72 * 3600
REFRESH_SECONDS = 30 * 24 * 3600
TOUCH_US = 60 * SECOND_US
"""A token's last use is noted at most once a minute; reads should not turn into writes."""

ISSUER = "causeloop"
REFRESH_PREFIX = "clp_refresh_"
EVERY_SCOPE = frozenset(Scope)


@dataclass(frozen=True, slots=True)
class Credential:
    """Who calls and what they may do.

    ``workspace_id`` is the workspace that the credential is bound to; our own programs
    (``own_program``) are bound to none and choose one by request.
    """

    actor: str
    scopes: frozenset[Scope]
    workspace_id: WorkspaceId | None = None
    own_program: bool = False


@dataclass(frozen=True, slots=True)
class Session:
    """A refreshed session: its workspace, family, and the next refresh token."""

    workspace_id: WorkspaceId
    refresh_token: str


OWN_PROGRAM = Credential("you", EVERY_SCOPE, own_program=True)


class AuthService:
    """Tells who a bearer token belongs to, and hands out sessions.

    Args:
        database: Where digests are kept.
        workspaces: Finds and makes the sample in mock mode.
        clock: The time that tokens are judged by.
        jwt_key: Signs access tokens, HS256.
        own_tokens: The launch and local tokens of our own programs.
        mock: Whether any non-empty session can be exchanged, over the sample.
    """

    def __init__(
        self,
        database: Database,
        workspaces: WorkspaceService,
        clock: Clock,
        *,
        jwt_key: str,
        own_tokens: tuple[str, ...],
        mock: bool,
    ) -> None:
        self._database = database
        self._workspaces = workspaces
        self._clock = clock
        self._jwt_key = jwt_key
        self._own_tokens = tuple(token.encode() for token in own_tokens)
        self._mock = mock

    def is_own_program(self, token: str) -> bool:
        """Tell whether a token is one of our own programs', in constant time."""
        given = token.encode()
        return any(hmac.compare_digest(given, own) for own in self._own_tokens)

    async def authenticate(self, token: str | None) -> Credential:
        """Tell whose token this is.

        Raises:
            UnauthorizedError: Nobody's, or it has expired or was revoked.
        """
        if not token:
            raise UnauthorizedError("Send a token in the header: Authorization: Bearer <token>.")
        if self.is_own_program(token):
            return OWN_PROGRAM
        if token.startswith(PREFIX):
            return await self._by_hand(token)
        return self._by_session(token)

    async def exchange(self, subject_token: str) -> AuthTokens:
        """Turn a session of the identity provider into tokens of ours.

        Raises:
            InvalidGrantError: There is no identity provider, or the session is empty.
        """
        if not self._mock:
            raise InvalidGrantError(
                "This engine has no identity provider. Make a token with "
                "'causeloop token create' and send that instead."
            )
        if not subject_token.strip():
            raise InvalidGrantError("The subject token is empty.")
        sample = await self._workspaces.ensure_sample()
        key = (await self._workspaces.find(sample.id)).key
        refresh = await self._database.write(
            lambda write: _add_refresh(write, key, secrets.token_hex(16))
        )
        return self._tokens(sample.id, refresh)

    async def refresh(self, refresh_token: str) -> AuthTokens:
        """Turn a refresh token into a fresh pair, once.

        Raises:
            InvalidGrantError: It is unknown, expired, revoked, or was used before; in that last
                case somebody has copied it, and every token of its session ends.
        """
        session = await self._database.write(lambda write: _rotate(write, refresh_token))
        if session is None:
            raise InvalidGrantError("This refresh token is not valid any more. Sign in again.")
        return self._tokens(session.workspace_id, session.refresh_token)

    async def _by_hand(self, token: str) -> Credential:
        digest = digest_of(token)
        found = await self._database.read(lambda read: find_token(read, digest))
        if found is None:
            raise UnauthorizedError("This token is not known here.")
        if found.model.revoked_at is not None:
            raise UnauthorizedError("This token was revoked. Make a new one.")
        now_us = self._clock()
        if found.last_used_us is None or now_us - found.last_used_us > TOUCH_US:
            self._database.submit(
                lambda write: touch_token(write.connection, found.key, write.now_us)
            )
        workspace = await self._database.read(
            lambda read: WorkspaceStore(read).by_key(found.workspace_key)
        )
        scopes = frozenset(found.model.scopes)
        return Credential(f"token {found.model.name}", scopes, workspace.id)

    def _by_session(self, token: str) -> Credential:
        import jwt  # pulls in cryptography, which an engine for one person never needs

        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                self._jwt_key,
                algorithms=["HS256"],
                issuer=ISSUER,
                options={"verify_exp": False, "require": ["exp", "sub", "workspace_id"]},
            )
        except jwt.InvalidTokenError:
            raise UnauthorizedError("This token is not known here.") from None
        if claims["exp"] * SECOND_US <= self._clock():
            raise UnauthorizedError("This token has expired. Refresh it, or sign in again.")
        scopes = frozenset(Scope(scope) for scope in claims["scope"].split())
        return Credential(claims["sub"], scopes, WorkspaceId(claims["workspace_id"]))

    def _tokens(self, workspace_id: WorkspaceId, refresh_token: str) -> AuthTokens:
        import jwt

        now = self._clock() // SECOND_US
        scope = " ".join(sorted(EVERY_SCOPE))
        claims = {
            "iss": ISSUER,
            "sub": "usr_sample",
            "workspace_id": workspace_id,
            "scope": scope,
            "iat": now,
            "exp": now + ACCESS_SECONDS,
            "jti": secrets.token_hex(8),
        }
        return AuthTokens(
            access_token=jwt.encode(claims, self._jwt_key, algorithm="HS256"),
            refresh_token=refresh_token,
            expires_in=ACCESS_SECONDS,
            scope=scope,
            workspace_id=workspace_id,
        )


def _rotate(write: WriteTransaction, refresh_token: str) -> Session | None:
    store = RefreshStore(write.connection)
    digest = digest_of(refresh_token)
    found = store.find(digest)
    if found is None or found.revoked or found.expires_us <= write.now_us:
        return None
    if found.used:
        store.revoke_family(found.family, write.now_us)
        return None
    store.use(digest, write.now_us)
    workspace = WorkspaceStore(write.connection).by_key(found.workspace_key)
    return Session(workspace.id, _add_refresh(write, found.workspace_key, found.family))


def _add_refresh(write: WriteTransaction, workspace_key: int, family: str) -> str:
    token = REFRESH_PREFIX + secrets.token_urlsafe(30)
    expires_us = write.now_us + REFRESH_SECONDS * SECOND_US
    RefreshStore(write.connection).add(
        workspace_key, digest_of(token), family, write.now_us, expires_us
    )
    return token
