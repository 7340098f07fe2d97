"""Remaps: what is kept of a source, read again as it is understood today."""

from collections import Counter
from collections.abc import Mapping
from functools import partial
from typing import Any

from causeloop_desktop.connectors.description.connector import Connector as Description
from causeloop_desktop.contract.jobs import JobKind, JobStatus
from causeloop_desktop.contract.remaps import RemapChange, RemapResult, RemapStarted
from causeloop_desktop.engine.domain.records.normalise import Record
from causeloop_desktop.engine.services.connectors.connections import find_row
from causeloop_desktop.engine.services.connectors.places import place_of
from causeloop_desktop.engine.services.errors import ConflictError
from causeloop_desktop.engine.services.jobs.service import JobService
from causeloop_desktop.engine.store.database import Database, Read, WriteTransaction
from causeloop_desktop.engine.store.intake.ingest import upsert
from causeloop_desktop.engine.store.intake.kept_rows import KeptRowStore
from causeloop_desktop.engine.store.sources.connectors import ConnectorRow, ConnectorStore
from causeloop_desktop.engine.store.work.jobs import Ending, JobRow, JobStore

MOST_EXAMPLES = 50


class RemapService:
    """Starts remaps.

    Args:
        database: Where connections and kept rows are.
        jobs: Runs them.
    """

    def __init__(self, database: Database, jobs: JobService) -> None:
        self._database = database
        self._jobs = jobs

    async def start(self, workspace_key: int, connector_id: str, *, preview: bool) -> RemapStarted:
        """Read the kept rows of a connection again; a preview writes nothing.

        Raises:
            NotFoundError: The workspace has no such connection.
            ConflictError: Nothing of it is kept, or it has not said yet what reading needs.
        """
        row = await self._database.read(partial(_ready, workspace_key, connector_id))
        verb = "Looking through" if preview else "Reading"
        job, _ = await self._jobs.enqueue_once(
            workspace_key,
            JobKind.REMAP,
            f"{verb} the kept rows of {row.display_name}",
            {"connector": row.key, "preview": preview},
            alike=("connector", "preview"),
        )
        return RemapStarted(job_id=job.id)


class RemapHandler:
    """Runs remaps as jobs; one that was killed goes on after the last chunk.

    Args:
        database: Where everything is.
    """

    kind = JobKind.REMAP

    def __init__(self, database: Database) -> None:
        self._database = database

    async def spec(self, job: JobRow) -> dict[str, object]:
        """Tell the worker whose rows to read, and after which.

        Raises:
            ConflictError: The source was disconnected meanwhile.
        """
        key = int(job.params["connector"])
        row = await self._database.read(
            lambda read: ConnectorStore(read, job.workspace_key).by_key(key)
        )
        if row is None:
            raise ConflictError("The source was disconnected before its rows were read.")
        description, place = place_of(row)
        told = row.learned.get("base_url")
        return {
            "type": row.type,
            "connector_key": row.key,
            "connector_id": row.id,
            "settings": dict(place.settings),
            "base_url": told if description.reader and told else place.base_url,
            "after": job.checkpoint.get("after"),
            "done": job.checkpoint.get("counts", {}).get("rows", 0),
        }

    async def on_rows(self, job: JobRow, message: dict[str, Any]) -> None:
        """Write what differs, with the last of a chunk also how far it has come."""
        job.checkpoint.update(
            await self._database.write(partial(_write_chunk, job, dict(job.checkpoint), message))
        )

    async def on_done(self, job: JobRow, result: dict[str, Any]) -> Ending:
        """Say what came of it."""
        found = _result(job)
        return Ending(JobStatus.SUCCEEDED, said_of(found), result=found.model_dump(mode="json"))

    async def on_stopped(self, job: JobRow, ending: Ending) -> Ending:
        """Say how far it came; what was written stays."""
        return Ending(
            ending.status,
            ending.message,
            error=ending.error,
            result=_result(job).model_dump(mode="json"),
        )


def said_of(found: RemapResult) -> str:
    """Say what came of a remap, or would come of it."""
    counts = f"{found.new:,} new, {found.changed:,} changed, {found.same:,} the same"
    skipped = f"; not to be read today either: {found.skipped:,}" if found.skipped else ""
    begin = "It would give" if found.preview else "Read again:"
    return f"{begin} {counts}{skipped}."


def _ready(workspace_key: int, connector_id: str, read: Read) -> ConnectorRow:
    row = find_row(workspace_key, connector_id, read)
    description, _ = place_of(row)
    if not KeptRowStore(read, workspace_key, row.key).count():
        message = f"Nothing is kept of {row.display_name}. Sync it, or fetch the past again."
        raise ConflictError(message)
    if _learns(description) and not row.learned:
        message = f"{row.display_name} must sync once first, as its rows were kept before that."
        raise ConflictError(message)
    return row


def _learns(description: Description) -> bool:
    """Tell whether rows are read by what the source tells of the account."""
    check = description.check
    return description.reader is not None or (check is not None and check.learns is not None)


def _write_chunk(
    job: JobRow,
    checkpoint: Mapping[str, Any],
    message: Mapping[str, Any],
    write: WriteTransaction,
) -> dict[str, Any]:
    if not job.params["preview"]:
        upsert(write, job.workspace_key, [Record(*values) for values in message["records"]])
    if "after" not in message:  # more of the same chunk follows
        return dict(checkpoint)
    counts = Counter(checkpoint.get("counts", {})) + Counter(message["counts"])
    examples = [*checkpoint.get("examples", []), *message["examples"]][:MOST_EXAMPLES]
    after = {"after": message["after"], "counts": dict(counts), "examples": examples}
    JobStore(write.connection, job.workspace_key).checkpoint(job.key, after)
    return after


def _result(job: JobRow) -> RemapResult:
    examples = tuple(RemapChange(**one) for one in job.checkpoint.get("examples", []))
    counts = job.checkpoint.get("counts", {})
    return RemapResult(preview=job.params["preview"], examples=examples, **counts)
