"""How a file will be imported, decided from its beginning: the preview and the import agree."""

import io
from dataclasses import dataclass
from itertools import islice

from causeloop_desktop.contract.imports import (
    ColumnGuess,
    FileFormat,
    ImportOptions,
    ImportPreview,
    IssueField,
)
from causeloop_desktop.engine.domain.importing.columns import FieldColumns, choose_columns
from causeloop_desktop.engine.domain.importing.records import RecordMaker
from causeloop_desktop.engine.domain.importing.rows import BadRow, Row
from causeloop_desktop.engine.domain.importing.shapes import (
    HEAD_BYTES,
    FileShape,
    read_text,
    recognise,
)
from causeloop_desktop.engine.domain.records.moments import guess_day_first

SAMPLE_ROWS = 200
_SHOWN_ROWS = 20
_SHOWN_SAMPLES = 5
_MAX_COLUMNS = 300
_SHOWN_TEXT = 200
_DATES = (IssueField.SOURCE_CREATED_AT, IssueField.SOURCE_UPDATED_AT)


@dataclass(frozen=True)
class Plan:
    """How a file is read and what its columns mean.

    Attributes:
        name: The file's own.
        names: The columns seen in the beginning; JSON may bring others later.
        samples: Values of each column, as text.
    """

    name: str
    shape: FileShape
    columns: FieldColumns
    source: str | None
    day_first: bool
    names: tuple[str, ...]
    samples: dict[str, tuple[str, ...]]
    rows: tuple[Row, ...]
    refused: tuple[BadRow, ...]

    def record_maker(self) -> RecordMaker:
        """Give what turns this file's rows into records."""
        return RecordMaker(
            self.columns, origin=self.name, source=self.source, day_first=self.day_first
        )


def plan_import(head: bytes, options: ImportOptions) -> Plan:
    """Decide how a file that begins with ``head`` is imported.

    Raises:
        UnreadableFileError: It is nothing that can be imported, or an option does not fit it.
    """
    shape, text = recognise(head, options)
    read = _whole_rows(shape, text, cut=len(head) >= HEAD_BYTES or shape.compressed)
    rows = tuple(row for row in read if isinstance(row, Row))
    refused = tuple(row for row in read if isinstance(row, BadRow))
    samples = _samples(rows)
    chosen = choose_columns(tuple(samples), samples, options.mapping)
    return Plan(
        name=options.name,
        shape=shape,
        columns=chosen,
        source=options.source,
        day_first=guess_day_first(_dates(chosen, samples)),
        names=tuple(samples),
        samples=samples,
        rows=rows,
        refused=refused,
    )


def to_preview(plan: Plan) -> ImportPreview:
    """Show a plan to a person."""
    fields = {column: field for field, column in plan.columns.items()}
    shown = plan.rows[:_SHOWN_ROWS]
    return ImportPreview(
        name=plan.name,
        format=plan.shape.format,
        encoding=plan.shape.encoding,
        delimiter=plan.shape.delimiter,
        compressed=plan.shape.compressed,
        columns=tuple(
            ColumnGuess(
                name=column,
                field=fields.get(column),
                samples=tuple(plan.samples[column][:_SHOWN_SAMPLES]),
            )
            for column in plan.names
        ),
        rows=tuple({key: _shown(value) for key, value in row.values.items()} for row in shown),
        warnings=tuple(_warnings(plan)),
    )


def _whole_rows(shape: FileShape, text: str, *, cut: bool) -> list[Row | BadRow]:
    """Read the first rows, without the one that the end of the beginning cuts in two."""
    rows = list(islice(read_text(io.StringIO(text, newline=""), shape), SAMPLE_ROWS + 1))
    if len(rows) > SAMPLE_ROWS or (cut and len(rows) > 1):
        rows.pop()
    return rows


def _samples(rows: tuple[Row, ...]) -> dict[str, tuple[str, ...]]:
    """Collect the values of each column that are not empty, as text."""
    values: dict[str, list[str]] = {}
    for row in rows:
        for name, value in row.values.items():
            found = values.setdefault(name, [])
            if text := _shown(value):
                found.append(text)
    if len(values) > _MAX_COLUMNS:
        values = dict(islice(values.items(), _MAX_COLUMNS))
    return {name: tuple(found) for name, found in values.items()}


def _dates(columns: FieldColumns, samples: dict[str, tuple[str, ...]]) -> list[str]:
    return [text for field in _DATES for text in samples.get(columns.get(field, ""), ())]


def _shown(value: object) -> str:
    """Give the beginning of a value; a list is told as a person would write it."""
    if isinstance(value, list):
        return ", ".join(filter(None, map(_shown, value)))[:_SHOWN_TEXT]
    return "" if value is None else str(value).replace("\x00", "")[:_SHOWN_TEXT]


def _warnings(plan: Plan) -> list[str]:
    """Say what a person may want to mend before importing."""
    warnings = [f"Line {bad.line}: {bad.reason}" for bad in plan.refused[:3]]
    if not plan.rows:
        warnings.append("No row could be read. Check the format and the delimiter.")
    if IssueField.TITLE not in plan.columns:
        warnings.append("No column gives a title; the fingerprint or the id will stand for it.")
    if IssueField.SOURCE_CREATED_AT not in plan.columns:
        warnings.append("No column says when it happened; without times nothing can be forecast.")
    if IssueField.EXTERNAL_ID not in plan.columns:
        warnings.append("No column gives an id; one is derived from each row's content.")
    if plan.shape.format is FileFormat.CSV and len(plan.names) == 1:
        warnings.append("Only one column was found. Is the delimiter right?")
    return warnings
