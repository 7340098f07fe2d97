"""Copies from one run to another that never leave the database."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Table, and_, insert, literal, select

from causeloop_desktop.engine.store.schema import memberships, pattern_states
from causeloop_desktop.engine.store.tenant import TenantStore


class CarryStore(TenantStore):
    """The runs of one workspace, through one connection."""

    def last_of_page(self, run: int, after: int, through: int, limit: int) -> int | None:
        """Give the last issue of a page of memberships; ``None`` where nothing follows."""
        between = and_(memberships.c.issue_key > after, memberships.c.issue_key <= through)
        page = select(memberships.c.issue_key).where(self._in(memberships, run), between)
        ordered = page.order_by(memberships.c.issue_key).limit(limit)
        keys = list(self._connection.execute(ordered).scalars())
        return keys[-1] if keys else None

    def copy_memberships(self, run: int, into: int, after: int, through: int) -> None:
        """Copy the memberships of issues in ``after`` < key <= ``through``."""
        keys = memberships.c.issue_key
        self._copy(memberships, run, into, and_(keys > after, keys <= through))

    def copy_states(self, run: int, into: int, patterns: Collection[int]) -> None:
        """Copy what a run found of some patterns; at most some hundred."""
        self._copy(pattern_states, run, into, pattern_states.c.pattern_key.in_(patterns))

    def revisions(self, run: int) -> dict[int, int]:
        """Give the patterns of a run, each with the commit that changed it last."""
        columns = (pattern_states.c.pattern_key, pattern_states.c.revision)
        found = select(*columns).where(self._in(pattern_states, run))
        return dict(self._connection.execute(found).tuples().all())

    def patterns(self, run: int) -> set[int]:
        """Give the patterns that have issues in a run, the pool among them."""
        found = select(memberships.c.pattern_key).where(self._in(memberships, run)).distinct()
        return set(self._connection.execute(found).scalars())

    def issues_of(self, run: int, pattern: int) -> list[int]:
        """Give the issues of a pattern."""
        theirs = and_(self._in(memberships, run), memberships.c.pattern_key == pattern)
        return list(
            self._connection.execute(select(memberships.c.issue_key).where(theirs)).scalars()
        )

    def _copy(self, table: Table, run: int, into: int, condition: Any) -> None:
        """Copy rows; they are no change that anybody sees, so their revision begins anew."""
        anew = {"run_key": literal(into), "revision": literal(0)}
        names = [column.name for column in table.c]
        columns = [anew.get(name, table.c[name]) for name in names]
        rows = select(*columns).where(self._in(table, run), condition)
        self._connection.execute(insert(table).from_select(names, rows))

    def _in(self, table: Table, run: int) -> Any:
        return self._of(table, table.c.run_key == run)
