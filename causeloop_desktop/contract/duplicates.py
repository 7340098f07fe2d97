"""Duplicates: issues of several sources that tell of one occurrence, counted once."""

from enum import StrEnum

from causeloop_desktop.contract.base import (
    Changes,
    DuplicateId,
    Instant,
    IssueId,
    Model,
    OperationId,
    Request,
    Source,
)
from causeloop_desktop.contract.issues import IssueRef


class DuplicateKind(StrEnum):
    """What joins two issues."""

    LINK = "link"
    IDENTIFIER = "identifier"
    LIKENESS = "likeness"
    PERSON = "person"


class DuplicateIssue(IssueRef):
    """An issue of a pair, with the tool that tells it."""

    source: Source
    origin: str = ""
    created_at: Instant


class Duplicate(Model):
    """Two issues that tell of one occurrence, why, and how sure that is, 0 to 1.

    Attributes:
        issues: Both, the earlier one first.
        reason: Why, in words that follow "because".
    """

    id: DuplicateId
    issues: tuple[DuplicateIssue, DuplicateIssue]
    kind: DuplicateKind
    reason: str
    score: float
    joined_at: Instant


class SameOccurrence(Model):
    """All that tell the same as one issue.

    Attributes:
        issues: The others, in the order of time.
        joins: The pairs that hold them together; parting one may part several.
    """

    issue_id: IssueId
    issues: tuple[DuplicateIssue, ...] = ()
    joins: tuple[Duplicate, ...] = ()


class DuplicateJoin(Request):
    """Say that two issues tell of one occurrence."""

    issue_id: IssueId
    other_id: IssueId


class DuplicatesChanged(Model):
    """What tells the same after a join or a parting, and the operation that undoes it."""

    occurrence: SameOccurrence
    operation_id: OperationId | None = None
    changes: Changes = Changes()
