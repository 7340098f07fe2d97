"""Carry out what a person decided of a doubtful place, and take it back.

Each decision is one operation in one transaction. Same and different become the constraints that
any other link or unlink becomes, so that detections obey them; both also teach the thresholds.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from causeloop_desktop.contract.base import ChangeKind, ReviewId
from causeloop_desktop.contract.reviews import Verdict
from causeloop_desktop.engine.domain.patterns.confidence import belonging
from causeloop_desktop.engine.domain.reviews.calibration import Judgement
from causeloop_desktop.engine.domain.reviews.doubts import Doubt, Offer
from causeloop_desktop.engine.services.errors import ConflictError
from causeloop_desktop.engine.services.issues import edits
from causeloop_desktop.engine.services.issues.edits import Edit
from causeloop_desktop.engine.services.patterns.states import issue_count
from causeloop_desktop.engine.store.database import WriteTransaction
from causeloop_desktop.engine.store.patterns.constraints import (
    Constraint,
    ConstraintKind,
    ConstraintStore,
)
from causeloop_desktop.engine.store.patterns.memberships import MembershipStore
from causeloop_desktop.engine.store.patterns.rows import PatternStore
from causeloop_desktop.engine.store.reviews.judgements import JudgementStore
from causeloop_desktop.engine.store.reviews.rows import Queued, ReviewStore
from causeloop_desktop.engine.store.work.operations import (
    Act,
    OperationRow,
    OperationStore,
    record_operation,
)
from causeloop_desktop.engine.store.work.outbox import record_change

SAME, DIFFERENT, SKIP = "review.same", "review.different", "review.skip"


@dataclass(frozen=True, slots=True)
class Question:
    """One doubtful place, with the words that its operation is told in.

    Attributes:
        pattern: The pattern that the verdict is about, merges followed.
        offer: The candidate as it was stored.
    """

    id: ReviewId
    queued: Queued
    offer: Offer
    pattern: int
    title: str
    pattern_name: str

    @property
    def is_own(self) -> bool:
        """Whether it is about the pattern in which the issue is."""
        doubt = self.queued.doubt
        return doubt.kind == "member" and self.offer == doubt.offers[0]

    @property
    def issue(self) -> int:
        """The issue in question."""
        return self.queued.doubt.issue


def decide(
    write: WriteTransaction, workspace_key: int, actor: str, asked: Question, verdict: Verdict
) -> OperationRow:
    """Carry out a verdict as an operation.

    Raises:
        ConflictError: The place was decided meanwhile.
    """
    decision = _Decision(write, workspace_key, actor, asked)
    decision.check()
    match verdict:
        case Verdict.SAME:
            operation = decision.same()
        case Verdict.DIFFERENT:
            operation = decision.different()
        case Verdict.SKIP:
            operation = decision.skip()
    record_change(write, workspace_key, ChangeKind.REVIEWS, [asked.id])
    return operation


def undo(write: WriteTransaction, workspace_key: int, operation: OperationRow) -> None:
    """Take a verdict back: places, constraints, confidence and the question itself.

    Raises:
        ConflictError: The issue has been changed again since.
    """
    kept = operation.inverse
    if "moves" in kept:
        edits.undo(write, workspace_key, operation)
    else:
        ConstraintStore(write.connection, workspace_key).remove(operation.key)
    run = MembershipStore(write.connection, workspace_key).reach().run
    if run == kept["run"]:
        _ask_again(write, workspace_key, kept)
    record_change(write, workspace_key, ChangeKind.REVIEWS, [kept["review"]])


def _ask_again(write: WriteTransaction, workspace_key: int, kept: Mapping[str, Any]) -> None:
    """Restore what hangs on the run; a detection since has looked at everything anew."""
    if gained := kept["gained"]:
        _Confidence(write, workspace_key).add(kept["pattern"], -gained)
    store = ReviewStore(write.connection, workspace_key)
    store.put(kept["run"], [_doubt(kept["doubt"])], skipped=kept["skipped"])


class _Decision:
    """One verdict while it is carried out."""

    def __init__(
        self, write: WriteTransaction, workspace_key: int, actor: str, asked: Question
    ) -> None:
        self._write = write
        self._workspace = workspace_key
        self._actor = actor
        self._asked = asked
        self._reviews = ReviewStore(write.connection, workspace_key)
        self._operations = OperationStore(write.connection, workspace_key)
        self._run = MembershipStore(write.connection, workspace_key).reach().run

    def check(self) -> None:
        found = self._reviews.find(self._run, [self._asked.issue]).get(self._asked.issue)
        if found is None or found.doubt != self._asked.queued.doubt:
            raise ConflictError("This place was decided meanwhile. Go on with the next one.")

    def same(self) -> OperationRow:
        asked = self._asked
        gained = self._surer() if asked.is_own else 0.0
        summary = f"“{asked.title}” belongs to “{asked.pattern_name}”"
        operation = self._edit(Edit(SAME, summary, pattern=asked.pattern))
        self._keep(operation, gained=gained)
        self._reviews.remove(self._run, [asked.issue])
        return operation

    def different(self) -> OperationRow:
        asked = self._asked
        summary = f"“{asked.title}” does not belong to “{asked.pattern_name}”"
        if asked.is_own:
            operation = self._edit(Edit(DIFFERENT, summary, unlink=True))
        else:
            operation = self._ban(summary)
        self._keep(operation)
        self._ask_next()
        return operation

    def skip(self) -> OperationRow:
        asked = self._asked
        operation = self._record(SKIP, f"Put off whether “{asked.title}” is the same")
        self._keep(operation)
        self._reviews.skip(self._run, asked.issue, skipped=True)
        return operation

    def _edit(self, edit: Edit) -> OperationRow:
        """Link or unlink as from the list of issues; that judges, too."""
        edited = edits.apply(self._write, self._workspace, self._actor, [self._asked.issue], edit)
        if edited.operation is None:
            raise ConflictError("This place was decided meanwhile. Go on with the next one.")
        return self._operations.by_key(edited.operation.key)

    def _ban(self, summary: str) -> OperationRow:
        asked = self._asked
        operation = self._record(DIFFERENT, summary)
        ban = Constraint(ConstraintKind.BAN, asked.issue, asked.pattern)
        ConstraintStore(self._write.connection, self._workspace).add(operation.key, [ban])
        shape = asked.queued.doubt.shape
        judged = Judgement(operation.key, shape, asked.offer.score, same=False)
        JudgementStore(self._write.connection, self._workspace).add([judged])
        return operation

    def _record(self, kind: str, summary: str) -> OperationRow:
        return record_operation(self._write, self._workspace, Act(self._actor, kind, summary))

    def _keep(self, operation: OperationRow, gained: float = 0.0) -> None:
        """Remember what takes the verdict back."""
        inverse = {
            **operation.inverse,
            "review": self._asked.id,
            "run": self._run,
            "doubt": asdict(self._asked.queued.doubt),
            "skipped": self._asked.queued.skipped,
            "pattern": self._asked.pattern,
            "gained": gained,
        }
        self._operations.set_inverse(operation.key, inverse)

    def _ask_next(self) -> None:
        """Ask about the next candidate of the same issue; without one it is done."""
        doubt = self._asked.queued.doubt
        left = tuple(offer for offer in doubt.offers if offer.pattern != self._asked.offer.pattern)
        self._reviews.remove(self._run, [doubt.issue])
        kind = "candidate" if self._asked.is_own else doubt.kind
        following = replace(doubt, kind=kind, offers=left)
        self._reviews.put(self._run, [following], skipped=self._asked.queued.skipped)

    def _surer(self) -> float:
        """Count the member as one that belongs in its pattern's confidence; give the difference."""
        found = MembershipStore(self._write.connection, self._workspace).find(
            self._run, [self._asked.issue]
        )
        row = found.get(self._asked.issue)
        if row is None or row.similarity is None:
            return 0.0
        gained = 1 - belonging(row.similarity)
        return _Confidence(self._write, self._workspace).add(self._asked.pattern, gained)


class _Confidence:
    """The share of a pattern's members that belong, when one of them is known better."""

    def __init__(self, write: WriteTransaction, workspace_key: int) -> None:
        self._write = write
        self._workspace = workspace_key
        self._patterns = PatternStore(write.connection, workspace_key)
        self._run = MembershipStore(write.connection, workspace_key).reach().run

    def add(self, pattern: int, members: float) -> float:
        """Let so many more members belong, and give how many more it are then."""
        state = self._patterns.states(self._run, [pattern]).get(pattern)
        if state is None:
            return 0.0
        count = max(1, issue_count(state))
        share = state.confidence + members / count
        surer = round(min(1.0, max(0.0, share)), 3)  # as it is kept, to be taken back exactly
        ids = list(self._patterns.ids([pattern]).values())
        revision = record_change(self._write, self._workspace, ChangeKind.PATTERNS, ids)
        self._patterns.put_states(self._run, [replace(state, confidence=surer)], revision)
        return (surer - state.confidence) * count


def _doubt(kept: Mapping[str, Any]) -> Doubt:
    return Doubt(**{**kept, "offers": tuple(Offer(*offer) for offer in kept["offers"])})
