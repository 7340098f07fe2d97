"""What sources say, put straight into the store, and what became of it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select

from causeloop_desktop.engine.domain.records.normalise import Record
from causeloop_desktop.engine.store.database import Database
from causeloop_desktop.engine.store.intake.ingest import UpsertResult, upsert
from causeloop_desktop.engine.store.issues import search
from causeloop_desktop.engine.store.schema import issues


def record(external_id: str = "A-1", **values: Any) -> Record:
    """Make a record of a plain Jira issue."""
    said = {"source": "jira", "origin": "", "title": "Disk full on db1", **values}
    return Record(external_id=external_id, **said)


def put(database: Database, workspace: int, *records: Record) -> UpsertResult:
    """Take records in, as one transaction."""
    return database.submit(lambda write: upsert(write, workspace, records)).result()


def counts(result: UpsertResult) -> tuple[int, int, int, int]:
    """Give how many were created, updated, unchanged, and ignored as older."""
    return result.created, result.updated, result.unchanged, result.ignored_older


def stored(database: Database, workspace: int, *names: str) -> Sequence[Row[Any]]:
    """Give columns of every issue of a workspace, all columns where none is named."""
    columns = [issues.c[name] for name in names or issues.c.keys()]
    mine = select(*columns).where(issues.c.workspace_key == workspace).order_by(issues.c.key)
    return database.read_now(lambda read: read.execute(mine).fetchall())


def found(database: Database, wanted: str) -> list[int]:
    """Give the keys that a search finds, in every workspace."""
    keys = database.read_now(lambda read: search.find(read, wanted))
    return [int(key) for key in keys.split(",") if key]
