"""Who is who: the issue that a record speaks of, if there is one already."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from sqlalchemy import Connection, and_, func, select

from causeloop_desktop.contract.base import Source
from causeloop_desktop.engine.store.schema import issues

MAX_ORIGINS = 50
"""How many connections of one source a push looks through."""

PLAIN = ""
"""The origin of what a known source sends without a connection."""


class Identity(NamedTuple):
    """What makes a record the same issue as another, within its workspace."""

    source: str
    origin: str
    external_id: str


class Known(NamedTuple):
    """What the store knows of an issue, as far as the next record of it must look at that."""

    key: int
    id: str
    external_id: str
    content_digest: bytes = b""
    source_updated_us: int | None = None
    source_status: str | None = None
    stage: int = 0
    severity: int = 3
    team: str | None = None
    team_by_person: int = 0
    connector_id: str | None = None
    occurred_us: int = 0
    time_known: int = 1
    source_created_us: int | None = None
    occurrence_count: int = 1


_COLUMNS = [issues.c[name] for name in Known._fields]


def find_known(
    connection: Connection, workspace_key: int, wanted: Collection[Identity]
) -> dict[Identity, Known]:
    """Give the issues that records speak of.

    A plain record of a known source also finds an issue that a connection or a file brought, if
    exactly one has its id.
    """
    found: dict[Identity, Known] = {}
    for (source, origin), ids in _by_place(wanted).items():
        rows = _rows(connection, workspace_key, source, origin, ids)
        found.update((Identity(source, origin, row.external_id), row) for row in rows)
        if origin == PLAIN and source != Source.CUSTOM_API:
            missing = [id_ for id_ in ids if Identity(source, origin, id_) not in found]
            elsewhere = _elsewhere(connection, workspace_key, source, missing)
            found.update((Identity(source, origin, id_), row) for id_, row in elsewhere.items())
    return found


def _by_place(wanted: Collection[Identity]) -> Mapping[tuple[str, str], list[str]]:
    places: dict[tuple[str, str], list[str]] = defaultdict(list)
    for source, origin, external_id in wanted:
        places[source, origin].append(external_id)
    return places


def _rows(
    connection: Connection, workspace_key: int, source: str, origin: str, ids: list[str]
) -> list[Known]:
    mine = and_(
        issues.c.workspace_key == workspace_key,
        issues.c.source == source,
        issues.c.origin == origin,
        issues.c.external_id.in_(ids),
    )
    return list(map(Known._make, connection.execute(select(*_COLUMNS).where(mine))))


def _elsewhere(
    connection: Connection, workspace_key: int, source: str, ids: list[str]
) -> dict[str, Known]:
    """Give the issues of connections and files, for ids that exactly one of them has."""
    if not ids:
        return {}
    candidates: dict[str, list[Known]] = defaultdict(list)
    for origin in _origins(connection, workspace_key, source):
        for row in _rows(connection, workspace_key, source, origin, ids):
            candidates[row.external_id].append(row)
    return {id_: rows[0] for id_, rows in candidates.items() if len(rows) == 1}


def _origins(connection: Connection, workspace_key: int, source: str) -> Iterator[str]:
    """Walk the origins of a source by one index seek each, however many issues they have."""
    last = PLAIN
    for _ in range(MAX_ORIGINS):
        following: str | None = connection.scalar(
            select(func.min(issues.c.origin)).where(
                issues.c.workspace_key == workspace_key,
                issues.c.source == source,
                issues.c.origin > last,
            )
        )
        if following is None:
            return
        yield following
        last = following
