"""Issues as rows: read by key or id, and written as people change them."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, and_, exists, select, update

from causeloop_desktop.engine.domain.patterns.risk import SEVERITIES, issue_risk
from causeloop_desktop.engine.store.batches import batches
from causeloop_desktop.engine.store.patterns.memberships import POOL
from causeloop_desktop.engine.store.schema import issues, memberships, workspaces
from causeloop_desktop.engine.store.tenant import TenantStore

_AT_ONCE = 5_000
_HEAVY = ("body", "metadata", "content_digest")
_LIGHT = [column for column in issues.c if column.name not in _HEAVY]


class Before(NamedTuple):
    """What a column of some issues was before one value was written to all of them.

    ``before`` pairs each former value with the keys that had it; issues that had the new value
    already are in none.
    """

    column: str
    after: Any
    before: list[tuple[Any, list[int]]]


class IssueStore(TenantStore):
    """The issues of one workspace, through one connection."""

    def rows(self, keys: Sequence[int]) -> list[Row[Any]]:
        """Give issues without their long texts, each with its place, in the order of ``keys``."""
        found = {
            row.key: row
            for some in batches(keys, _AT_ONCE)
            for row in self._connection.execute(self._select(_LIGHT, issues.c.key.in_(some)))
        }
        return [found[key] for key in keys if key in found]

    def find(self, issue_id: str) -> Row[Any] | None:
        """Give one issue in full, if this workspace has it."""
        wanted = self._select(list(issues.c), issues.c.id == issue_id)
        return self._connection.execute(wanted).one_or_none()

    def keys_of(self, ids: Collection[str]) -> dict[str, int]:
        """Give the keys of those ids that this workspace has."""
        return {
            row.id: row.key
            for some in batches(ids, _AT_ONCE)
            for row in self._connection.execute(
                select(issues.c.id, issues.c.key).where(self._mine(issues.c.id.in_(some)))
            )
        }

    def ids_of(self, keys: Collection[int]) -> list[str]:
        """Give the ids of some issues, in the order of ``keys``."""
        found = {row.key: row.id for row in self._values(keys, ["id"])}
        return [found[key] for key in keys if key in found]

    def before(
        self, keys: Collection[int], column: str, after: Any, only: Collection[Any] | None = None
    ) -> Before:
        """Tell what writing ``after`` to a column would change.

        Args:
            keys: The issues that are meant.
            column: The column.
            after: Its new value.
            only: Former values that give way; ``None`` is all of them.
        """
        groups: dict[Any, list[int]] = defaultdict(list)
        for row in self._values(keys, [column]):
            value = row[1]
            if value != after and (only is None or value in only):
                groups[value].append(row.key)
        return Before(column, after, list(groups.items()))

    def unlike(self, change: Before, alike: Collection[Any]) -> int:
        """Count the issues of a change that no longer have one of the values ``alike``."""
        keys = [key for _, some in change.before for key in some]
        return sum(row[1] not in alike for row in self._values(keys, [change.column]))

    def write(self, keys: Collection[int], stamp_us: int, values: Mapping[str, Any]) -> None:
        """Write the same values to some issues."""
        for some in batches(keys, _AT_ONCE):
            statement = update(issues).where(self._mine(issues.c.key.in_(some)))
            self._connection.execute(statement.values(**values, updated_us=stamp_us))

    def weigh(self, keys: Collection[int]) -> None:
        """Give issues that are in no pattern the risk of their severity; others are refreshed."""
        run = select(workspaces.c.current_run).where(workspaces.c.key == self._workspace)
        linked = exists().where(
            memberships.c.run_key == run.scalar_subquery(),
            memberships.c.issue_key == issues.c.key,
            memberships.c.pattern_key != POOL,
        )
        for some in batches(keys, _AT_ONCE):
            for number, name in enumerate(SEVERITIES, start=1):
                risk = issue_risk(name, None)
                other = and_(issues.c.severity == number, issues.c.risk_score != risk)
                which = self._mine(issues.c.key.in_(some), other, ~linked)
                self._connection.execute(update(issues).where(which).values(risk_score=risk))

    def _values(self, keys: Collection[int], columns: Sequence[str]) -> Iterator[Row[Any]]:
        wanted = [issues.c.key, *(issues.c[name] for name in columns)]
        for some in batches(keys, _AT_ONCE):
            yield from self._connection.execute(
                select(*wanted).where(self._mine(issues.c.key.in_(some)))
            )

    def _select(self, columns: Sequence[Any], condition: Any) -> Select[Any]:
        place = and_(
            memberships.c.run_key == workspaces.c.current_run,
            memberships.c.issue_key == issues.c.key,
        )
        return (
            select(*columns, memberships.c.pattern_key, memberships.c.similarity_permille)
            .join(workspaces, workspaces.c.key == issues.c.workspace_key)
            .outerjoin(memberships, place)
            .where(self._mine(condition))
        )

    def _mine(self, *conditions: Any) -> Any:
        return self._of(issues, *conditions)
