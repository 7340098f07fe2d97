"""Who may call: exchanged sessions, tokens made by hand, and the scopes they carry."""

from enum import StrEnum
from typing import Literal

from pydantic import Field

from causeloop_desktop.contract.base import Instant, Line, Model, Request, TokenId, WorkspaceId


class Scope(StrEnum):
    """What a token may do."""

    ISSUES_READ = "issues:read"
    ISSUES_WRITE = "issues:write"
    PATTERNS_READ = "patterns:read"
    PATTERNS_WRITE = "patterns:write"
    PREDICTIONS_READ = "predictions:read"
    PREDICTIONS_WRITE = "predictions:write"
    INGEST_WRITE = "ingest:write"
    JOBS_READ = "jobs:read"
    JOBS_WRITE = "jobs:write"
    WORKSPACE_READ = "workspace:read"
    WORKSPACE_WRITE = "workspace:write"
    TOKENS_ADMIN = "tokens:admin"
    CONNECTORS_READ = "connectors:read"
    CONNECTORS_ADMIN = "connectors:admin"
    WEBHOOKS_ADMIN = "webhooks:admin"


class AuthExchange(Request):
    """A session of the identity provider to be exchanged for a token of ours."""

    subject_token: str = Field(min_length=1)


class AuthRefresh(Request):
    """A refresh token to be exchanged for a fresh pair; it can be used once."""

    refresh_token: str = Field(min_length=1)


class AuthTokens(Model):
    """A bearer token with what it may do and for how many seconds."""

    access_token: str
    refresh_token: str
    token_type: Literal["bearer"] = Field(default="bearer")
    expires_in: int
    scope: str
    workspace_id: WorkspaceId


class TokenCreate(Request):
    """A new long-lived token; its secret is shown once."""

    name: Line = Field(min_length=1, max_length=100)
    scopes: tuple[Scope, ...] = Field(min_length=1)


class Token(Model):
    """A token without its secret."""

    id: TokenId
    name: str
    scopes: tuple[Scope, ...]
    created_at: Instant
    last_used_at: Instant | None = None
    revoked_at: Instant | None = None


class TokenCreated(Model):
    """A new token with its secret, which is never shown again."""

    token: str
    details: Token
