"""A run while it is read, from its beginning on."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from causeloop_desktop.contract.base import ChangeKind
from causeloop_desktop.contract.connectors import SyncStatus
from causeloop_desktop.engine.services.errors import ConflictError
from causeloop_desktop.engine.store.database import WriteTransaction
from causeloop_desktop.engine.store.sources.connectors import ConnectorRow, ConnectorStore
from causeloop_desktop.engine.store.sources.sync_runs import SyncRunRow, SyncRunStore
from causeloop_desktop.engine.store.work.jobs import JobRow
from causeloop_desktop.engine.store.work.outbox import record_change

GONE = "The source was disconnected while it synced."


@dataclass(frozen=True)
class Going:
    """A run while it is read.

    Attributes:
        secrets: They are hidden in what the provider says.
        marks: How far a backfill has come, by stream and scope; it leaves the bookmarks alone.
        finished: What has been read to its end, as ``stream scope``; it is not asked for again.
        now: The time by which the run was begun; it asks for the same after a kill.
        taped: How much of the recording belongs to what is committed; ``None`` where it was cut.
        read: How many rows the pages held that were committed whole, and how many were skipped.
        parts: How many parts of the page under way were committed, and counted, before a kill.
    """

    connector: ConnectorRow
    run: SyncRunRow
    secrets: Mapping[str, str]
    counts: Counter[str]
    marks: dict[str, dict[str, Any]]
    finished: tuple[str, ...] = ()
    now: str | None = None
    taped: int | None = 0
    read: Mapping[str, int] = field(default_factory=dict)
    parts: int = 0

    @classmethod
    def of(cls, job: JobRow, connector: ConnectorRow, run: SyncRunRow) -> Self:
        """Begin a run, or go on with one where its job was last committed."""
        kept = job.checkpoint
        return cls(
            connector,
            run,
            {},
            Counter(kept.get("counts", {})),
            dict(kept.get("marks", {})),
            tuple(kept.get("finished", ())),
            kept.get("now"),
            kept.get("taped", 0),
            kept.get("read", {}),
            kept.get("parts", 0),
        )

    @property
    def is_backfill(self) -> bool:
        """Whether a part of the past was asked for."""
        return self.run.from_us is not None

    @property
    def checkpoint(self) -> dict[str, object]:
        """What the job keeps, so that a run that was killed goes on where it was."""
        return {
            "counts": dict(self.counts),
            "marks": self.marks,
            "finished": self.finished,
            "now": self.now,
            "taped": self.taped,
            "read": self.read,
            "parts": self.parts,
        }

    def after_part(self, number: int, found: Counter[str]) -> Self:
        """Give where the run stands after a part of a page; none is counted twice."""
        if number < self.parts:
            return self
        return replace(self, counts=self.counts + found, parts=number + 1)

    def after_page(self, message: Mapping[str, Any]) -> Self:
        """Give where the run stands after the last part of a page."""
        place = f"{message['stream']} {message['scope']}"
        mark = {name: message[name] for name in ("stream", "scope", "bookmark")}
        skipped = len(message["skipped"])
        asked = sum(one["count"] for one in message["contacts"]) or 1
        read = Counter(self.read) + Counter(rows=len(message["records"]), skipped=skipped)
        return replace(
            self,
            counts=self.counts + Counter(skipped=skipped, requests=asked),
            marks={**self.marks, place: mark} if self.is_backfill else self.marks,
            finished=(*self.finished, place) if message["is_last"] else self.finished,
            now=message["now"],
            taped=message.get("taped", 0),
            read=dict(read),
            parts=0,
        )


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
