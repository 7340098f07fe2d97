"""Imports in the worker: a spooled file becomes batches of records, each with its place.

A run that resumes reads the file again from the beginning and passes over the rows that were
written before: ids derived from a row depend on the equal rows above it.
"""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from causeloop_desktop.contract.imports import ImportOptions
from causeloop_desktop.engine.domain.importing.plans import plan_import
from causeloop_desktop.engine.domain.importing.records import (
    Mendings,
    RecordMaker,
    RowRefusedError,
)
from causeloop_desktop.engine.domain.importing.rows import (
    BadRow,
    Row,
    Rows,
    UnreadableFileError,
    bad_row,
)
from causeloop_desktop.engine.domain.importing.shapes import HEAD_BYTES, read_rows
from causeloop_desktop.engine.domain.records.normalise import Record
from causeloop_desktop.engine.worker.protocol import Outbox, Spec, WorkRefusedError

BATCH_ROWS = 500
BATCH_CHARACTERS = 2_000_000
"""A batch ends at whichever comes first, so that long bodies do not fill the memory."""


@dataclass
class Batch:
    """Rows on their way to the engine."""

    records: list[Record] = field(default_factory=list)
    rejections: list[BadRow] = field(default_factory=list)
    characters: int = 0

    @property
    def rows(self) -> int:
        """How many rows of the file these are."""
        return len(self.records) + len(self.rejections)

    @property
    def full(self) -> bool:
        """Whether it should be sent."""
        return self.rows >= BATCH_ROWS or self.characters >= BATCH_CHARACTERS

    def add(self, record: Record) -> None:
        """Take a row that became a record."""
        self.records.append(record)
        self.characters += len(record.title) + len(record.body) + len(record.metadata)


def run(spec: Spec, out: Outbox) -> None:
    """Send the rows of a spooled file, but for the first ``rows_done``; none if ``complete``.

    Each message of type ``rows`` has ``records`` (lists in the order of ``Record``),
    ``rejections`` (line, reason, text), how many ``rows`` and ``bytes`` of the file are done
    with it, and the ``mendings`` in it. Progress follows once the engine has committed it.

    Raises:
        WorkRefusedError: The file cannot be read.
    """
    try:
        if not spec.params["complete"]:
            _send_rows(spec, out)
    except UnreadableFileError as error:
        raise WorkRefusedError(str(error)) from error
    except OSError as error:
        raise WorkRefusedError(f"The file cannot be read: {error.strerror}.") from error
    out.done({})


def _send_rows(spec: Spec, out: Outbox) -> None:
    options = ImportOptions.model_validate(spec.params["options"])
    size, done = int(spec.params["size"]), int(spec.params["rows_done"])
    with Path(spec.params["path"]).open("rb") as stream:
        plan = plan_import(stream.read(HEAD_BYTES), options)
        stream.seek(0)
        rows, maker = read_rows(stream, plan.shape), plan.record_maker()
        _pass_over(rows, maker, done)
        while (batch := _next_batch(rows, maker)).rows:
            done += batch.rows
            position = size if stream.closed else stream.tell()
            _send(out, batch, _taken(maker), done, position)
            out.progress(position / max(size, 1), f"{done:,} rows", done=done)
    _refuse_changed(Path(spec.params["path"]), size)


def _refuse_changed(path: Path, size: int) -> None:
    """Do not take the beginning of a file for all of it."""
    if path.stat().st_size != size:
        message = "The uploaded file changed while it was read. What was read stays; import again."
        raise WorkRefusedError(message)


def _pass_over(rows: Rows, maker: RecordMaker, count: int) -> None:
    """Skip rows that an earlier run has written; equal rows below them must know of them."""
    for _ in range(count):
        row = next(rows, None)
        if isinstance(row, Row):
            maker.skip(row)


def _next_batch(rows: Rows, maker: RecordMaker) -> Batch:
    batch = Batch()
    for row in rows:
        _add(batch, row, maker)
        if batch.full:
            break
    return batch


def _add(batch: Batch, row: Row | BadRow, maker: RecordMaker) -> None:
    if isinstance(row, BadRow):
        batch.rejections.append(row)
        return
    try:
        batch.add(maker.make(row))
    except RowRefusedError as error:
        batch.rejections.append(bad_row(row.line, str(error), _as_text(row)))


def _taken(maker: RecordMaker) -> Mendings:
    """Take the counts of what was mended since the last batch."""
    mendings, maker.mendings = maker.mendings, Mendings()
    return mendings


def _send(out: Outbox, batch: Batch, mendings: Mendings, rows: int, position: int) -> None:
    out.rows(
        records=batch.records,
        rejections=batch.rejections,
        rows=rows,
        bytes=position,
        mendings=asdict(mendings),
    )


def _as_text(row: Row) -> str:
    return json.dumps(row.values, ensure_ascii=False)
