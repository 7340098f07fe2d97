"""Workspaces: what a tenant's data lives in; the sample is one of its own."""

from pydantic import Field

from causeloop_desktop.contract.base import Instant, Line, Model, Request, WorkspaceId


class Workspace(Model):
    """A workspace; nothing is imported into one that ``is_sample``."""

    id: WorkspaceId
    slug: str
    name: str
    timezone: str = "UTC"
    is_sample: bool = False
    created_at: Instant


class WorkspaceCreate(Request):
    """A new, empty workspace."""

    name: Line = Field(min_length=2, max_length=100)
    slug: str | None = Field(default=None, pattern=r"^[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?$")
    timezone: str = "UTC"
