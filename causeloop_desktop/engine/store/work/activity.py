"""What was done in a workspace lately: detections and imports that ended, changes by people."""

from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, Select, func, select

from causeloop_desktop.contract.detections import DetectionResult, RunStatus
from causeloop_desktop.contract.jobs import JobKind
from causeloop_desktop.engine.store.schema import jobs, operations, runs
from causeloop_desktop.engine.store.tenant import TenantStore

_SHOWN_RUNS = (RunStatus.CURRENT, RunStatus.SUPERSEDED)


class EndedRun(NamedTuple):
    """A detection that became visible."""

    finished_us: int
    result: DetectionResult


class EndedImport(NamedTuple):
    """An import that ended, well or not; ``outcome`` says how in words."""

    finished_us: int
    title: str
    outcome: str


class Deed(NamedTuple):
    """A change by a person."""

    created_us: int
    actor: str
    summary: str
    undone: bool


class ActivityStore(TenantStore):
    """What was done in one workspace up to a moment, the latest first.

    Args:
        connection: Where to read.
        workspace_key: Whose deeds are meant.
        until_us: Nothing after this is seen.
    """

    def __init__(self, connection: Connection, workspace_key: int, until_us: int) -> None:
        super().__init__(connection, workspace_key)
        self._until_us = until_us

    def runs(self, limit: int) -> list[EndedRun]:
        """Give detections that became visible."""
        statement = select(runs.c.finished_us, runs.c.result).where(
            self._mine(runs, runs.c.finished_us),
            runs.c.status.in_(_SHOWN_RUNS),
            runs.c.result.is_not(None),
        )
        return [
            EndedRun(row.finished_us, DetectionResult.model_validate_json(row.result))
            for row in self._latest(statement, runs, limit)
        ]

    def imports(self, limit: int) -> list[EndedImport]:
        """Give imports that ended."""
        outcome = func.coalesce(jobs.c.error, jobs.c.message)
        statement = select(jobs.c.finished_us, jobs.c.title, outcome).where(
            self._mine(jobs, jobs.c.finished_us), jobs.c.kind == JobKind.IMPORT
        )
        return [EndedImport(*row) for row in self._latest(statement, jobs, limit)]

    def deeds(self, limit: int) -> list[Deed]:
        """Give changes by people."""
        columns = (
            operations.c.created_us,
            operations.c.actor,
            operations.c.summary,
            operations.c.undone_by.is_not(None),
        )
        statement = select(*columns).where(self._mine(operations, operations.c.created_us))
        return [Deed(*row) for row in self._latest(statement, operations, limit)]

    def _latest(self, statement: Select[Any], table: Any, limit: int) -> list[Row[Any]]:
        return list(self._connection.execute(statement.order_by(table.c.key.desc()).limit(limit)))

    def _mine(self, table: Any, moment: Any) -> Any:
        return self._of(table, moment <= self._until_us)
