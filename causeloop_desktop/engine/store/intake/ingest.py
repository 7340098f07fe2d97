"""Upsert: what sources say becomes rows, search entries, occurrences and one outbox row.

Everything of one call belongs to one transaction: once that is committed, all of it is durable.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from sqlalchemy import Connection, func, insert, select

from causeloop_desktop.contract.base import ChangeKind
from causeloop_desktop.engine.domain.patterns.risk import SEVERITIES, issue_risk
from causeloop_desktop.engine.domain.records.normalise import Record
from causeloop_desktop.engine.domain.records.stages import stage_of_status
from causeloop_desktop.engine.store.database import WriteTransaction
from causeloop_desktop.engine.store.ids import new_ids
from causeloop_desktop.engine.store.intake.identities import Identity, Known, find_known
from causeloop_desktop.engine.store.intake.occurrences import Cause, Happening, add_occurrences
from causeloop_desktop.engine.store.intake.revise import Said, revise
from causeloop_desktop.engine.store.issues import search
from causeloop_desktop.engine.store.schema import issues
from causeloop_desktop.engine.store.work.outbox import MAX_IDS, record_change, touch_issues

RISK_OF_SEVERITY = (0, *(issue_risk(severity, None) for severity in SEVERITIES))
"""The risk of an issue in no pattern, by the number of its severity."""

_CONTENT = slice(Record._fields.index("title"), Record._fields.index("again_us"))
_DIGEST_BYTES = 16


@dataclass(slots=True)
class UpsertResult:
    """What became of records; ``ids`` and ``keys`` follow their order."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    ignored_older: int = 0
    ids: list[str] = field(default_factory=list)
    keys: list[int] = field(default_factory=list)


def upsert(
    transaction: WriteTransaction, workspace_key: int, records: Sequence[Record]
) -> UpsertResult:
    """Create or update one issue per record, in the order of the records.

    What equals its row writes nothing, what is older than its row is ignored; both are counted.
    """
    return _Upsert(transaction, workspace_key).run(records)


def digest_of(record: Record) -> bytes:
    """Give a digest of everything that the source says of the issue itself."""
    return blake2b(repr(record[_CONTENT]).encode(), digest_size=_DIGEST_BYTES).digest()


def with_known_bodies(
    connection: Connection, workspace_key: int, records: Sequence[Record]
) -> list[Record]:
    """Give records in which a body that is empty is the one that is known already."""
    bare = [Identity(*record[:3]) for record in records if not record.body]
    known = find_known(connection, workspace_key, bare)
    keys = [row.key for row in known.values()]
    stored = select(issues.c.key, issues.c.body).where(issues.c.key.in_(keys))
    bodies = {row.key: row.body for row in connection.execute(stored)}
    found = {who: bodies[row.key] for who, row in known.items()}
    return [
        record if record.body else record._replace(body=found.get(Identity(*record[:3]), ""))
        for record in records
    ]


class _Upsert:
    def __init__(self, transaction: WriteTransaction, workspace_key: int) -> None:
        self._transaction = transaction
        self._connection = transaction.connection
        self._workspace = workspace_key
        self._result = UpsertResult()
        self._touched: list[int] = []
        self._changed_ids: list[str] = []

    def run(self, records: Sequence[Record]) -> UpsertResult:
        places: dict[int, Known] = {}
        for wave in _waves(records):
            self._run_wave(records, wave, places)
        self._result.ids = [places[index].id for index in range(len(records))]
        self._result.keys = [places[index].key for index in range(len(records))]
        self._tell()
        return self._result

    def _run_wave(
        self, records: Sequence[Record], wave: dict[Identity, int], places: dict[int, Known]
    ) -> None:
        known = find_known(self._connection, self._workspace, wave.keys())
        self._revise(
            [
                Said(records[wave[who]], row, digest_of(records[wave[who]]))
                for who, row in known.items()
            ]
        )
        fresh = [index for who, index in wave.items() if who not in known]
        created = self._create([records[index] for index in fresh])
        places.update(zip(fresh, created, strict=True))
        places.update((wave[who], row) for who, row in known.items())

    def _create(self, records: Sequence[Record]) -> list[Known]:
        if not records:
            return []
        now_us = self._transaction.now_us
        first = (self._connection.scalar(select(func.max(issues.c.key))) or 0) + 1
        ids = new_ids("iss", now_us, len(records))
        rows = [
            self._row(first + offset, id_, record)
            for offset, (id_, record) in enumerate(zip(ids, records, strict=True))
        ]
        self._connection.execute(insert(issues), rows)
        search.add(self._connection, first)
        self._add_firings(first, records)
        self._result.created += len(rows)
        self._changed_ids.extend(ids)
        return [Known(row["key"], row["id"], row["external_id"]) for row in rows]

    def _row(self, key: int, id_: str, record: Record) -> dict[str, Any]:
        now_us = self._transaction.now_us
        occurred_us = record.created_us or record.again_us
        again = record.again_us is not None and record.again_us != occurred_us
        return {
            "key": key,
            "id": id_,
            "workspace_key": self._workspace,
            "source": record.source,
            "origin": record.origin,
            "external_id": record.external_id,
            "title": record.title,
            "body": record.body,
            "severity": record.severity,
            "stage": stage_of_status(record.status) or 0,
            "source_status": record.status,
            "team": record.team,
            "service": record.service,
            "external_url": record.external_url,
            "fingerprint": record.fingerprint,
            "connector_id": record.connector_id,
            "metadata": record.metadata,
            "risk_score": RISK_OF_SEVERITY[record.severity],
            "occurrence_count": 1 + again,
            "occurred_us": now_us if occurred_us is None else occurred_us,
            "time_known": int(occurred_us is not None),
            "source_created_us": record.created_us,
            "source_updated_us": record.updated_us,
            "ingested_us": now_us,
            "updated_us": self._transaction.stamp_us,
            "content_digest": digest_of(record),
        }

    def _add_firings(self, first: int, records: Sequence[Record]) -> None:
        """Note when new issues fired again after they were created."""
        add_occurrences(
            self._connection,
            self._workspace,
            [
                Happening(key, record.again_us, record.severity, Cause.FIRED_AGAIN)
                for key, record in enumerate(records, start=first)
                if record.again_us is not None
                and record.created_us is not None
                and record.again_us != record.created_us
            ],
        )

    def _revise(self, said: list[Said]) -> None:
        outcome = revise(self._transaction, self._workspace, said)
        self._result.unchanged += outcome.unchanged
        self._result.ignored_older += outcome.ignored_older
        self._result.updated += len(outcome.revised)
        self._touched.extend(known.key for known in outcome.revised)
        self._changed_ids.extend(known.id for known in outcome.revised)

    def _tell(self) -> None:
        if not self._changed_ids:
            return
        ids = self._changed_ids[:MAX_IDS]
        count = len(self._changed_ids)
        record_change(self._transaction, self._workspace, ChangeKind.ISSUES, ids, count)
        touch_issues(self._transaction, self._workspace, self._touched)


def _waves(records: Sequence[Record]) -> Iterator[dict[Identity, int]]:
    """Split records so that no two of a wave speak of the same issue; nearly always one wave."""
    left = list(range(len(records)))
    while left:
        wave: dict[Identity, int] = {}
        later = []
        for index in left:
            who = Identity(*records[index][:3])
            if who in wave:
                later.append(index)
            else:
                wave[who] = index
        yield wave
        left = later
