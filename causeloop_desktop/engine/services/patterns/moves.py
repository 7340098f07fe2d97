"""Move issues between patterns inside an open write: memberships, numbers, and what was before.

Linking, unlinking, merging, splitting, their undo, and a detection that replays what people did
while it ran are all moves.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from causeloop_desktop.contract.base import ChangeKind
from causeloop_desktop.engine.domain.documents import Document
from causeloop_desktop.engine.services.patterns.states import (
    Arrivals,
    arrive,
    belonging_in,
    leave,
    with_belonging,
)
from causeloop_desktop.engine.store.database import WriteTransaction
from causeloop_desktop.engine.store.issues.documents import DocumentStore
from causeloop_desktop.engine.store.patterns.members import Occurrence
from causeloop_desktop.engine.store.patterns.memberships import POOL, Membership, MembershipStore
from causeloop_desktop.engine.store.patterns.rows import PatternState, PatternStore
from causeloop_desktop.engine.store.reviews.rows import ReviewStore
from causeloop_desktop.engine.store.work.outbox import record_change, touch_issues

UNSEEN = -1
"""Stands for the pattern of an issue that nobody has looked at."""

Places = Mapping[int, int]
"""The pattern of each issue; 0 is the pool."""


@dataclass(frozen=True, slots=True)
class Moves:
    """Where some issues were and where they went.

    Attributes:
        before: The pattern of each issue that moved.
        after: Where it is now.
        gained: By how many each pattern's expected number of members that belong rose.
    """

    before: Places = field(default_factory=dict)
    after: Places = field(default_factory=dict)
    gained: Mapping[int, float] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.after)

    @property
    def patterns(self) -> frozenset[int]:
        """The patterns that lost or won issues."""
        return frozenset((*self.before.values(), *self.after.values())) - {POOL, UNSEEN}

    def to_json(self) -> dict[str, Any]:
        """Give a form that JSON keeps: the issues of each pattern, before and after."""
        return {
            "before": _by_pattern(self.before),
            "after": _by_pattern(self.after),
            "gained": [*self.gained.items()],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read what ``to_json`` gave."""
        gained = dict(data.get("gained", ()))
        return cls(_by_issue(data["before"]), _by_issue(data["after"]), gained)


@dataclass(frozen=True, slots=True)
class Belief:
    """Why an issue is put where it goes: the likeness that was measured, and how sure it makes."""

    similarity: float | None = None
    belonging: float = 1.0


BY_PERSON = Belief()


def move(
    transaction: WriteTransaction,
    workspace_key: int,
    places: Places,
    beliefs: Mapping[int, Belief] | None = None,
    *,
    run: int | None = None,
    rejected: bool = False,
) -> Moves:
    """Put issues into patterns (or the pool) and bring the patterns' numbers along.

    Where a pattern has been folded into another since somebody chose it, they go to that one.

    Args:
        transaction: The open write.
        workspace_key: Whose issues they are.
        places: Where each issue goes; one that is there already stays untouched.
        beliefs: Why; a person's word where nothing is given.
        run: The run to write in, if it is not the visible one.
        rejected: Whether a person said that they do not belong where they were.
    """
    signposts = PatternStore(transaction.connection, workspace_key).signposts()
    standing = {issue: signposts.get(pattern, pattern) for issue, pattern in places.items()}
    mover = _Mover(transaction, workspace_key, run)
    moves = mover.moves_to(standing)
    if not moves.after:
        return moves
    return mover.write(moves, beliefs or {}, rejected=rejected)


def put_back(transaction: WriteTransaction, workspace_key: int, moves: Moves) -> Moves:
    """Undo moves for the issues that are still where those moves put them.

    Where the pattern of before has been folded into another since, they go to that one.
    """
    connection = transaction.connection
    store = MembershipStore(connection, workspace_key)
    run = store.reach().run
    now = {issue: row.pattern for issue, row in store.find(run, moves.after).items()}
    signposts = PatternStore(connection, workspace_key).signposts()
    before = {issue: signposts.get(pattern, pattern) for issue, pattern in moves.before.items()}
    still = {
        issue: before.get(issue, UNSEEN)
        for issue, pattern in moves.after.items()
        if now.get(issue) == signposts.get(pattern, pattern)
    }
    mover = _Mover(transaction, workspace_key, run)
    back = mover.moves_to({issue: max(pattern, POOL) for issue, pattern in still.items()})
    if back.after.keys() != moves.after.keys():
        return mover.write(back, {}, rejected=False) if back.after else back
    return mover.write(back, {}, rejected=False, taken=moves.gained)


