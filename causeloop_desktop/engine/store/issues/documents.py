"""Issues as detection and matching read them: their text, and when and where they happened."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple

from sqlalchemy import func, select, tuple_

from causeloop_desktop.engine.domain.documents import Document
from causeloop_desktop.engine.store.batches import batches
from causeloop_desktop.engine.store.issues.deploys import KIND, is_deploy
from causeloop_desktop.engine.store.patterns.members import Occurrence
from causeloop_desktop.engine.store.schema import issues, occurrences
from causeloop_desktop.engine.store.tenant import TenantStore

PAGE = 1_000
"""Issues read at once: a short transaction, and little memory where bodies are long."""

_TOLD_BY_METADATA: Mapping[str, tuple[str, ...]] = {
    "component": ("component", "components"),
    "error_type": ("error_type", "error_class", "exception", "exception_type"),
    "domain": ("domain",),
    "project": ("project", "project_key", "repository", "repo"),
}
_TEXT = (
    issues.c.key,
    issues.c.title,
    issues.c.body,
    issues.c.fingerprint,
    issues.c.service,
    issues.c.team,
    issues.c.metadata,
    issues.c.occurred_us,
    issues.c.source,
    issues.c.time_known,
)
_FACTS = (
    issues.c.key,
    issues.c.occurred_us,
    issues.c.severity,
    issues.c.time_known,
    issues.c.team,
    issues.c.service,
    issues.c.source,
)


class Head(NamedTuple):
    """What a line of a list shows of an issue; its pattern is 0 where it is in none."""

    key: int
    id: str
    external_id: str
    title: str
    pattern: int = 0


class Change(NamedTuple):
    """An issue and when it was last written."""

    time_us: int
    issue: int


class DocumentStore(TenantStore):
    """The issues of one workspace as documents, through one connection."""

    def newest(self) -> int:
        """Give the highest key of an issue, 0 where there is none."""
        highest = select(func.max(issues.c.key)).where(self._mine())
        return self._connection.execute(highest).scalar_one() or 0

    def count(self, after: int = 0, limit: int | None = None) -> int:
        """Count the issues above ``after``, at most ``limit`` of them."""
        some = select(issues.c.key).where(self._mine(issues.c.key > after)).limit(limit)
        counted = select(func.count()).select_from(some.subquery())
        return self._connection.execute(counted).scalar_one()

    def last_change_us(self) -> int:
        """Give the moment of the last write to an issue, 0 where there is none."""
        latest = select(func.max(issues.c.updated_us)).where(self._mine())
        return self._connection.execute(latest).scalar_one() or 0

    def page(
        self, after: int, through: int, limit: int = PAGE
    ) -> list[tuple[Document, Occurrence]]:
        """Give issues by ascending key in ``after`` < key <= ``through``, with what happened."""
        between = self._mine(issues.c.key > after, issues.c.key <= through)
        rows = self._connection.execute(
            select(*_TEXT, issues.c.severity).where(between).order_by(issues.c.key).limit(limit)
        )
        return [(_to_document(row), _to_occurrence(row)) for row in rows]

    def find(self, keys: Collection[int]) -> list[Document]:
        """Give some issues by ascending key."""
        rows = self._in_batches(_TEXT, issues.c.key, keys)
        return sorted(map(_to_document, rows), key=lambda document: document.key)

    def heads(self, keys: Collection[int]) -> list[Head]:
        """Give what lines of a list show of some issues; their patterns are left blank."""
        columns = (issues.c.key, issues.c.id, issues.c.external_id, issues.c.title)
        return [Head(*row) for row in self._in_batches(columns, issues.c.key, keys)]

    def key_of(self, issue_id: str) -> int | None:
        """Give the key of an issue of this workspace."""
        wanted = self._mine(issues.c.id == issue_id)
        key: int | None = self._connection.execute(
            select(issues.c.key).where(wanted)
        ).scalar_one_or_none()
        return key

    def occurrences(self, keys: Collection[int]) -> list[Occurrence]:
        """Give everything that happened to some issues: their creation and what came after."""
        rows = self._in_batches(_FACTS, issues.c.key, keys)
        created = {row[0]: _occurrence(*row) for row in rows}
        again = [
            created[issue]._replace(time_us=time_us, severity=severity, known=True)
            for issue, found in self.again(created).items()
            for time_us, severity in found
        ]
        return [*created.values(), *again]

    def again(self, keys: Collection[int]) -> dict[int, list[tuple[int, int]]]:
        """Give (time, severity) of each occurrence after an issue's creation."""
        columns = (occurrences.c.issue_key, occurrences.c.time_us, occurrences.c.severity)
        found = defaultdict(list)
        for some in batches(keys):
            wanted = self._of(occurrences, occurrences.c.issue_key.in_(some))
            for issue, time_us, severity in self._connection.execute(
                select(*columns).where(wanted)
            ):
                found[issue].append((time_us, severity))
        return found

    def count_changed(self, since: Change, limit: int | None = None) -> int:
        """Count what changed after ``since``, at most ``limit`` of it."""
        some = select(issues.c.key).where(self._later(since)).limit(limit)
        counted = select(func.count()).select_from(some.subquery())
        return self._connection.execute(counted).scalar_one()

    def changed(self, since: Change, limit: int) -> list[Change]:
        """Give what changed after ``since``, oldest first."""
        wanted = self._later(since)
        columns = (issues.c.updated_us, issues.c.key)
        rows = self._connection.execute(
            select(*columns).where(wanted).order_by(*columns).limit(limit)
        )
        return [Change(*row) for row in rows]

    def _later(self, since: Change) -> Any:
        later = tuple_(issues.c.updated_us, issues.c.key) > since
        return self._mine(issues.c.updated_us >= since.time_us, later)

    def _in_batches(
        self, columns: tuple[Any, ...], by: Any, values: Collection[Any]
    ) -> Iterator[Any]:
        for some in batches(values):
            wanted = select(*columns).where(self._mine(by.in_(some)))
            yield from self._connection.execute(wanted).all()

    def _mine(self, *conditions: Any) -> Any:
        return self._of(issues, *conditions)


