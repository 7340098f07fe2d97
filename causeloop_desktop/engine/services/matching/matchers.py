"""The matchers of all workspaces: made when first asked for, kept while nothing changes them."""

import asyncio
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from causeloop_desktop.engine.services.patterns.models import ModelShelf, load_matcher
from causeloop_desktop.engine.store.database import Database, Read
from causeloop_desktop.engine.store.patterns.constraints import ConstraintStore
from causeloop_desktop.engine.store.patterns.memberships import MembershipStore
from causeloop_desktop.engine.store.tenants.workspaces import WorkspaceStore

if TYPE_CHECKING:
    from causeloop_desktop.engine.domain.matching.matcher import Matcher

Stamp: TypeAlias = tuple[int, int]
"""The visible run and the latest decision: a matcher is as good as new while both stay."""


class Matchers:
    """Reads the numbers that a detection left, once for all who compare texts.

    Args:
        database: Where issues are.
        models: The directory of all models.
    """

    def __init__(self, database: Database, models: Path) -> None:
        self._database = database
        self._models = models
        self._known: dict[int, tuple[Stamp, Matcher]] = {}
        self._lock = asyncio.Lock()

    async def get(self, workspace_key: int) -> "Matcher":
        """Give the matcher of a workspace as it stands now."""
        stamp = await self._database.read(partial(_stamp, workspace_key))
        async with self._lock:
            known = self._known.get(workspace_key)
            if known is None or known[0] != stamp:
                matcher = await self._database.read(partial(_load, workspace_key, self._models))
                self._known[workspace_key] = known = (stamp, matcher)
            return known[1]


def _stamp(workspace_key: int, read: Read) -> Stamp:
    run = MembershipStore(read, workspace_key).reach().run
    return run, ConstraintStore(read, workspace_key).latest()


def _load(workspace_key: int, models: Path, read: Read) -> "Matcher":
    workspace = WorkspaceStore(read).by_key(workspace_key)
    return load_matcher(read, workspace_key, ModelShelf(models / workspace.id))
