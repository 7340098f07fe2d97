"""Events as a backtest reads them: of which issue, with which fingerprint, and when."""

from typing import NamedTuple

from sqlalchemy import func, select, union_all

from causeloop_desktop.engine.store.schema import issues, occurrences
from causeloop_desktop.engine.store.tenant import TenantStore


class Event(NamedTuple):
    """One occurrence of an issue, at a moment that its source knew."""

    issue: int
    id: str
    fingerprint: str | None
    time_us: int
    service: str | None = None


class EventStore(TenantStore):
    """What happened in one workspace, through one connection."""

    def newest_issue(self) -> int:
        """Give the highest key of an issue, 0 where there is none."""
        mine = self._of(issues)
        return self._connection.execute(select(func.max(issues.c.key)).where(mine)).scalar() or 0

    def of_issues(self, after: int, through: int, until_us: int) -> list[Event]:
        """Give what happened up to ``until_us`` to issues with ``after`` < key <= ``through``."""
        some = self._of(
            issues,
            issues.c.key > after,
            issues.c.key <= through,
            issues.c.occurred_us <= until_us,
        )
        facts = (issues.c.key, issues.c.id, issues.c.fingerprint)
        created = select(*facts, issues.c.occurred_us, issues.c.service)
        created = created.where(some, issues.c.time_known == 1)
        again = (
            select(*facts, occurrences.c.time_us, issues.c.service)
            .join(occurrences, occurrences.c.issue_key == issues.c.key)
            .where(some, occurrences.c.time_us <= until_us)
        )
        return [Event(*row) for row in self._connection.execute(union_all(created, again))]
