"""Issues as the search for duplicates sees them: who tells, under which id, in which words."""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import select

from causeloop_desktop.contract.base import IssueId, Source
from causeloop_desktop.engine.domain.duplicates.joins import Sighting
from causeloop_desktop.engine.store.batches import batches
from causeloop_desktop.engine.store.issues.search import find_all
from causeloop_desktop.engine.store.schema import issues
from causeloop_desktop.engine.store.tenant import TenantStore

LONGEST_BODY = 8_000
_COLUMNS = (
    issues.c.key,
    issues.c.source,
    issues.c.origin,
    issues.c.external_id,
    issues.c.title,
    issues.c.body,
    issues.c.metadata,
    issues.c.service,
    issues.c.occurred_us,
    issues.c.time_known,
)


class Face(NamedTuple):
    """What a line shows of an issue that another tool tells too."""

    key: int
    id: IssueId
    external_id: str
    title: str
    source: Source
    origin: str
    occurred_us: int
    severity: int


class SightingStore(TenantStore):
    """The issues of one workspace as sightings, through one connection."""

    def places(self) -> list[tuple[str, str]]:
        """Give every source with each of its origins."""
        columns = (issues.c.source, issues.c.origin)
        mine = self._of(issues)
        return [
            (row.source, row.origin)
            for row in self._connection.execute(select(*columns).where(mine).distinct())
        ]

    def find(self, keys: Collection[int]) -> list[Sighting]:
        """Give some issues by ascending key."""
        found: list[Sighting] = []
        for some in batches(sorted(keys)):
            mine = self._of(issues, issues.c.key.in_(some))
            found += map(_to_sighting, self._connection.execute(select(*_COLUMNS).where(mine)))
        return sorted(found, key=lambda one: one.key)

    def faces(self, keys: Collection[int]) -> list[Face]:
        """Give the lines of some issues by ascending key."""
        columns = [issues.c[name] for name in Face._fields]
        found: list[Face] = []
        for some in batches(sorted(keys)):
            mine = self._of(issues, issues.c.key.in_(some))
            rows = self._connection.execute(select(*columns).where(mine))
            found += (Face(*row)._replace(source=Source(row.source)) for row in rows)
        return sorted(found)

    def named(
        self, places: Sequence[tuple[str, str]], names: Collection[str]
    ) -> dict[str, list[int]]:
        """Give the keys of the issues that go by some names, whatever their tool."""
        found: dict[str, list[int]] = {}
        for source, origin in places:
            for some in batches(sorted(names)):
                wanted = self._of(
                    issues,
                    issues.c.source == source,
                    issues.c.origin == origin,
                    issues.c.external_id.in_(some),
                )
                columns = (issues.c.external_id, issues.c.key)
                for name, key in self._connection.execute(select(*columns).where(wanted)):
                    found.setdefault(name, []).append(key)
        return found

    def saying(self, phrase: str, most: int) -> list[int]:
        """Give keys of the newest issues, in any workspace, that have all words of a phrase."""
        return find_all(self._connection, phrase, most)


def voice_of(source: str, origin: str) -> str:
    """Name the tool that tells an issue."""
    return f"{source}/{origin}" if source == Source.CUSTOM_API else source


def _to_sighting(row: Any) -> Sighting:
    metadata = "" if row.metadata == "{}" else row.metadata
    return Sighting(
        key=row.key,
        voice=voice_of(row.source, row.origin),
        external_id=row.external_id,
        text=f"{row.title}\n{row.body[:LONGEST_BODY]}\n{metadata}",
        occurred_us=row.occurred_us,
        known=bool(row.time_known),
        service=row.service or "",
    )
