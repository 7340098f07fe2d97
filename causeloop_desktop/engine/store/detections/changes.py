"""What runs changed, as rows: one for each line of a diff, under names as they were then."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, delete, func, insert, select

from causeloop_desktop.contract.detections import RunChangeKind
from causeloop_desktop.engine.store.schema import run_changes
from causeloop_desktop.engine.store.tenant import TenantStore


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One line of a run's diff.

    Attributes:
        key: Its place in the diff; 0 while it has none.
        pattern: Key of the pattern it is about.
        other: Key of what that was merged into or split from, or where its issues moved to.
        samples: Keys of a few of the issues, newest first.
    """

    kind: RunChangeKind
    pattern: int
    other: int | None
    name: str
    other_name: str | None
    issues: int
    size: int
    samples: tuple[int, ...]
    key: int = 0


class RunChangeStore(TenantStore):
    """The diffs of one workspace's runs, through one connection."""

    def add(self, run: int, rows: Iterable[ChangeRow]) -> None:
        """Write lines, in the order in which they are told."""
        values = [self._values(run, row) for row in rows]
        if values:
            self._connection.execute(insert(run_changes), values)

    def page(
        self, run: int, after: int, limit: int, kinds: Collection[RunChangeKind] = ()
    ) -> list[ChangeRow]:
        """Give lines of a run's diff, beginning after the line ``after``."""
        wanted = and_(self._changes(run, kinds), run_changes.c.key > after)
        statement = select(run_changes).where(wanted).order_by(run_changes.c.key).limit(limit)
        return [_to_change(row) for row in self._connection.execute(statement)]

    def count(self, run: int, kinds: Collection[RunChangeKind] = ()) -> int:
        """Count the lines of a run's diff."""
        counted = select(func.count()).select_from(run_changes).where(self._changes(run, kinds))
        return self._connection.execute(counted).scalar_one()

    def prune(self, older_than: int, limit: int) -> int:
        """Delete up to ``limit`` lines of runs before the run ``older_than``."""
        mine = self._of(run_changes)
        old = and_(mine, run_changes.c.run_key < older_than)
        some = select(run_changes.c.key).where(old).limit(limit)
        gone = delete(run_changes).where(run_changes.c.key.in_(some))
        return self._connection.execute(gone).rowcount

    def _changes(self, run: int, kinds: Collection[RunChangeKind]) -> Any:
        mine = self._of(run_changes, run_changes.c.run_key == run)
        return and_(mine, run_changes.c.kind.in_(kinds)) if kinds else mine

    def _values(self, run: int, row: ChangeRow) -> dict[str, object]:
        return {
            "workspace_key": self._workspace,
            "run_key": run,
            "kind": row.kind,
            "pattern_key": row.pattern,
            "other_key": row.other,
            "name": row.name,
            "other_name": row.other_name,
            "issues": row.issues,
            "size": row.size,
            "samples": json.dumps(row.samples),
        }


def _to_change(row: Any) -> ChangeRow:
    return ChangeRow(
        kind=RunChangeKind(row.kind),
        pattern=row.pattern_key,
        other=row.other_key,
        name=row.name,
        other_name=row.other_name,
        issues=row.issues,
        size=row.size,
        samples=tuple(json.loads(row.samples)),
        key=row.key,
    )
