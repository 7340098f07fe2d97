"""Issues: the failures themselves, one row each, whatever tool they came from."""

from enum import StrEnum

from pydantic import Field

from causeloop_desktop.contract.base import (
    ChangeKind,
    Changes,
    Instant,
    IssueId,
    Line,
    Model,
    OperationId,
    PatternId,
    Priority,
    Request,
    Severity,
    Source,
)


class Stage(StrEnum):
    """Where an issue stands in its life."""

    NEW = "new"
    ANALYZING = "analyzing"
    IN_LOOP = "in_loop"
    PATTERN_FOUND = "pattern_found"
    RESOLVED = "resolved"
    WONT_FIX = "wont_fix"


class Status(StrEnum):
    """The coarse group of a stage, as the public API filters by it."""

    OPEN = "open"
    IN_PROGRESS = "in_progress"
    RESOLVED = "resolved"
    CLOSED = "closed"


STATUS_OF_STAGE: dict[Stage, Status] = {
    Stage.NEW: Status.OPEN,
    Stage.ANALYZING: Status.IN_PROGRESS,
    Stage.IN_LOOP: Status.IN_PROGRESS,
    Stage.PATTERN_FOUND: Status.IN_PROGRESS,
    Stage.RESOLVED: Status.RESOLVED,
    Stage.WONT_FIX: Status.CLOSED,
}

STAGE_OF_STATUS: dict[Status, Stage] = {
    Status.OPEN: Stage.NEW,
    Status.IN_PROGRESS: Stage.ANALYZING,
    Status.RESOLVED: Stage.RESOLVED,
    Status.CLOSED: Stage.WONT_FIX,
}
"""The stage a PATCH by status moves an issue to."""


class IssueSort(StrEnum):
    """What a list of issues can be sorted by; each also with a leading ``-`` for descending."""

    CREATED_AT = "created_at"
    SOURCE_CREATED_AT = "source_created_at"
    INGESTED_AT = "ingested_at"
    UPDATED_AT = "updated_at"
    RISK_SCORE = "risk_score"
    SEVERITY = "severity"
    STATUS = "status"


class PatternRef(Model):
    """The pattern an issue belongs to, as far as a row of a list shows it."""

    id: PatternId
    name: str
    risk_score: int = 0


class IssueSummary(Model):
    """An issue as a row of a list.

    ``created_at`` is the event's own time; when the source did not give one it is the time of
    arrival and ``time_known`` is false. ``risk_score`` is 0 to 100. ``above_median_severity``
    marks a member that is more severe than the median of its pattern.
    """

    id: IssueId
    title: str
    status: Status
    stage: Stage
    severity: Severity
    priority: Priority
    source: Source
    origin: str = ""
    external_id: str
    external_url: str | None = None
    team: str | None = None
    service: str | None = None
    assignee: str | None = None
    pattern_id: PatternId | None = None
    pattern: PatternRef | None = None
    similarity: float | None = None
    risk_score: int = 0
    occurrence_count: int = 1
    time_known: bool = True
    above_median_severity: bool = False
    created_at: Instant
    ingested_at: Instant
    updated_at: Instant
    source_created_at: Instant | None = None
    source_updated_at: Instant | None = None


class Issue(IssueSummary):
    """An issue with everything that is known of it."""

    body: str = ""
    fingerprint: str | None = None
    connector_id: str | None = None
    source_status: str | None = None
    metadata: dict[str, object] = Field(default_factory=dict)


class ReasonKind(StrEnum):
    """What kind of evidence a part of a score is."""

    FINGERPRINT = "fingerprint"
    TEMPLATE = "template"
    TERMS = "terms"
    FIELD = "field"
    TIME = "time"
    LINK = "link"
    PERSON = "person"


class Reason(Model):
    """One part of a score: removing it lowers the score by exactly ``value``."""

    kind: ReasonKind
    label: str
    value: float


class IssueRef(Model):
    """What a line shows of an issue that is told about elsewhere."""

    id: IssueId
    external_id: str
    title: str


class ScorePart(Model):
    """One part of the score that decides: leaving it out changes the score by exactly ``value``.

    Attributes:
        piece: What counted: ``title``, ``text``, ``crossed`` (one's title in the other's text),
            ``meaning``, ``rarest`` (a rare word), ``nearness`` (in time), ``fields``, ``words``
            (all words together), or ``chance``, what strangers share, which is below zero.
        label: What is shared, where it has a name.
    """

    piece: str
    label: str = ""
    value: float


