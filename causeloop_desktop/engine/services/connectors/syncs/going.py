"""A run while it is read, from its beginning on."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from causeloop_desktop.contract.base import ChangeKind
from causeloop_desktop.contract.connectors import SyncStatus
from causeloop_desktop.engine.services.errors import ConflictError
from causeloop_desktop.engine.services.jobs import JobRow
from causeloop_desktop.engine.store.connectors import ConnectorRow, ConnectorStore
from causeloop_desktop.engine.store.database import WriteTransaction
from causeloop_desktop.engine.store.outbox import record_change
from causeloop_desktop.engine.store.sync_runs import SyncRunRow, SyncRunStore

GONE = "The source was disconnected while it synced."


@dataclass(frozen=True)
class Going:
    """A run while it is read.

    Attributes:
        secrets: They are hidden in what the provider says.
        marks: How far a backfill has come, by stream and scope; it leaves the bookmarks alone.
    """

    connector: ConnectorRow
    run: SyncRunRow
    secrets: Mapping[str, str]
    counts: Counter[str]
    marks: dict[str, dict[str, Any]]

    @property
    def is_backfill(self) -> bool:
        """Whether a part of the past was asked for."""
        return self.run.from_us is not None

    @property
    def checkpoint(self) -> dict[str, object]:
        """What the job keeps, so that a run that was killed goes on counting."""
        return {"counts": dict(self.counts), "marks": self.marks}


def begin(
    job: JobRow, write: WriteTransaction
) -> tuple[ConnectorRow, SyncRunRow, list[dict[str, Any]]]:
    """Begin a run; give its connection, the run, and the bookmarks.

    Raises:
        ConflictError: The connection is gone.
    """
    store = ConnectorStore(write.connection, job.workspace_key)
    connector = store.by_key(job.params["connector"])
    if connector is None:
        raise ConflictError(GONE)
    runs = SyncRunStore(write.connection, job.workspace_key)
    run = runs.change(job.params["run"], status=SyncStatus.RUNNING)
    record_change(write, job.workspace_key, ChangeKind.CONNECTORS, [connector.id], 1)
    return connector, run, store.bookmarks(connector.key)


def withdraw(job: JobRow, write: WriteTransaction) -> None:
    """Close the run of a job that never began."""
    runs = SyncRunStore(write.connection, job.workspace_key)
    run = runs.open_of(job.params["connector"])
    if run is not None and run.key == job.params["run"]:
        runs.finish(run.key, write.now_us, SyncStatus.CANCELLED)
        record_change(write, job.workspace_key, ChangeKind.CONNECTORS, [run.model.connector_id], 1)
