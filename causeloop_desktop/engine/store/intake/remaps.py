"""What records made of kept rows would change."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, select

from causeloop_desktop.engine.domain.patterns.risk import SEVERITIES
from causeloop_desktop.engine.domain.records.normalise import Record
from causeloop_desktop.engine.store.intake.identities import Identity, Known, find_known
from causeloop_desktop.engine.store.intake.ingest import digest_of
from causeloop_desktop.engine.store.schema import issues

SHOWN = 200
"""So much of a field is shown where it changes."""

_FIELDS = {
    "title": "title",
    "body": "body",
    "severity": "severity",
    "status": "source_status",
    "team": "team",
    "service": "service",
    "external_url": "external_url",
    "metadata": "metadata",
}
"""What is compared, and the columns in which issues have it."""


class Difference(NamedTuple):
    """A field of an issue, as it is and as a record has it."""

    external_id: str
    title: str
    field: str
    before: str
    after: str


class Compared(NamedTuple):
    """Records that would make or change an issue, and how many would not."""

    new: list[Record]
    changed: list[tuple[Record, Known]]
    same: int


def compare(connection: Connection, workspace_key: int, records: Sequence[Record]) -> Compared:
    """Sort records by what they would do; one that is older than its issue would do nothing."""
    wanted = [Identity(*record[:3]) for record in records]
    known = find_known(connection, workspace_key, wanted)
    new: list[Record] = []
    changed: list[tuple[Record, Known]] = []
    for record, who in zip(records, wanted, strict=True):
        found = known.get(who)
        if found is None:
            new.append(record)
        elif not _is_older(record, found) and digest_of(record) != found.content_digest:
            changed.append((record, found))
    return Compared(new, changed, len(records) - len(new) - len(changed))


def differences(
    connection: Connection, changed: Sequence[tuple[Record, Known]]
) -> Iterator[Difference]:
    """Tell field by field what records would change."""
    columns = [issues.c.key, *(issues.c[column] for column in _FIELDS.values())]
    keys = [known.key for _, known in changed]
    rows = connection.execute(select(*columns).where(issues.c.key.in_(keys)))
    stored = {row.key: row for row in rows}
    for record, known in changed:
        for field, column in _FIELDS.items():
            before, after = getattr(stored[known.key], column), getattr(record, field)
            if before != after:
                shown = (_shown(field, before), _shown(field, after))
                yield Difference(record.external_id, record.title, field, *shown)


def _is_older(record: Record, known: Known) -> bool:
    seen, sent = known.source_updated_us, record.updated_us
    return seen is not None and sent is not None and sent < seen


def _shown(field: str, value: object) -> str:
    if field == "severity" and isinstance(value, int):
        return SEVERITIES[value - 1]
    return "" if value is None else str(value)[:SHOWN]