class WhyHere(Model):
    """Why an issue is where it is: parts that sum to the score, and the runner-up.

    Attributes:
        score: Likeness of words to the pattern; the sum of ``because``.
        threshold: From which deciding score on such an issue is put into a pattern unasked.
        because: The words, frames and fields that make it alike.
        decided_by: ``fingerprint``, ``template``, ``trace``, ``person``, ``text``, or ``none``.
        deciding_score: What is compared with the threshold; the sum of ``deciding_parts``.
        deciding_parts: The points of evidence, largest first. For an issue in no pattern they are
            of the nearest one.
        compared_with: The issues that the deciding score was measured against.
        nearest_other_parts: The points for the nearest other pattern, summing to its score.
        would_need: What most issues of the nearest other pattern say and this one does not.
    """

    issue_id: IssueId
    pattern: PatternRef | None = None
    score: float = 0.0
    threshold: float | None = None
    because: tuple[Reason, ...] = ()
    nearest_other: PatternRef | None = None
    nearest_other_score: float | None = None
    normalised_title: str = ""
    sentence: str = ""
    decided_by: str = ""
    deciding_score: float | None = None
    deciding_parts: tuple[ScorePart, ...] = ()
    compared_with: tuple[IssueRef, ...] = ()
    nearest_other_parts: tuple[ScorePart, ...] = ()
    would_need: tuple[str, ...] = ()


class SimilarIssue(Model):
    """An issue that reads alike, with its score from 0 to 1."""

    id: IssueId
    external_id: str
    title: str
    score: float
    pattern_id: PatternId | None = None


class IssueFilter(Request):
    """Which issues are meant; within a field the values are alternatives, fields add up.

    ``linked`` tells issues in a pattern from those in none, ``above_median`` members that are more
    severe than the median of their pattern from all others. ``date_from`` is inclusive,
    ``date_to`` exclusive; both look at ``created_at``.
    """

    status: tuple[Status, ...] = ()
    stage: tuple[Stage, ...] = ()
    severity: tuple[Priority, ...] = ()
    source: tuple[Source, ...] = ()
    team: tuple[str, ...] = ()
    service: tuple[str, ...] = ()
    assignee: tuple[str, ...] = ()
    pattern_id: PatternId | None = None
    linked: bool | None = None
    above_median: bool | None = None
    risk_min: int | None = Field(default=None, ge=0, le=100)
    risk_max: int | None = Field(default=None, ge=0, le=100)
    date_from: Instant | None = None
    date_to: Instant | None = None
    q: str | None = Field(default=None, max_length=200)


class IssueCreate(Request):
    """A new issue made by hand."""

    title: str = Field(min_length=1, max_length=300)
    body: str = ""
    severity: Priority | Severity = Priority.P3
    team: str | None = None
    service: str | None = None
    external_id: str | None = None
    external_url: str | None = None
    source: Source = Source.CUSTOM_API
    source_created_at: Instant | None = None
    fingerprint: str | None = None
    metadata: dict[str, object] = Field(default_factory=dict)


class IssuePatch(Request):
    """What a person may change of an issue; absent fields stay, ``null`` and blanks clear."""

    status: Status | None = None
    stage: Stage | None = None
    severity: Priority | Severity | None = None
    team: Line | None = Field(default=None, max_length=200)
    service: Line | None = Field(default=None, max_length=200)
    assignee: Line | None = Field(default=None, max_length=200)
    pattern_id: PatternId | None = None


class BulkOperation(StrEnum):
    """What can be done to many issues at once."""

    STAGE = "stage"
    STATUS = "status"
    ASSIGN = "assign"
    TEAM = "team"
    SEVERITY = "severity"
    LINK_PATTERN = "link_pattern"
    UNLINK_PATTERN = "unlink_pattern"


class IssueBulk(Request):
    """One change to many issues: by ``ids``, or by ``filter`` with the count that was previewed.

    With ``preview`` nothing is written and the answer's ``matched`` says how many would be.
    With a filter, ``expected_count`` must equal what matches now, else 409 ``conflict``.
    """

    op: BulkOperation
    value: Line | None = Field(default=None, max_length=200)
    ids: tuple[IssueId, ...] | None = Field(default=None, max_length=10_000)
    filter: IssueFilter | None = None
    as_of: Instant | None = None
    expected_count: int | None = None
    preview: bool = False


class BulkResult(Model):
    """How many issues matched and how many changed; ``operation_id`` undoes it."""

    matched: int
    changed: int = 0
    operation_id: OperationId | None = None
    changes: Changes = Changes()


class IssueChanged(Issue):
    """An issue after a write, with what else changed and the operation that undoes it."""

    operation_id: OperationId | None = None
    changes: Changes = Changes(counts={ChangeKind.ISSUES: 1})


class IssueFacets(Model):
    """How many issues stand in each value of a column, for tabs and filter menus.

    ``newest_at`` is the event time of the newest issue: the view offers it as ``as_of`` where
    it lies more than 90 days back.
    """

    total: int = 0
    stage: dict[Stage, int] = Field(default_factory=dict)
    severity: dict[Priority, int] = Field(default_factory=dict)
    source: dict[Source, int] = Field(default_factory=dict)
    team: dict[str, int] = Field(default_factory=dict)
    linked: int = 0
    newest_at: Instant | None = None
    oldest_at: Instant | None = None
