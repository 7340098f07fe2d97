"""The engine's half of an import: batches of its worker are written with their checkpoint."""

from dataclasses import replace
from typing import Any

from causeloop_desktop.contract.imports import ImportResult, RowRejection
from causeloop_desktop.contract.jobs import JobKind, JobStatus
from causeloop_desktop.engine.domain.records.normalise import Record
from causeloop_desktop.engine.services.foundation.spool import Spool
from causeloop_desktop.engine.store.database import Database, WriteTransaction
from causeloop_desktop.engine.store.intake.ingest import UpsertResult, upsert
from causeloop_desktop.engine.store.intake.refused import RejectionStore
from causeloop_desktop.engine.store.work.jobs import Ending, JobRow, JobStore

COMPLETE = "complete"
SHOWN_REJECTIONS = 5
"""How many refused rows a job's result carries; the others are listed apart."""


class ImportHandler:
    """Writes what the worker reads.

    A batch, the rows it refused and the place in the file are one transaction: after a kill the
    import goes on exactly where its last commit ended.

    Args:
        database: Where issues are written.
        spool: Where the files are.
    """

    kind = JobKind.IMPORT

    def __init__(self, database: Database, spool: Spool) -> None:
        self._database = database
        self._spool = spool
        self._results: dict[int, ImportResult] = {}

    async def spec(self, job: JobRow) -> dict[str, object]:
        """Tell the worker which file to read and how many of its rows are written already."""
        result = ImportResult.model_validate(job.checkpoint)
        self._results[job.key] = result
        return {
            "path": str(self._spool.path(job.params["file"])),
            "size": job.params["size"],
            "options": job.params["options"],
            "rows_done": result.rows,
            "complete": job.checkpoint.get(COMPLETE, False),
        }

    async def on_rows(self, job: JobRow, message: dict[str, Any]) -> None:
        """Write a batch with its place in the file."""
        before = self._results[job.key]
        self._results[job.key] = await self._database.write(
            lambda write: _write_batch(write, job, before, message)
        )

    async def on_done(self, job: JobRow, result: dict[str, Any]) -> Ending:
        """Count what became of the rows and let go of the file."""
        reached = self._results[job.key]
        # A kill between here and the end of the job must not look for a file that is gone.
        done = {**reached.model_dump(mode="json"), COMPLETE: True}
        await self._database.write(
            lambda write: JobStore(write.connection, job.workspace_key).checkpoint(job.key, done)
        )
        del self._results[job.key]
        await self._spool.discard(self._spool.path(job.params["file"]))
        status = JobStatus.PARTIAL if reached.rejected else JobStatus.SUCCEEDED
        return Ending(status, _sentence(reached), result=reached.model_dump(mode="json"))

    async def on_stopped(self, job: JobRow, ending: Ending) -> Ending:
        """Say how much of a cancelled or failed import stays, and let go of the file."""
        reached = self._results.pop(job.key, ImportResult())
        await self._spool.discard(self._spool.path(job.params["file"]))
        kept = f"{ending.message} {_sentence(reached)}".strip() if reached.rows else ending.message
        return replace(ending, message=kept, result=reached.model_dump(mode="json"))


def _write_batch(
    write: WriteTransaction, job: JobRow, before: ImportResult, message: dict[str, Any]
) -> ImportResult:
    rejections = [
        RowRejection(line=line, reason=reason, row=row)
        for line, reason, row in message["rejections"]
    ]
    records = [Record(*values) for values in message["records"]]
    counts = upsert(write, job.workspace_key, records)
    RejectionStore(write.connection, job.workspace_key).add(job.key, rejections)
    reached = _add(before, counts, rejections, message).model_copy(
        update={"bytes_total": job.params["size"]}
    )
    store = JobStore(write.connection, job.workspace_key)
    store.checkpoint(job.key, reached.model_dump(mode="json"))
    return reached


def _add(
    before: ImportResult,
    counts: UpsertResult,
    rejections: list[RowRejection],
    message: dict[str, Any],
) -> ImportResult:
    """Add a batch to what was reached before it."""
    mended = {name: getattr(before, name) + number for name, number in message["mendings"].items()}
    return before.model_copy(
        update={
            "rows": message["rows"],
            "created": before.created + counts.created,
            "updated": before.updated + counts.updated,
            "unchanged": before.unchanged + counts.unchanged,
            "ignored_older": before.ignored_older + counts.ignored_older,
            "rejected": before.rejected + len(rejections),
            "rejections": (*before.rejections, *rejections)[:SHOWN_REJECTIONS],
            "bytes_done": message["bytes"],
            **mended,
        }
    )


def _sentence(result: ImportResult) -> str:
    refused = f", {result.rejected:,} refused" if result.rejected else ""
    return (
        f"{result.rows:,} rows: {result.created:,} new, {result.updated:,} updated, "
        f"{result.unchanged:,} unchanged{refused}."
    )
