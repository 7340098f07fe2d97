"""Merge two patterns or split one: what a person decides about whole patterns, and its undo.

Everything happens inside an open write. A detection obeys the decision for ever; undoing it takes
the decision away and puts the issues back that are still where it put them.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from causeloop_desktop.contract.base import ChangeKind
from causeloop_desktop.engine.services.errors import ConflictError
from causeloop_desktop.engine.services.judgements.noting import judge_different, judge_same
from causeloop_desktop.engine.services.patterns.decisions import apart, together
from causeloop_desktop.engine.services.patterns.moves import Moves, leave_folded, move, put_back
from causeloop_desktop.engine.services.patterns.states import (
    belonging_in,
    issues_of,
    merge,
    name_of,
)
from causeloop_desktop.engine.store.database import WriteTransaction
from causeloop_desktop.engine.store.issues.documents import DocumentStore
from causeloop_desktop.engine.store.patterns.constraints import ConstraintStore
from causeloop_desktop.engine.store.patterns.memberships import MembershipStore
from causeloop_desktop.engine.store.patterns.rows import Face, PatternState, PatternStore
from causeloop_desktop.engine.store.work.operations import (
    Act,
    OperationRow,
    OperationStore,
    record_operation,
)
from causeloop_desktop.engine.store.work.outbox import record_change, touch_issues

MERGE = "pattern.merge"
ONE_ALREADY = "The two patterns are one already. Choose another to merge."
SPLIT = "pattern.split"


@dataclass(frozen=True, slots=True)
class Split:
    """Which issues leave a pattern, and what they are called; ``None``: what they say decides."""

    pattern: int
    issues: Collection[int]
    name: str | None


@dataclass(frozen=True, slots=True)
class Regrouped:
    """What a merge or split did: its operation, how many issues moved, and a new pattern's key."""

    operation: OperationRow
    moved: int
    new_pattern: int | None = None


def merge_patterns(
    write: WriteTransaction, workspace_key: int, actor: str, into: int, other: int
) -> Regrouped:
    """Fold the pattern ``other`` into ``into`` and bind all their issues to each other.

    Raises:
        ConflictError: The two are one already.
    """
    regrouping = _Regrouping(write, workspace_key)
    signposts = regrouping.patterns.signposts()
    into, other = signposts.get(into, into), signposts.get(other, other)
    if into == other:
        raise ConflictError(ONE_ALREADY)
    states = regrouping.states(into, other)
    left, right = (regrouping.patterns.face(key).name for key in (into, other))
    operation = regrouping.record(MERGE, actor, f"Merged “{right}” into “{left}”")
    coming = issues_of(states[other])
    bound = together({*coming, *issues_of(states[into])})
    ConstraintStore(write.connection, workspace_key).add(operation.key, bound)
    judge_same(write, workspace_key, operation.key, coming, into)
    regrouping.fold(states[into], states[other])
    gained = belonging_in(states[other])
    moves = Moves(
        dict.fromkeys(coming, other), dict.fromkeys(coming, into), {into: gained, other: -gained}
    )
    inverse = {"moves": moves.to_json(), "into": into, "other": other}
    regrouping.operations.set_inverse(operation.key, inverse)
    return Regrouped(operation, len(coming))


def split_pattern(
    write: WriteTransaction, workspace_key: int, actor: str, split: Split
) -> Regrouped:
    """Take issues out of a pattern into a new one and keep the two apart.

    Raises:
        ConflictError: Some of the issues are not in the pattern, or all of it was chosen.
    """
    regrouping = _Regrouping(write, workspace_key)
    pattern, issues = split.pattern, split.issues
    staying = regrouping.staying(pattern, issues)
    theirs = regrouping.patterns.face(pattern).name
    fresh = regrouping.new_pattern(issues, split.name)
    operation = regrouping.record(SPLIT, actor, f"Split {len(issues)} issues off “{theirs}”")
    ConstraintStore(write.connection, workspace_key).add(operation.key, apart(issues, staying))
    judge_different(write, workspace_key, operation.key, issues)
    moves = move(write, workspace_key, dict.fromkeys(issues, fresh))
    inverse = {"moves": moves.to_json(), "new": fresh, "from": pattern}
    regrouping.operations.set_inverse(operation.key, inverse)
    return Regrouped(operation, len(moves), fresh)


