"""Runs of connections as rows: what they brought, and what they skipped."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    func,
    insert,
    select,
    update,
)

from causeloop_desktop.contract.base import JobId
from causeloop_desktop.contract.connectors import (
    ConnectorId,
    SkippedRow,
    SyncDetails,
    SyncRun,
    SyncRunId,
    SyncStatus,
)
from causeloop_desktop.contract.times import SECOND_US, from_known_micros, from_micros, to_micros
from causeloop_desktop.engine.store.ids import new_id
from causeloop_desktop.engine.store.schema import (
    connectors,
    jobs,
    skipped_rows,
    sync_runs,
)
from causeloop_desktop.engine.store.tenant import TenantStore

LONGEST_SKIPPED = 20_000
"""So many characters of a row that was skipped are kept."""


_UNDER_WAY = (SyncStatus.PENDING, SyncStatus.RUNNING)


@dataclass(frozen=True, slots=True)
class SyncRunRow:
    """A run with its keys."""

    key: int
    connector_key: int
    job_key: int | None
    from_us: int | None
    to_us: int | None
    model: SyncRun


class SyncRunStore(TenantStore):
    """The sync runs of one workspace, through one connection to the database."""

    def add(
        self,
        now_us: int,
        connector_key: int,
        reason: str,
        span: tuple[int | None, int | None] = (None, None),
    ) -> SyncRunRow:
        """Queue a run."""
        key = self._connection.execute(
            insert(sync_runs)
            .values(
                id=new_id("run", now_us),
                workspace_key=self._workspace,
                connector_key=connector_key,
                status=SyncStatus.PENDING,
                reason=reason,
                from_us=span[0],
                to_us=span[1],
                started_us=now_us,
            )
            .returning(sync_runs.c.key)
        ).scalar_one()
        return self.by_key(key)

    def by_key(self, key: int) -> SyncRunRow:
        """Give a run of which it is known that it is there."""
        return _to_run(self._connection.execute(self._select(sync_runs.c.key == key)).one())

    def find(self, connector_key: int, run_id: str) -> SyncRunRow | None:
        """Give a run of a connection by its id."""
        row = self._connection.execute(
            self._select(sync_runs.c.connector_key == connector_key, sync_runs.c.id == run_id)
        ).one_or_none()
        return None if row is None else _to_run(row)

    def open_of(self, connector_key: int) -> SyncRunRow | None:
        """Give the run of a connection that has not ended."""
        found = self._connection.execute(
            self._select(
                sync_runs.c.connector_key == connector_key, sync_runs.c.status.in_(_UNDER_WAY)
            ).order_by(sync_runs.c.key.desc())
        ).first()
        return None if found is None else _to_run(found)

    def latest_of(self, connector_keys: Sequence[int]) -> dict[int, SyncRunRow]:
        """Give the newest run of each connection that has one."""
        newest = (
            select(func.max(sync_runs.c.key))
            .where(sync_runs.c.connector_key.in_(connector_keys))
            .group_by(sync_runs.c.connector_key)
        )
        rows = self._connection.execute(self._select(sync_runs.c.key.in_(newest)))
        return {row.connector_key: _to_run(row) for row in rows}

    def page(self, connector_key: int, before: int | None, limit: int) -> list[SyncRunRow]:
        """Give runs of a connection, newest first, after the one of a key."""
        wanted = [sync_runs.c.connector_key == connector_key]
        if before is not None:
            wanted.append(sync_runs.c.key < before)
        statement = self._select(*wanted).order_by(sync_runs.c.key.desc()).limit(limit)
        return [_to_run(row) for row in self._connection.execute(statement)]

    def count(self, connector_key: int) -> int:
        """Count the runs of a connection."""
        counted = select(func.count()).where(
            self._of(sync_runs),
            sync_runs.c.connector_key == connector_key,
        )
        return self._connection.execute(counted).scalar_one()

    def change(self, key: int, **values: Any) -> SyncRunRow:
        """Write columns of a run; ``counts`` is a mapping, ``details`` a model."""
        if "counts" in values:
            values["counts"] = json.dumps(values["counts"])
        if isinstance(values.get("details"), SyncDetails):
            values["details"] = values["details"].model_dump_json()
        self._connection.execute(
            update(sync_runs).where(self._mine(sync_runs.c.key == key)).values(**values)
        )
        return self.by_key(key)

    def finish(
        self, key: int, now_us: int, status: SyncStatus, details: SyncDetails | None = None
    ) -> SyncRunRow:
        """Write how a run ended; what was left of a wait has not been waited."""
        until = self.by_key(key).model.waiting_until
        left_us = 0 if until is None else max(0, to_micros(until) - now_us)
        return self.change(
            key,
            status=status,
            details=details,
            finished_us=now_us,
            waiting_until_us=None,
            waited_us=sync_runs.c.waited_us - left_us,
        )

    def wait(self, key: int, now_us: int, seconds: float, reason: str) -> None:
        """Note for what a run waits from now on."""
        waits_us = round(seconds * SECOND_US)
        self._connection.execute(
            update(sync_runs)
            .where(self._mine(sync_runs.c.key == key))
            .values(
                waiting_until_us=now_us + waits_us,
                waiting_for=reason,
                waited_us=sync_runs.c.waited_us + waits_us,
            )
        )

    def add_skipped(self, run_key: int, stream: str, skipped: Sequence[Mapping[str, Any]]) -> None:
        """Keep rows that could not become records, with the reason of each."""
        if skipped:
            self._connection.execute(
                insert(skipped_rows),
                [
                    {
                        "workspace_key": self._workspace,
                        "run_key": run_key,
                        "stream": stream,
                        "reason": one["reason"],
                        "row": json.dumps(one["row"], ensure_ascii=False)[:LONGEST_SKIPPED],
                    }
                    for one in skipped
                ],
            )

    def skipped(self, run_key: int, after: int, limit: int) -> list[tuple[int, SkippedRow]]:
        """Give skipped rows of a run with their keys, in their order."""
        statement = (
            select(skipped_rows)
            .where(
                self._of(skipped_rows),
                skipped_rows.c.run_key == run_key,
                skipped_rows.c.key > after,
            )
            .order_by(skipped_rows.c.key)
            .limit(limit)
        )
        return [
            (row.key, SkippedRow(stream=row.stream, reason=row.reason, row=row.row))
            for row in self._connection.execute(statement)
        ]

    def _select(self, *conditions: ColumnElement[bool]) -> Any:
        return (
            select(
                sync_runs,
                connectors.c.id.label("connector_id"),
                jobs.c.id.label("job_id"),
            )
            .join(connectors, connectors.c.key == sync_runs.c.connector_key)
            .outerjoin(jobs, jobs.c.key == sync_runs.c.job_key)
            .where(self._mine(*conditions))
        )

    def _mine(self, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
        return self._of(sync_runs, *conditions)


def _to_run(row: Row[Any]) -> SyncRunRow:
    return SyncRunRow(
        key=row.key,
        connector_key=row.connector_key,
        job_key=row.job_key,
        from_us=row.from_us,
        to_us=row.to_us,
        model=SyncRun.model_validate(
            {
                "id": SyncRunId(row.id),
                "connector_id": ConnectorId(row.connector_id),
                "status": row.status,
                "reason": row.reason,
                **json.loads(row.counts),
                "details": None if row.details is None else json.loads(row.details),
                "job_id": None if row.job_id is None else JobId(row.job_id),
                "from": from_known_micros(row.from_us),
                "to": from_known_micros(row.to_us),
                "waiting_for": row.waiting_for,
                "waiting_until": from_known_micros(row.waiting_until_us),
                "waited_seconds": row.waited_us // SECOND_US,
                "started_at": from_micros(row.started_us),
                "finished_at": from_known_micros(row.finished_us),
            }
        ),
    )