def document_of(key: int, occurred_us: int, said: Any, *, time_known: bool = True) -> Document:
    """Make a document of a row or of a record, which name what they say alike.

    A deploy is news, not a failure: its document says nothing and has a fingerprint that no other
    has, so that it is in no pattern.
    """
    known = {} if said.metadata == "{}" else json.loads(said.metadata)
    if is_deploy(known):
        own = f"{KIND} {key}"
        return Document(key, "", fingerprint=own, occurred_us=occurred_us, source=said.source)
    fields = {"service": said.service, "team": said.team, **_told(known)}
    return Document(
        key=key,
        title=said.title,
        body=said.body,
        fingerprint=said.fingerprint,
        fields={name: value for name, value in fields.items() if value},
        occurred_us=occurred_us,
        source=said.source,
        time_known=time_known,
    )


def _to_document(row: Any) -> Document:
    return document_of(row.key, row.occurred_us, row, time_known=bool(row.time_known))


def _told(known: Mapping[str, object]) -> dict[str, str]:
    """Facts that sources carry under names of their own; only plain text is taken."""
    told = {}
    for name, spellings in _TOLD_BY_METADATA.items():
        values = (known.get(spelling) for spelling in spellings)
        text = next((value for value in values if isinstance(value, str) and value), None)
        if text:
            told[name] = text
    return told


def _to_occurrence(row: Any) -> Occurrence:
    told = row.key, row.occurred_us, row.severity, row.time_known
    return _occurrence(*told, row.team, row.service, row.source)


def _occurrence(
    issue: int,
    time_us: int,
    severity: int,
    known: int,
    team: str | None,
    service: str | None,
    source: str,
) -> Occurrence:
    return Occurrence(issue, time_us, severity, bool(known), team or "", service or "", source)
