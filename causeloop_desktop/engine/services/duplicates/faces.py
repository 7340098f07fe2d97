"""Pairs and groups of issues that tell of one occurrence, as the contract shows them."""

from collections.abc import Collection, Sequence

from causeloop_desktop.contract.base import DuplicateId
from causeloop_desktop.contract.duplicates import (
    Duplicate,
    DuplicateIssue,
    DuplicateKind,
    SameOccurrence,
)
from causeloop_desktop.contract.times import from_known_micros, from_micros
from causeloop_desktop.engine.services.errors import NotFoundError
from causeloop_desktop.engine.store.database import Read
from causeloop_desktop.engine.store.duplicates.rows import DuplicateRow, DuplicateStore
from causeloop_desktop.engine.store.duplicates.sightings import Face, SightingStore
from causeloop_desktop.engine.store.issues.documents import DocumentStore


def occurrence_of(
    workspace_key: int, issue_id: str, read: Read, as_of_us: int | None = None
) -> SameOccurrence:
    """Give all that had told the same as one issue by a moment.

    Raises:
        NotFoundError: There is no such issue.
    """
    key = key_of(read, workspace_key, issue_id)
    rows = DuplicateStore(read, workspace_key).around(key)
    found = to_duplicates(read, workspace_key, rows)
    seen = from_known_micros(as_of_us)
    joins = tuple(
        join for join in found if seen is None or all(one.created_at <= seen for one in join.issues)
    )
    others = {one.id: one for join in joins for one in join.issues if one.id != issue_id}
    return SameOccurrence(
        issue_id=face_of(read, workspace_key, key).id,
        issues=tuple(sorted(others.values(), key=lambda one: (one.created_at, one.id))),
        joins=joins,
    )


def to_duplicates(
    read: Read, workspace_key: int, rows: Collection[DuplicateRow]
) -> tuple[Duplicate, ...]:
    """Show pairs with both of their issues."""
    store = SightingStore(read, workspace_key)
    faces = {face.key: face for face in store.faces({end for row in rows for end in row.pair})}
    return tuple(_duplicate(row, [faces[end] for end in row.pair]) for row in rows)


def _duplicate(row: DuplicateRow, faces: Sequence[Face]) -> Duplicate:
    first, second = sorted(faces, key=lambda face: (face.occurred_us, face.key))
    return Duplicate(
        id=DuplicateId(row.id),
        issues=(_issue(first), _issue(second)),
        kind=DuplicateKind(row.kind),
        reason=row.reason,
        score=row.score,
        joined_at=from_micros(row.created_us),
    )


def _issue(face: Face) -> DuplicateIssue:
    return DuplicateIssue(
        id=face.id,
        external_id=face.external_id,
        title=face.title,
        source=face.source,
        origin=face.origin,
        created_at=from_micros(face.occurred_us),
    )


def key_of(read: Read, workspace_key: int, issue_id: str) -> int:
    """Give the key of an issue.

    Raises:
        NotFoundError: There is no such issue.
    """
    key = DocumentStore(read, workspace_key).key_of(issue_id)
    if key is None:
        raise NotFoundError("issue", issue_id)
    return key


def face_of(read: Read, workspace_key: int, key: int) -> Face:
    """Give what a line shows of an issue that is known to exist."""
    return SightingStore(read, workspace_key).faces([key])[0]
