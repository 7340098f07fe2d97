"""Workspaces: the own one from the first start, further empty ones, and the sample."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from functools import partial
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from causeloop_desktop.contract.base import ChangeKind, Page, WorkspaceId
from causeloop_desktop.contract.workspaces import Workspace, WorkspaceCreate
from causeloop_desktop.engine.services.errors import (
    ConflictError,
    InvalidError,
    NotFoundError,
    RuleBrokenError,
)
from causeloop_desktop.engine.services.foundation.cursors import Cursors
from causeloop_desktop.engine.store.database import Database, Read, WriteTransaction
from causeloop_desktop.engine.store.ids import new_id
from causeloop_desktop.engine.store.prepare import answers
from causeloop_desktop.engine.store.tenants.workspaces import WorkspaceRow, WorkspaceStore
from causeloop_desktop.engine.store.work.outbox import record_change

__all__ = ["WorkspaceRow", "WorkspaceService", "refuse_sample"]

OWN = "own"
SAMPLE = "sample"
RESERVED = frozenset({OWN, SAMPLE})
"""Slugs of workspaces that the engine makes by itself; the sample would fill one of its slug."""

LISTED = "workspaces"
"""What the cursors of the list are good for: it is one for all workspaces."""

Fill = Callable[[WorkspaceRow], Awaitable[None]]
"""Puts the sample's issues into its fresh workspace."""


class WorkspaceService:
    """Finds and makes workspaces.

    Args:
        database: Where they are kept.
        cursors: Signs the pages of the list.
        fill_sample: Puts the issues into the sample; run once, when it is made.
    """

    def __init__(self, database: Database, cursors: Cursors, fill_sample: Fill) -> None:
        self._database = database
        self._cursors = cursors
        self._fill_sample = fill_sample

    async def ensure_own(self) -> WorkspaceRow:
        """Give the own workspace, making it and its organization at the first start."""
        return await self._database.write(lambda write: _ensure(write, OWN, "My workspace"))

    async def ensure_sample(self) -> Workspace:
        """Give the sample workspace, making and filling it where it is not whole yet.

        A workspace that was made but not filled, because the engine was killed in between,
        is not marked yet and is filled again; equal issues change nothing.
        """
        row = await self._database.write(lambda write: _ensure(write, SAMPLE, "Sample workspace"))
        if not row.is_sample:
            await self._fill_sample(row)
            row = await self._database.write(lambda write: _mark_sample(write, row.key))
        return row.model

    async def find(self, id_or_slug: str) -> WorkspaceRow:
        """Give a workspace by id or slug.

        Raises:
            NotFoundError: There is none.
        """
        row = await self._database.read(lambda read: WorkspaceStore(read).find(id_or_slug))
        if row is None:
            raise NotFoundError("workspace", id_or_slug)
        return row

    async def list(self, limit: int, cursor: str | None) -> Page[Workspace]:
        """Give a page of all workspaces, oldest first."""
        after = self._cursors.after(LISTED, cursor) or 0
        rows, total = await self._database.read(partial(_page, after, limit + 1))
        info = self._cursors.info(LISTED, [row.key for row in rows], limit, total)
        return Page(data=tuple(row.model for row in rows[:limit]), page=info)

    async def create(self, request: WorkspaceCreate) -> Workspace:
        """Make an empty workspace.

        Raises:
            ConflictError: Its slug is taken.
            InvalidError: Its timezone is unknown.
        """
        _check_timezone(request.timezone)
        slug = request.slug or _slug_of(request.name)
        row = await self._database.write(lambda write: _create(write, request, slug))
        return row.model

    async def reachable(self) -> bool:
        """Tell whether the database answers."""
        return await asyncio.to_thread(answers, self._database)

    async def issue_count(self, workspace_key: int | None = None) -> int:
        """Give how many issues a workspace holds, or roughly how many the database does."""
        return await self._database.read(
            lambda read: WorkspaceStore(read).count_issues(workspace_key)
        )


def refuse_sample(workspace: WorkspaceRow) -> None:
    """Refuse to bring anything into the sample.

    Raises:
        RuleBrokenError: The workspace is the sample.
    """
    if workspace.is_sample:
        raise RuleBrokenError(
            "sample_read_only",
            "Nothing is imported into the sample workspace. Choose your own workspace "
            "and send the records there.",
        )


def _page(after: int, limit: int, read: Read) -> tuple[list[WorkspaceRow], int]:
    store = WorkspaceStore(read)
    return store.page(after, limit), store.count()


def _ensure(write: WriteTransaction, slug: str, name: str) -> WorkspaceRow:
    store = WorkspaceStore(write.connection)
    return store.find(slug) or _add(write, slug, name, "UTC")


def _create(write: WriteTransaction, request: WorkspaceCreate, slug: str) -> WorkspaceRow:
    if slug in RESERVED or WorkspaceStore(write.connection).find(slug) is not None:
        raise ConflictError(
            f"The slug {slug!r} is taken. Choose another one.", {"slug": "is taken"}
        )
    return _add(write, slug, request.name, request.timezone)


def _add(write: WriteTransaction, slug: str, name: str, timezone: str) -> WorkspaceRow:
    store = WorkspaceStore(write.connection)
    organization = store.first_organization()
    if organization is None:
        organization = store.add_organization(write.now_us, "My organization", "own")
    new_workspace = WorkspaceId(new_id("ws", write.now_us))
    draft = WorkspaceRow(0, new_workspace, slug, name, timezone, False, write.now_us)
    row = store.add(organization, draft)
    record_change(write, row.key, ChangeKind.WORKSPACES, [row.id])
    return row


def _mark_sample(write: WriteTransaction, key: int) -> WorkspaceRow:
    store = WorkspaceStore(write.connection)
    store.mark_sample(key)
    record_change(write, key, ChangeKind.WORKSPACES, [store.by_key(key).id])
    return store.by_key(key)


def _check_timezone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        message = f"There is no timezone {name!r}. Use a name such as Europe/Berlin."
        raise InvalidError(message, {"timezone": message}) from None


def _slug_of(name: str) -> str:
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60].strip("-")
    return slug or "workspace"
