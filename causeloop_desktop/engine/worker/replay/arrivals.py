"""The issues of a file in the order in which they came."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from causeloop_desktop.contract.imports import ImportOptions
from causeloop_desktop.engine.domain.importing.plans import plan_import
from causeloop_desktop.engine.domain.importing.records import RecordMaker, RowRefusedError
from causeloop_desktop.engine.domain.importing.rows import BadRow, Row, Rows
from causeloop_desktop.engine.domain.importing.shapes import HEAD_BYTES, read_rows
from causeloop_desktop.engine.domain.records.normalise import Record
from causeloop_desktop.engine.domain.text.tokens import LONGEST_BODY


class Arrival(NamedTuple):
    """An issue and when it came; one without a time came with the row before it."""

    time_us: int
    row: int
    record: Record


class Arrivals:
    """Reads a file as an import does.

    A second row of an issue would be an update; only its first is taken.

    Attributes:
        found: The issues, ordered by time, those of one moment as they stand in the file.
        refused: Rows that an import would refuse.
        repeated: Rows of an issue that stood further up.
    """

    def __init__(self, file: Path, options: ImportOptions) -> None:
        self.refused = 0
        self.repeated = 0
        with file.open("rb") as stream:
            plan = plan_import(stream.read(HEAD_BYTES), options)
            stream.seek(0)
            rows = read_rows(stream, plan.shape)
            self.found = sorted(self._first_rows(rows, plan.record_maker()))

    def _first_rows(self, rows: Rows, maker: RecordMaker) -> Iterator[Arrival]:
        known: set[tuple[str, ...]] = set()
        latest_us = 0
        for number, row in enumerate(rows):
            record = self._record(row, maker)
            if record is None:
                continue
            who = record[:3]
            self.repeated += who in known
            latest_us = record.created_us or latest_us
            if who not in known:
                known.add(who)
                # What matching never reads would only fill the memory.
                yield Arrival(latest_us, number, record._replace(body=record.body[:LONGEST_BODY]))

    def _record(self, row: Row | BadRow, maker: RecordMaker) -> Record | None:
        if isinstance(row, Row):
            try:
                return maker.make(row)
            except RowRefusedError:
                self.refused += 1
                return None
        self.refused += 1
        return None
