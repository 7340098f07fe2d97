"""Reviews: places of issues that are not sure, to be decided one after the other."""

from enum import StrEnum

from pydantic import Field

from causeloop_desktop.contract.base import (
    Changes,
    Instant,
    IssueId,
    Model,
    OperationId,
    PatternId,
    Priority,
    Request,
    ReviewId,
    Source,
)
from causeloop_desktop.contract.issues import PatternRef


class ReviewKind(StrEnum):
    """What is asked of an issue.

    A ``candidate`` is in no pattern and may belong to one; a ``member`` is in a pattern and may
    not belong there.
    """

    CANDIDATE = "candidate"
    MEMBER = "member"


class Verdict(StrEnum):
    """What a person says of an issue and a pattern."""

    SAME = "same"
    DIFFERENT = "different"
    SKIP = "skip"


class ReviewCandidate(Model):
    """A pattern that an issue may belong to: how alike it is, and its most similar issue."""

    pattern: PatternRef
    score: float
    issue_count: int = 0
    nearest_issue_id: IssueId | None = None


class ReviewSummary(Model):
    """A question as a row of the queue.

    Attributes:
        shape: ``prose``, ``trace`` or ``line``; each has a threshold of its own.
        score: Likeness of the issue to ``pattern``, 0..1.
        threshold: From which score on such an issue is attached without asking.
        candidates: At most five patterns, the one in question first.
    """

    id: ReviewId
    kind: ReviewKind
    issue_id: IssueId
    external_id: str
    title: str
    source: Source
    priority: Priority
    created_at: Instant
    pattern: PatternRef
    shape: str = "prose"
    score: float
    threshold: float
    skipped: bool = False
    candidates: tuple[ReviewCandidate, ...] = ()


class PieceMark(StrEnum):
    """How a piece of text compares with the other side.

    ``ELSEWHERE`` is a word that the other side says, too, in another place. ``VARIABLE`` is a
    number, an id, a time or the like, which comparing passes over.
    """

    SAME = "same"
    ELSEWHERE = "elsewhere"
    DIFFERENT = "different"
    VARIABLE = "variable"


class Piece(Model):
    """A run of text that compares alike; the pieces of a side are its text, whole and in order."""

    text: str
    mark: PieceMark = PieceMark.SAME


class ReviewSide(Model):
    """One of two issues side by side; ``omitted`` letters of a long body are left out."""

    issue_id: IssueId
    external_id: str
    external_url: str | None = None
    source: Source
    origin: str = ""
    priority: Priority
    service: str | None = None
    team: str | None = None
    created_at: Instant
    title: tuple[Piece, ...] = ()
    body: tuple[Piece, ...] = ()
    omitted: int = 0


class Review(ReviewSummary):
    """A question with both sides: the issue, and the most similar issue of the pattern."""

    left: ReviewSide
    right: ReviewSide | None = None


class ReviewFilter(Request):
    """Which questions are meant; ``skipped`` ones stand last where nothing is said of them."""

    kind: tuple[ReviewKind, ...] = ()
    pattern_id: PatternId | None = None
    issue_id: IssueId | None = None
    skipped: bool | None = None


class ReviewDecision(Request):
    """A verdict about one of the candidates, by default the first."""

    verdict: Verdict
    pattern_id: PatternId | None = None


class ReviewDecided(Model):
    """What a decision did; ``operation_id`` undoes it.

    ``review`` is what is still to be asked about the same issue, the next of its candidates.
    """

    operation_id: OperationId
    review: ReviewSummary | None = None
    changes: Changes = Changes()


class ReviewCount(Model):
    """How many questions wait, and how many of those asked were put off."""

    open: int = 0
    skipped: int = 0


class LearnedThreshold(Model):
    """From which score on issues of a shape are attached unasked, and what that was learned from.

    Attributes:
        shape: ``prose``, ``trace`` or ``line``.
        shipped: The threshold that the program brings.
        learned: The one that this workspace uses.
        accepted: Decisions that said "same", each of them at most one.
        rejected: Decisions that said "not the same".
    """

    shape: str
    shipped: float
    learned: float
    accepted: int = 0
    rejected: int = 0


class ReviewThresholds(Model):
    """The thresholds of a workspace, one for each shape of issue."""

    thresholds: tuple[LearnedThreshold, ...] = Field(default=())
