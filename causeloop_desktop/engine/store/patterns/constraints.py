"""What people decided about issues and patterns; every later detection obeys it."""

from collections.abc import Iterable
from enum import StrEnum
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import delete, func, insert, select

from causeloop_desktop.engine.store.schema import constraints
from causeloop_desktop.engine.store.tenant import TenantStore


class ConstraintKind(StrEnum):
    """``must`` and ``cannot`` bind two issues, ``pin`` and ``ban`` an issue and a pattern."""

    MUST = "must"
    CANNOT = "cannot"
    PIN = "pin"
    BAN = "ban"


class Constraint(NamedTuple):
    """One decision; ``other`` is an issue's key, or a pattern's for pins and bans."""

    kind: ConstraintKind
    issue: int
    other: int


class Decision(NamedTuple):
    """Everything that one operation decided."""

    operation: int
    constraints: tuple[Constraint, ...]


class ConstraintStore(TenantStore):
    """The constraints of one workspace, through one connection."""

    def add(self, operation: int, decided: Iterable[Constraint]) -> None:
        """Write what one operation decided."""
        values = [self._values(operation, one) for one in decided]
        if values:
            self._connection.execute(insert(constraints), values)

    def remove(self, operation: int) -> None:
        """Take back what one operation decided."""
        mine = self._mine(constraints.c.operation_key == operation)
        self._connection.execute(delete(constraints).where(mine))

    def all(self) -> list[Decision]:
        """Give everything that holds, operation by operation, in the order of deciding."""
        rows = self._connection.execute(
            select(constraints).where(self._mine()).order_by(constraints.c.key)
        )
        groups = groupby(rows, key=lambda row: row.operation_key)
        return [Decision(key, tuple(map(_to_constraint, found))) for key, found in groups]

    def holds(self, kind: ConstraintKind, issue: int) -> bool:
        """Tell whether people decided something of this kind about an issue."""
        about = self._mine(constraints.c.kind == kind, constraints.c.left_issue == issue)
        found = self._connection.execute(select(constraints.c.key).where(about).limit(1))
        return found.first() is not None

    def latest(self) -> int:
        """Give a number that changes with every decision and every undo of one."""
        numbers = select(func.max(constraints.c.key), func.count()).where(self._mine())
        found = self._connection.execute(numbers).one()
        return 2 * int(found[0] or 0) - int(found[1])

    def _values(self, operation: int, one: Constraint) -> dict[str, object]:
        about_pattern = one.kind in (ConstraintKind.PIN, ConstraintKind.BAN)
        return {
            "workspace_key": self._workspace,
            "kind": one.kind,
            "left_issue": one.issue,
            "right_issue": None if about_pattern else one.other,
            "pattern_key": one.other if about_pattern else None,
            "operation_key": operation,
        }

    def _mine(self, *conditions: Any) -> Any:
        return self._of(constraints, *conditions)


def _to_constraint(row: Any) -> Constraint:
    other = row.pattern_key if row.right_issue is None else row.right_issue
    return Constraint(ConstraintKind(row.kind), row.left_issue, other)
