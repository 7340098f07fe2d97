"""Deploys: issues of kind ``deploy``, which tell that a service was put out anew.

They come as any other event, with ``"kind": "deploy"`` beside the fields that we know, and are
news, not failures: they are in no pattern.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Connection, Row, func, select

from causeloop_desktop.engine.domain.forecasts.local.deploys import EMPTY_LOG, DeployLog
from causeloop_desktop.engine.store.batches import batches
from causeloop_desktop.engine.store.schema import SAYS_DEPLOY, issues, occurrences
from causeloop_desktop.engine.store.tenant import TenantStore

if TYPE_CHECKING:
    from collections.abc import Mapping

KIND = "deploy"


class DeployStamp(NamedTuple):
    """What changes with every deploy that comes or is told of otherwise."""

    deploys: int
    updated_us: int


class KnownDeploys(NamedTuple):
    """The deploys of a workspace as they were read once."""

    stamp: DeployStamp = DeployStamp(0, 0)
    log: DeployLog = EMPTY_LOG


class DeployStore(TenantStore):
    """The deploys of one workspace, through one connection."""

    def __init__(self, connection: Connection, workspace_key: int) -> None:
        super().__init__(connection, workspace_key)
        self._mine = self._of(issues, SAYS_DEPLOY)

    def newer(self, known: KnownDeploys) -> KnownDeploys | None:
        """Read the deploys, if there are others than those known."""
        changed = func.coalesce(func.max(issues.c.updated_us), 0)
        found = select(func.count(), changed).select_from(issues).where(self._mine)
        stamp = DeployStamp(*self._connection.execute(found).one())
        return None if stamp == known.stamp else KnownDeploys(stamp, self.log())

    def keys(self) -> frozenset[int]:
        """Say which issues are deploys."""
        return frozenset(row.key for row in self._rows())

    def log(self) -> DeployLog:
        """Give every deploy with the service that it names, also those that came again."""
        rows = self._rows()
        services = {row.key: row.service or "" for row in rows}
        found = [(services[row.key], row.occurred_us) for row in rows]
        for some in batches(services):
            again = select(occurrences.c.issue_key, occurrences.c.time_us).where(
                occurrences.c.issue_key.in_(some)
            )
            found += [(services[key], time) for key, time in self._connection.execute(again)]
        return DeployLog.of(found)

    def _rows(self) -> list[Row[Any]]:
        columns = (issues.c.key, issues.c.service, issues.c.occurred_us, issues.c.metadata)
        rows = self._connection.execute(select(*columns).where(self._mine))
        return [row for row in rows if is_deploy(json.loads(row.metadata))]


def is_deploy(metadata: Mapping[str, object]) -> bool:
    """Tell from what an issue says besides the fields that we know whether it is a deploy."""
    return metadata.get("kind") == KIND
