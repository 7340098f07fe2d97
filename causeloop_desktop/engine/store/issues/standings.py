"""Where issues stand: their stage and risk, and the pattern that decides both."""

from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from sqlalchemy import Integer, and_, bindparam, func, literal, select, update

from causeloop_desktop.engine.store.batches import batches
from causeloop_desktop.engine.store.schema import issues, memberships
from causeloop_desktop.engine.store.tenant import TenantStore


class Standing(NamedTuple):
    """What decides an issue's stage and risk: its pattern is 0 where it is in none."""

    key: int
    severity: int
    stage: int
    risk_score: int
    pattern: int


class Mark(NamedTuple):
    """The stage and risk to be written on an issue."""

    key: int
    stage: int
    risk_score: int


class StandingStore(TenantStore):
    """The stages and risks of one workspace's issues, through one connection."""

    def page(self, run: int, after: int, limit: int) -> list[Standing]:
        """Give where issues stand, by ascending key above ``after``."""
        rows = self._connection.execute(
            self._select(run)
            .where(self._of(issues, issues.c.key > after))
            .order_by(issues.c.key)
            .limit(limit)
        )
        return [Standing(*row) for row in rows]

    def find(self, run: int, keys: Collection[int]) -> list[Standing]:
        """Give where some issues stand."""
        found: list[Standing] = []
        for some in batches(keys):
            chosen = self._of(issues, issues.c.key.in_(some))
            rows = self._connection.execute(self._select(run).where(chosen))
            found.extend(Standing(*row) for row in rows)
        return found

    def severities(self, keys: Collection[int]) -> dict[int, int]:
        """Give how severe some issues are."""
        found: dict[int, int] = {}
        for some in batches(keys):
            chosen = self._of(issues, issues.c.key.in_(some))
            rows = self._connection.execute(select(issues.c.key, issues.c.severity).where(chosen))
            found.update(rows.tuples().all())
        return found

    def mark(self, marks: Iterable[Mark]) -> None:
        """Write stages and risks; this is no change of the issue, so ``updated_us`` stays."""
        values = [{"_key": one.key, "_stage": one.stage, "_risk": one.risk_score} for one in marks]
        if values:
            self._connection.execute(
                update(issues)
                .where(self._of(issues, issues.c.key == bindparam("_key")))
                .values(stage=bindparam("_stage"), risk_score=bindparam("_risk")),
                values,
            )

    def _select(self, run: int) -> Any:
        pattern = func.coalesce(memberships.c.pattern_key, literal(0, Integer))
        place = and_(memberships.c.run_key == run, memberships.c.issue_key == issues.c.key)
        columns = (issues.c.key, issues.c.severity, issues.c.stage, issues.c.risk_score, pattern)
        return select(*columns).select_from(issues.outerjoin(memberships, place))