def leave_folded(write: WriteTransaction, workspace_key: int, run: int | None = None) -> Moves:
    """Let no issue be in a pattern that was folded into another: nobody would see it.

    Args:
        write: The open write.
        workspace_key: Whose issues they are.
        run: The run to look through, if it is not the visible one.
    """
    store = MembershipStore(write.connection, workspace_key)
    where = store.reach().run if run is None else run
    return move(write, workspace_key, store.folded(where), run=where)


class _Mover:
    """One call of ``move``: the stores it works on, bound to one run."""

    def __init__(self, transaction: WriteTransaction, workspace_key: int, run: int | None) -> None:
        connection = transaction.connection
        self._transaction = transaction
        self._workspace = workspace_key
        self._memberships = MembershipStore(connection, workspace_key)
        self._patterns = PatternStore(connection, workspace_key)
        self._documents = DocumentStore(connection, workspace_key)
        self._run = self._memberships.reach().run if run is None else run

    def moves_to(self, places: Places) -> Moves:
        """Leave out what is in its place already."""
        found = self._memberships.find(self._run, places)
        before = {
            issue: found[issue].pattern if issue in found else UNSEEN
            for issue, pattern in places.items()
            if issue not in found or found[issue].pattern != pattern
        }
        return Moves(before, {issue: places[issue] for issue in before})

    def write(
        self,
        moves: Moves,
        beliefs: Mapping[int, Belief],
        *,
        rejected: bool,
        taken: Mapping[int, float] | None = None,
    ) -> Moves:
        """Carry moves out and give them with what patterns gained by them.

        Args:
            moves: What goes where.
            beliefs: Why.
            rejected: Whether a person said that they do not belong where they were.
            taken: What patterns gained by the moves that these undo.
        """
        self._memberships.put(
            self._run,
            [
                Membership(issue, pattern, beliefs.get(issue, BY_PERSON).similarity)
                for issue, pattern in moves.after.items()
            ],
        )
        ReviewStore(self._transaction.connection, self._workspace).remove(self._run, moves.after)
        touch_issues(self._transaction, self._workspace, list(moves.after))
        known = self._patterns.states(self._run, moves.patterns)
        before = {key: known.get(key, PatternState(key)) for key in moves.patterns}
        states = self._moved_states(moves, beliefs, before, rejected=rejected)
        for key, gain in (taken or {}).items():
            if key in states:
                states[key] = with_belonging(states[key], belonging_in(before[key]) - gain)
        gained = {key: belonging_in(states[key]) - belonging_in(before[key]) for key in states}
        moves = replace(moves, gained=gained)
        ids = self._patterns.ids(list(states))
        if not ids:
            return moves
        revision = record_change(
            self._transaction, self._workspace, ChangeKind.PATTERNS, list(ids.values())
        )
        self._patterns.put_states(self._run, list(states.values()), revision)
        return moves

    def _moved_states(
        self,
        moves: Moves,
        beliefs: Mapping[int, Belief],
        before: Mapping[int, PatternState],
        *,
        rejected: bool,
    ) -> dict[int, PatternState]:
        documents = {one.key: one for one in self._documents.find(moves.after)}
        occurrences = _by_issue_key(self._documents.occurrences(moves.after))
        states = dict(before)
        for pattern, issues in _by_pattern(moves.before):
            if pattern in states:
                gone = _present(documents, issues)
                states[pattern] = leave(states[pattern], gone, rejected=rejected)
        for pattern, issues in _by_pattern(moves.after):
            if pattern in states:
                come = Arrivals(
                    documents=_present(documents, issues),
                    occurrences=[one for issue in issues for one in occurrences[issue]],
                    belonging=[beliefs.get(issue, BY_PERSON).belonging for issue in issues],
                )
                states[pattern] = arrive(states[pattern], come)
        return states


def _present(documents: Mapping[int, Document], issues: Iterable[int]) -> list[Document]:
    return [documents[issue] for issue in issues if issue in documents]


def _by_issue_key(occurrences: Iterable[Occurrence]) -> Mapping[int, list[Occurrence]]:
    found = defaultdict(list)
    for one in occurrences:
        found[one.issue].append(one)
    return found


def _by_pattern(places: Places) -> list[tuple[int, list[int]]]:
    found = defaultdict(list)
    for issue, pattern in places.items():
        found[pattern].append(issue)
    return list(found.items())


def _by_issue(groups: Collection[tuple[int, Collection[int]]]) -> Places:
    return {issue: pattern for pattern, issues in groups for issue in issues}
