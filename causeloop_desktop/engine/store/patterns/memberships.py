"""Which issue is in which pattern, per detection run; the workspace says which run is visible."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import and_, delete, func, insert, select, update

from causeloop_desktop.engine.store.batches import batches
from causeloop_desktop.engine.store.permille import from_permille, to_permille
from causeloop_desktop.engine.store.schema import memberships, patterns, workspaces
from causeloop_desktop.engine.store.tenant import TenantStore

POOL = 0
"""The pattern key of issues that were looked at and fit nowhere."""

NO_RUN = 0
"""The run that stands before the first detection: what matching and people say until then."""


class Membership(NamedTuple):
    """An issue's place in a run; ``similarity`` is 0..1 or ``None`` where nobody measured it."""

    issue: int
    pattern: int
    similarity: float | None = None


class Reach(NamedTuple):
    """How far a workspace's issues have been worked through.

    Attributes:
        run: The visible run.
        sequence: The workspace's last commit that changed something.
        matched_through: The newest issue that matching has looked at.
        refreshed_us: Changes of issues up to here are in the numbers of patterns.
    """

    run: int
    sequence: int
    matched_through: int
    refreshed_us: int


class MembershipStore(TenantStore):
    """The memberships of one workspace, through one connection."""

    def reach(self) -> Reach:
        """Say which run is visible and how far matching has come."""
        columns = (
            workspaces.c.current_run,
            workspaces.c.sequence,
            workspaces.c.matched_through,
            workspaces.c.refreshed_us,
        )
        row = self._connection.execute(
            select(*columns).where(workspaces.c.key == self._workspace)
        ).one()
        return Reach(*row)

    def advance(
        self, *, matched_through: int | None = None, refreshed_us: int | None = None
    ) -> None:
        """Note how far matching or refreshing has come."""
        values = {"matched_through": matched_through, "refreshed_us": refreshed_us}
        self._set_workspace({name: at for name, at in values.items() if at is not None})

    def switch(self, run: int, *, matched_through: int, refreshed_us: int) -> None:
        """Make a run the visible one; what it did not see waits for matching again."""
        self._set_workspace(
            {
                "current_run": run,
                "matched_through": matched_through,
                "refreshed_us": refreshed_us,
            }
        )

    def add(self, run: int, rows: Iterable[Membership]) -> None:
        """Write memberships of issues that have none in this run."""
        values = [self._values(run, row) for row in rows]
        if values:
            self._connection.execute(insert(memberships), values)

    def put(self, run: int, rows: Sequence[Membership]) -> None:
        """Write memberships, in place of what the issues had in this run."""
        for some in batches([row.issue for row in rows]):
            self._connection.execute(
                delete(memberships).where(self._in(run), memberships.c.issue_key.in_(some))
            )
        self.add(run, rows)

    def remove(self, run: int, issues: Collection[int]) -> None:
        """Forget where issues are: they have not been looked at."""
        for some in batches(issues):
            self._connection.execute(
                delete(memberships).where(self._in(run), memberships.c.issue_key.in_(some))
            )

    def repoint(self, run: int, pattern: int, into: int) -> None:
        """Put all issues of one pattern into another."""
        theirs = and_(self._in(run), memberships.c.pattern_key == pattern)
        self._connection.execute(update(memberships).where(theirs).values(pattern_key=into))

    def find(self, run: int, issues: Collection[int]) -> dict[int, Membership]:
        """Give the memberships that some issues have in a run."""
        found: dict[int, Membership] = {}
        for some in batches(issues):
            rows = self._select(run, memberships.c.issue_key.in_(some))
            found.update((row.issue, row) for row in rows)
        return found

    def pattern_of(self, issues: Collection[int]) -> dict[int, int]:
        """Give where some issues are in the run that people see; nothing of those not looked at."""
        return {key: row.pattern for key, row in self.find(self.reach().run, issues).items()}

    def page(self, run: int, after: int, limit: int) -> list[Membership]:
        """Give memberships by ascending issue, beginning after the issue ``after``."""
        return self._select(run, memberships.c.issue_key > after, limit=limit)

    def places(self, run: int, after: int, limit: int) -> list[tuple[int, int]]:
        """Give issues that are in a pattern, each with it, ascending, after the issue ``after``."""
        columns = memberships.c.issue_key, memberships.c.pattern_key
        placed = and_(memberships.c.issue_key > after, memberships.c.pattern_key != POOL)
        wanted = select(*columns).where(self._in(run), placed)
        rows = self._connection.execute(wanted.order_by(memberships.c.issue_key).limit(limit))
        return list(map(tuple, rows))

    def folded(self, run: int) -> dict[int, int]:
        """Give the issues that a run has in patterns that were folded into others, each with it."""
        gone = select(patterns.c.key).where(self._of(patterns, patterns.c.merged_into.is_not(None)))
        columns = memberships.c.issue_key, memberships.c.pattern_key
        wanted = select(*columns).where(self._in(run), memberships.c.pattern_key.in_(gone))
        return dict(self._connection.execute(wanted).tuples().all())

    def latest_of(self, run: int, pattern: int, limit: int) -> list[int]:
        """Give the newest issues of a pattern."""
        theirs = and_(self._in(run), memberships.c.pattern_key == pattern)
        newest = select(memberships.c.issue_key).where(theirs)
        ordered = newest.order_by(memberships.c.issue_key.desc()).limit(limit)
        return list(self._connection.execute(ordered).scalars())

    def count_pool(self, run: int, after: int) -> int:
        """Count the issues above ``after`` that fit nowhere."""
        wanted = and_(
            self._in(run), memberships.c.pattern_key == POOL, memberships.c.issue_key > after
        )
        counted = select(func.count()).select_from(memberships).where(wanted)
        return self._connection.execute(counted).scalar_one()

    def sizes(self, run: int, patterns: Collection[int]) -> dict[int, int]:
        """Count the issues of some patterns."""
        counted = select(memberships.c.pattern_key, func.count()).where(
            self._in(run), memberships.c.pattern_key.in_(patterns)
        )
        grouped = counted.group_by(memberships.c.pattern_key)
        return dict(self._connection.execute(grouped).tuples().all())

    def prune(self, run: int, limit: int) -> int:
        """Delete up to ``limit`` memberships of a run that nobody sees; give how many went."""
        first = select(memberships.c.issue_key).where(self._in(run)).limit(limit)
        found = list(self._connection.execute(first).scalars())
        self.remove(run, found)
        return len(found)

    def _select(self, run: int, condition: Any, limit: int | None = None) -> list[Membership]:
        columns = (
            memberships.c.issue_key,
            memberships.c.pattern_key,
            memberships.c.similarity_permille,
        )
        statement = select(*columns).where(self._in(run), condition)
        rows = self._connection.execute(statement.order_by(memberships.c.issue_key).limit(limit))
        return [
            Membership(issue, pattern, None if similarity is None else from_permille(similarity))
            for issue, pattern, similarity in rows
        ]

    def _in(self, run: int) -> Any:
        return self._of(memberships, memberships.c.run_key == run)

    def _values(self, run: int, row: Membership) -> Mapping[str, object]:
        similarity = None if row.similarity is None else to_permille(row.similarity)
        return {
            "workspace_key": self._workspace,
            "run_key": run,
            "issue_key": row.issue,
            "pattern_key": row.pattern,
            "similarity_permille": similarity,
        }

    def _set_workspace(self, values: Mapping[str, object]) -> None:
        if values:
            self._connection.execute(
                update(workspaces).where(workspaces.c.key == self._workspace).values(values)
            )
