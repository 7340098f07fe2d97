"""The worker's half of a remap: kept rows become records by the row functions of today."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial

from sqlalchemy import Connection

from causeloop_desktop.connectors.asking.places import Place
from causeloop_desktop.connectors.description.streams import Stream
from causeloop_desktop.connectors.errors import SkipRowError
from causeloop_desktop.connectors.registry import connectors
from causeloop_desktop.connectors.walking.rows import take_row
from causeloop_desktop.engine.domain.records.fetched import to_fetched
from causeloop_desktop.engine.domain.records.normalise import Record, Refusal
from causeloop_desktop.engine.store.intake.ingest import with_known_bodies
from causeloop_desktop.engine.store.intake.kept_rows import KeptRow, KeptRowStore
from causeloop_desktop.engine.store.intake.remaps import Difference, compare, differences
from causeloop_desktop.engine.worker.protocol import Outbox, Spec
from causeloop_desktop.engine.worker.reader import Reader

CHUNK = 500
"""Rows that are looked at together."""

WRITTEN_AT_ONCE = 50
"""Records of a message; the engine writes them in one short transaction."""

MOST_EXAMPLES = 50


def run(spec: Spec, out: Outbox) -> None:
    """Send what kept rows would change.

    Each message of type ``rows`` has ``records`` that differ from what is stored. The last one of a
    chunk has ``counts`` by what its rows are, ``examples`` of changes, and ``after``: stream and
    key of the last row. The streams that leave texts out come after those that have them.
    """
    remap = _Remap(spec, out)
    for stream, rows in remap.chunks():
        remap.send(stream, rows)
    out.done({})


class _Remap:
    def __init__(self, spec: Spec, out: Outbox) -> None:
        params = spec.params
        self._out = out
        self._read = Reader(spec.database).read
        self._workspace = spec.workspace_key
        self._connector_key = int(params["connector_key"])
        self._connector_id = str(params["connector_id"])
        self._description = connectors()[params["type"]]
        self._place = Place(settings=params["settings"], base_url=params["base_url"])
        self._after: tuple[str, str] | None = tuple(params["after"]) if params["after"] else None
        self._done = int(params["done"])
        self._total = self._read(lambda read: self._rows(read).count())
        self._examples = MOST_EXAMPLES if self._after is None else 0

    def chunks(self) -> Iterator[tuple[Stream, list[KeptRow]]]:
        """Give the rows of every stream, after those that were done before a kill."""
        for stream in self._streams():
            after = self._after[1] if self._after and self._after[0] == stream.name else ""
            while rows := self._read(partial(self._page, stream.name, after)):
                yield stream, rows
                after = rows[-1].key

    def send(self, stream: Stream, rows: Sequence[KeptRow]) -> None:
        """Send what a chunk would change."""
        fresh = self._without_laid_over(stream, rows)
        judged = [self._judged(stream, row) for row in fresh]
        records = [one for one in judged if isinstance(one, Record)]
        counts = {"rows": len(rows), "skipped": sum(isinstance(one, Refusal) for one in judged)}
        differing, told = self._read(partial(self._differing, stream, records, counts))
        counts["same"] += len(rows) - len(fresh)
        self._done += len(rows)
        while len(differing) > WRITTEN_AT_ONCE:
            self._out.rows(records=differing[:WRITTEN_AT_ONCE])
            del differing[:WRITTEN_AT_ONCE]
        self._out.rows(
            records=differing,
            counts=counts,
            examples=[one._asdict() for one in told],
            after=[stream.name, rows[-1].key],
        )
        share = self._done / max(1, self._total)
        message = f"{self._done:,} of {self._total:,} rows"
        self._out.progress(min(1.0, share), message, done=self._done, total=self._total)

    def _differing(
        self, stream: Stream, records: list[Record], counts: dict[str, int], read: Connection
    ) -> tuple[list[Record], list[Difference]]:
        if stream.part_of:
            records = with_known_bodies(read, self._workspace, records)
        found = compare(read, self._workspace, records)
        counts |= {"new": len(found.new), "changed": len(found.changed), "same": found.same}
        told = list(differences(read, found.changed))[: self._examples]
        self._examples -= len(told)
        return [*found.new, *(record for record, _ in found.changed)], told

    def _without_laid_over(self, stream: Stream, rows: Sequence[KeptRow]) -> list[KeptRow]:
        """Leave out rows that tell in part what is kept whole: it has been brought up to them."""
        part_of = stream.part_of
        if part_of is None:
            return list(rows)
        other = next(one for one in self._description.streams if one.name == part_of.stream)
        keys = {}
        for row in rows:
            with suppress(AttributeError, LookupError, TypeError):
                keys[row.key] = other.key_at(part_of.row(row.row), self._place)
        whole = self._read(lambda read: self._rows(read).known(other.name, list(keys.values())))
        return [row for row in rows if keys.get(row.key) not in whole]

    def _judged(self, stream: Stream, kept: KeptRow) -> Record | Refusal | None:
        place = replace(self._place, scope=kept.scope)
        try:
            taken = take_row(stream, place, kept.row)
        except SkipRowError as error:
            return Refusal(error.sentence)
        if taken is None:
            return None
        return to_fetched(taken.record, self._description.type, taken.origin, self._connector_id)

    def _streams(self) -> list[Stream]:
        """Give the streams that are still to be read, those with all texts first."""
        ordered = sorted(self._description.streams, key=lambda stream: stream.part_of is not None)
        names = [stream.name for stream in ordered]
        begin = names.index(self._after[0]) if self._after else 0
        return ordered[begin:]

    def _page(self, stream: str, after: str, read: Connection) -> list[KeptRow]:
        return self._rows(read).page(stream, after, CHUNK)

    def _rows(self, read: Connection) -> KeptRowStore:
        return KeptRowStore(read, self._workspace, self._connector_key)
