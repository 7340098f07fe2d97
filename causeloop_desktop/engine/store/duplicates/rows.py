"""Duplicates as rows: pairs of issues that tell of one occurrence, or that a person parted."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import and_, func, insert, or_, select, update

from causeloop_desktop.engine.domain.duplicates.groups import leads_of
from causeloop_desktop.engine.domain.duplicates.joins import Join, JoinKind
from causeloop_desktop.engine.store.batches import batches
from causeloop_desktop.engine.store.ids import new_ids
from causeloop_desktop.engine.store.issues.documents import Change
from causeloop_desktop.engine.store.permille import from_permille, to_permille
from causeloop_desktop.engine.store.schema import duplicate_searches, duplicates
from causeloop_desktop.engine.store.tenant import TenantStore

_AT_ONCE = 400
"""Issues that one statement names, each of them twice."""


class Pair(NamedTuple):
    """Keys of two issues, the smaller one first."""

    left: int
    right: int

    @classmethod
    def of(cls, one: int, other: int) -> "Pair":
        """Put two issues in order."""
        return cls(min(one, other), max(one, other))


@dataclass(frozen=True, slots=True)
class DuplicateRow:
    """A pair; ``joined`` is false where a person parted it."""

    key: int
    id: str
    pair: Pair
    joined: bool
    kind: JoinKind
    reason: str
    score: float
    created_us: int


class DuplicateStore(TenantStore):
    """The duplicates of one workspace, through one connection."""

    def stamp(self) -> int:
        """Give a number that changes with every pair that is made, joined or parted."""
        newest = select(func.max(duplicates.c.revision)).where(self._mine())
        return self._connection.execute(newest).scalar_one() or 0

    def leads(self) -> Mapping[int, int]:
        """Say for each issue that is joined with others which issue leads them."""
        columns = (duplicates.c.left_issue, duplicates.c.right_issue)
        joined = select(*columns).where(self._mine(duplicates.c.joined == 1))
        return leads_of((left, right) for left, right in self._connection.execute(joined))

    def all_pairs(self) -> tuple[list[Pair], list[Pair]]:
        """Give the pairs that are joined, and those that were parted."""
        columns = (duplicates.c.left_issue, duplicates.c.right_issue, duplicates.c.joined)
        found: tuple[list[Pair], list[Pair]] = ([], [])
        for left, right, joined in self._connection.execute(select(*columns).where(self._mine())):
            found[0 if joined else 1].append(Pair(left, right))
        return found

    def around(self, issue: int) -> list[DuplicateRow]:
        """Give the joined pairs of the group that an issue belongs to."""
        found: dict[int, DuplicateRow] = {}
        known, fresh = {issue}, {issue}
        while fresh:
            rows = [row for row in self.touching(fresh) if row.joined]
            found.update((row.key, row) for row in rows)
            fresh = {end for row in rows for end in row.pair} - known
            known |= fresh
        return sorted(found.values(), key=lambda row: row.key)

    def touching(self, issues: Collection[int]) -> list[DuplicateRow]:
        """Give the pairs, joined or parted, that have one of some issues."""
        found: dict[int, DuplicateRow] = {}
        for some in batches(sorted(issues), _AT_ONCE):
            ends = or_(duplicates.c.left_issue.in_(some), duplicates.c.right_issue.in_(some))
            rows = self._connection.execute(select(duplicates).where(self._mine(ends)))
            found.update((row.key, row) for row in map(_to_row, rows))
        return list(found.values())

    def find(self, duplicate_id: str) -> DuplicateRow | None:
        """Give a pair of this workspace by its id."""
        wanted = select(duplicates).where(self._mine(duplicates.c.id == duplicate_id))
        row = self._connection.execute(wanted).one_or_none()
        return None if row is None else _to_row(row)

    def of_pair(self, pair: Pair) -> DuplicateRow | None:
        """Give the row of a pair, if there is one."""
        same = and_(duplicates.c.left_issue == pair.left, duplicates.c.right_issue == pair.right)
        row = self._connection.execute(select(duplicates).where(self._mine(same))).one_or_none()
        return None if row is None else _to_row(row)

    def page(self, before: int | None, limit: int) -> list[DuplicateRow]:
        """Give joined pairs, newest first, beginning after the key ``before``."""
        wanted = self._mine(duplicates.c.joined == 1)
        statement = select(duplicates).where(wanted).order_by(duplicates.c.key.desc()).limit(limit)
        if before is not None:
            statement = statement.where(duplicates.c.key < before)
        return [_to_row(row) for row in self._connection.execute(statement)]

    def count(self) -> int:
        """Count the joined pairs."""
        joined = select(func.count()).where(self._mine(duplicates.c.joined == 1))
        return self._connection.execute(joined.select_from(duplicates)).scalar_one()

    def add(self, joins: Collection[Join], now_us: int, revision: int) -> None:
        """Write joined pairs that have no row yet."""
        ids = new_ids("dup", now_us, len(joins))
        values = [
            {
                "id": id_,
                "workspace_key": self._workspace,
                "left_issue": join.left,
                "right_issue": join.right,
                "joined": 1,
                "kind": join.kind,
                "reason": join.reason,
                "score_permille": to_permille(join.score),
                "created_us": now_us,
                "revision": revision,
            }
            for id_, join in zip(ids, joins, strict=True)
        ]
        if values:
            self._connection.execute(insert(duplicates), values)

    def set_joined(self, keys: Iterable[int], revision: int, *, joined: bool) -> None:
        """Join or part pairs."""
        wanted = self._mine(duplicates.c.key.in_(list(keys)))
        values = {"joined": int(joined), "revision": revision}
        self._connection.execute(update(duplicates).where(wanted).values(values))

    def searched(self) -> Change:
        """Say up to which change of an issue duplicates have been looked for."""
        columns = (duplicate_searches.c.through_us, duplicate_searches.c.through_issue)
        mine = self._of(duplicate_searches)
        row = self._connection.execute(select(*columns).where(mine)).one_or_none()
        return Change(0, 0) if row is None else Change(*row)

    def note_searched(self, through: Change) -> None:
        """Note up to which change of an issue duplicates have been looked for."""
        values = {"through_us": through.time_us, "through_issue": through.issue}
        mine = self._of(duplicate_searches)
        done = self._connection.execute(update(duplicate_searches).where(mine).values(values))
        if not done.rowcount:
            row = {"workspace_key": self._workspace, **values}
            self._connection.execute(insert(duplicate_searches).values(row))

    def _mine(self, *conditions: Any) -> Any:
        return self._of(duplicates, *conditions)


def _to_row(row: Any) -> DuplicateRow:
    return DuplicateRow(
        key=row.key,
        id=row.id,
        pair=Pair(row.left_issue, row.right_issue),
        joined=bool(row.joined),
        kind=row.kind,
        reason=row.reason,
        score=from_permille(row.score_permille),
        created_us=row.created_us,
    )
