"""Detection runs as rows: version, parameters, seconds, counts, and what became of each."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, func, insert, select, update

from causeloop_desktop.contract.detections import DetectionResult, DetectionRun, RunStatus
from causeloop_desktop.contract.times import from_micros
from causeloop_desktop.engine.store.ids import new_id
from causeloop_desktop.engine.store.schema import runs


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run with its key and the newest issue it looked at."""

    key: int
    through_issue: int
    model: DetectionRun


class RunStore:
    """The detection runs of one workspace, through one connection."""

    def __init__(self, connection: Connection, workspace_key: int) -> None:
        self._connection = connection
        self._workspace = workspace_key

    def add(self, now_us: int, version: str, parameters: Mapping[str, object]) -> RunRow:
        """Begin a run."""
        values = {
            "id": new_id("run", now_us),
            "workspace_key": self._workspace,
            "status": RunStatus.RUNNING,
            "version": version,
            "parameters": json.dumps(parameters),
            "created_us": now_us,
        }
        statement = insert(runs).values(values).returning(runs)
        return _to_run(self._connection.execute(statement).one())

    def find(self, key: int) -> RunRow | None:
        """Give a run; 0, which stands before the first one, is none."""
        row = self._connection.execute(select(runs).where(self._mine(runs.c.key == key)))
        found = row.one_or_none()
        return None if found is None else _to_run(found)

    def page(self, before: int | None, limit: int) -> list[RunRow]:
        """Give runs, newest first, beginning after the run ``before``."""
        older = self._mine() if before is None else self._mine(runs.c.key < before)
        rows = self._connection.execute(
            select(runs).where(older).order_by(runs.c.key.desc()).limit(limit)
        )
        return [_to_run(row) for row in rows]

    def count(self) -> int:
        """Count the runs of this workspace."""
        counted = select(func.count()).select_from(runs).where(self._mine())
        return self._connection.execute(counted).scalar_one()

    def unseen(self, current: int) -> list[int]:
        """Give the keys of runs other than the current one that have ended, 0 among them."""
        ended = self._mine(runs.c.key != current, runs.c.status != RunStatus.RUNNING)
        keys = list(self._connection.execute(select(runs.c.key).where(ended)).scalars())
        return keys if current == 0 else [0, *keys]

    def abandon(self, now_us: int) -> None:
        """Give up runs that an engine left behind when it was killed."""
        self._update(
            runs.c.status == RunStatus.RUNNING, status=RunStatus.FAILED, finished_us=now_us
        )

    def see_through(self, key: int, through_issue: int, version: str) -> None:
        """Note the newest issue that a run looked at, and the configuration it looked with."""
        self._update(runs.c.key == key, through_issue=through_issue, version=version)

    def finish(
        self, key: int, now_us: int, status: RunStatus, result: DetectionResult | None = None
    ) -> None:
        """Write how a run ended; a new current one supersedes those before it."""
        if status is RunStatus.CURRENT:
            self._update(runs.c.status == RunStatus.CURRENT, status=RunStatus.SUPERSEDED)
        kept = None if result is None else result.model_dump_json()
        self._update(runs.c.key == key, status=status, finished_us=now_us, result=kept)

    def _update(self, condition: Any, **values: Any) -> None:
        self._connection.execute(update(runs).where(self._mine(condition)).values(**values))

    def _mine(self, *conditions: Any) -> Any:
        return and_(runs.c.workspace_key == self._workspace, *conditions)


def _to_run(row: Any) -> RunRow:
    result = None if row.result is None else DetectionResult.model_validate_json(row.result)
    model = DetectionRun(
        id=row.id,
        status=RunStatus(row.status),
        version=row.version,
        parameters=json.loads(row.parameters),
        result=result,
        created_at=from_micros(row.created_us),
        finished_at=None if row.finished_us is None else from_micros(row.finished_us),
    )
    return RunRow(row.key, row.through_issue, model)