def undo_merge(write: WriteTransaction, workspace_key: int, operation: OperationRow) -> None:
    """Make two patterns of one again.

    Raises:
        ConflictError: One of the two has since been folded into another pattern.
    """
    regrouping = _Regrouping(write, workspace_key)
    into, other = operation.inverse["into"], operation.inverse["other"]
    regrouping.refuse_if_folded(into)
    regrouping.forget(operation)
    regrouping.point(other, None)
    put_back(write, workspace_key, Moves.from_json(operation.inverse["moves"]))


def undo_split(write: WriteTransaction, workspace_key: int, operation: OperationRow) -> None:
    """Put what was split off back into its pattern, with what has joined it since.

    Raises:
        ConflictError: One of the two has since been folded into another pattern.
    """
    regrouping = _Regrouping(write, workspace_key)
    fresh, pattern = operation.inverse["new"], operation.inverse["from"]
    regrouping.refuse_if_folded(fresh)
    regrouping.refuse_if_folded(pattern)
    regrouping.forget(operation)
    put_back(write, workspace_key, Moves.from_json(operation.inverse["moves"]))
    regrouping.point(fresh, pattern)
    leave_folded(write, workspace_key)


def check_split(state: PatternState, issues: Collection[int]) -> frozenset[int]:
    """Give the issues that stay when others are split off.

    Raises:
        ConflictError: Some of the issues are not in the pattern, or all of it was chosen.
    """
    members = issues_of(state)
    if strangers := len(set(issues) - set(members)):
        raise ConflictError(
            f"{strangers} of the {len(issues)} chosen issues are no longer in this pattern. "
            "Reload its issues and choose again."
        )
    staying = frozenset(members) - set(issues)
    if not staying:
        raise ConflictError(
            "All issues of the pattern were chosen, so nothing would stay behind. "
            "Leave at least one out, or rename the pattern."
        )
    return staying


class _Regrouping:
    """The stores that a merge, a split or an undo works on, bound to one open write."""

    def __init__(self, write: WriteTransaction, workspace_key: int) -> None:
        self._write = write
        self._workspace = workspace_key
        self._memberships = MembershipStore(write.connection, workspace_key)
        self._run = self._memberships.reach().run
        self.patterns = PatternStore(write.connection, workspace_key)
        self.operations = OperationStore(write.connection, workspace_key)

    def states(self, *keys: int) -> Mapping[int, PatternState]:
        """Give what stands of patterns that a person has just been shown."""
        found = self.patterns.states(self._run, keys)
        if len(found) < len(keys):
            raise ConflictError("One of the patterns is gone since. Reload the list.")
        return found

    def staying(self, pattern: int, issues: Collection[int]) -> frozenset[int]:
        return check_split(self.states(pattern)[pattern], issues)

    def record(self, kind: str, actor: str, summary: str) -> OperationRow:
        return record_operation(self._write, self._workspace, Act(actor, kind, summary))

    def new_pattern(self, issues: Collection[int], name: str | None) -> int:
        revision = self._changed()
        documents = DocumentStore(self._write.connection, self._workspace).find(issues)
        shown = name or name_of(documents)
        (key,) = self.patterns.add(self._write.now_us, [shown], "person", revision)
        if name:
            self.patterns.set_face(key, Face(name, True, None, None), revision)
        return key

    def fold(self, into: PatternState, other: PatternState) -> None:
        """Write two patterns as one; the other keeps an empty state and points to it."""
        revision = self._changed(into.pattern, other.pattern)
        self._memberships.repoint(self._run, other.pattern, into.pattern)
        states = [merge(into, other), PatternState(other.pattern)]
        self.patterns.put_states(self._run, states, revision)
        self.patterns.set_merged(other.pattern, into.pattern, revision)
        touch_issues(self._write, self._workspace, list(issues_of(other)))

    def point(self, pattern: int, into: int | None) -> None:
        self.patterns.set_merged(pattern, into, self._changed(pattern))

    def forget(self, operation: OperationRow) -> None:
        """Take back what the operation decided; a detection is free again."""
        ConstraintStore(self._write.connection, self._workspace).remove(operation.key)

    def refuse_if_folded(self, pattern: int) -> None:
        signposts = self.patterns.signposts()
        if pattern in signposts:
            name = self.patterns.face(signposts[pattern]).name
            raise ConflictError(
                f"This pattern has since been merged into “{name}”. Undo that merge first."
            )

    def _changed(self, *keys: int) -> int:
        ids = list(self.patterns.ids(keys).values())
        return record_change(self._write, self._workspace, ChangeKind.PATTERNS, ids)
