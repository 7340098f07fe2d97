"""Make another run the visible one, inside one short write.

A run rests on what stood when it began. Whatever people decided since is replayed onto it before
it becomes visible, whether that is at its end, when a person accepts it days later, or when that
accept is undone and the run before it returns.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from causeloop_desktop.contract.base import ChangeKind
from causeloop_desktop.engine.services.patterns.moves import leave_folded, move
from causeloop_desktop.engine.store.database import Read, WriteTransaction
from causeloop_desktop.engine.store.patterns.constraints import (
    Constraint,
    ConstraintKind,
    ConstraintStore,
    Decision,
)
from causeloop_desktop.engine.store.patterns.memberships import MembershipStore
from causeloop_desktop.engine.store.reviews.rows import ReviewStore
from causeloop_desktop.engine.store.work.outbox import record_change


@dataclass(frozen=True, slots=True)
class Basis:
    """What a run rests on.

    Attributes:
        decisions: What people had decided.
        matched_through: The newest issue that it knows.
        refreshed_us: The last change of an issue that it can have seen.
    """

    decisions: tuple[Decision, ...]
    matched_through: int
    refreshed_us: int

    @classmethod
    def now(cls, read: Read, workspace_key: int) -> Self:
        """Give what the visible run rests on."""
        reach = MembershipStore(read, workspace_key).reach()
        decisions = ConstraintStore(read, workspace_key).all()
        return cls(tuple(decisions), reach.matched_through, reach.refreshed_us)

    def to_json(self) -> dict[str, Any]:
        """Give a form that JSON keeps."""
        return {
            "decisions": self.decisions,
            "matched_through": self.matched_through,
            "refreshed_us": self.refreshed_us,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read what ``to_json`` gave."""
        decisions = tuple(
            Decision(operation, tuple(_constraint(*one) for one in constraints))
            for operation, constraints in data["decisions"]
        )
        return cls(decisions, data["matched_through"], data["refreshed_us"])


def show(write: WriteTransaction, workspace_key: int, run: int, basis: Basis, count: int) -> None:
    """Make a run visible, with what people decided since it began.

    Args:
        write: The open write.
        workspace_key: Whose run it is.
        run: Its key; 0 is what stood before the first run.
        basis: What it rests on.
        count: How many patterns may look different now.
    """
    _replay(write, workspace_key, run, basis.decisions)
    # What people decided says so of the issues that they knew, not of what the run put there.
    leave_folded(write, workspace_key, run)
    MembershipStore(write.connection, workspace_key).switch(
        run, matched_through=basis.matched_through, refreshed_us=basis.refreshed_us
    )
    record_change(write, workspace_key, ChangeKind.PATTERNS, count=max(1, count))


def _replay(
    write: WriteTransaction, workspace_key: int, run: int, decided: Iterable[Decision]
) -> None:
    """Put issues about which people decided since where they are in the visible run."""
    changed = {*decided} ^ {*ConstraintStore(write.connection, workspace_key).all()}
    issues = {issue for decision in changed for issue in _named(decision)}
    wanted = MembershipStore(write.connection, workspace_key).pattern_of(issues)
    ReviewStore(write.connection, workspace_key).remove(run, issues)
    move(write, workspace_key, wanted, run=run)


def _named(decision: Decision) -> Iterable[int]:
    for kind, issue, other in decision.constraints:
        yield issue
        if kind in (ConstraintKind.MUST, ConstraintKind.CANNOT):
            yield other


def _constraint(kind: str, issue: int, other: int) -> Constraint:
    return Constraint(ConstraintKind(kind), issue, other)
