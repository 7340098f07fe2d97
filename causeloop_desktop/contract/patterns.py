"""Patterns: issues that are the same failure, and what is known of it."""

from enum import StrEnum

from pydantic import Field

from causeloop_desktop.contract.base import (
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
from causeloop_desktop.contract.issues import IssueRef, PatternRef, Reason, ScorePart


class PatternStatus(StrEnum):
    """Where a pattern stands in its life."""

    EMERGING = "emerging"
    ACTIVE = "active"
    WATCHING = "watching"
    RESOLVED = "resolved"


class PatternSort(StrEnum):
    """What a list of patterns can be sorted by; each also with a leading ``-`` for descending."""

    RISK_SCORE = "risk_score"
    ISSUE_COUNT = "issue_count"
    EPISODE_COUNT = "episode_count"
    LAST_SEEN_AT = "last_seen_at"
    FIRST_SEEN_AT = "first_seen_at"
    NAME = "name"
    PROBABILITY = "probability"
    CONFIDENCE = "confidence"


class RiskPart(Model):
    """One part of a risk score, in points; the parts sum to the score."""

    name: str
    label: str
    points: int
    most: int


class Attribute(Model):
    """One line of a fingerprint: ``count`` of ``of`` members say ``value``."""

    name: str
    value: str
    count: int
    of: int


class Probability(Model):
    """The chance of at least one new episode in ``window_days``, with its 80 % range.

    ``value`` is ``None`` where there is not enough data.
    """

    window_days: int
    value: float | None = None
    low: float | None = None
    high: float | None = None


class Evidence(StrEnum):
    """How much a forecast rests on."""

    NONE = "not_enough_data"
    LIMITED = "limited"
    STALE = "stale"
    ENOUGH = "enough"


class PatternSummary(Model):
    """A pattern as a row of a list; ``sparkline`` is episodes a week, oldest first."""

    id: PatternId
    name: str
    status: PatternStatus
    risk_score: int
    confidence: float
    issue_count: int
    episode_count: int
    occurrence_count: int
    first_seen_at: Instant
    last_seen_at: Instant
    severity: Severity
    priority: Priority
    teams: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    fingerprint: dict[str, str] = Field(default_factory=dict)
    probabilities: tuple[Probability, ...] = ()
    evidence: Evidence = Evidence.NONE
    sparkline: tuple[int, ...] = ()


class Pattern(PatternSummary):
    """A pattern with everything that explains it.

    ``own_gap`` says that a person gave it a gap of its own between episodes.
    """

    summary: str = ""
    risk_parts: tuple[RiskPart, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    reason: str = ""
    drivers: tuple[str, ...] = ()
    counterfactual: str = ""
    gap_hours: float = 6.0
    own_gap: bool = False
    top_terms: tuple[str, ...] = ()
    created_by: str = "detection"


class SharedReason(Reason):
    """Something that ``count`` of ``of`` members share, and its part of the score."""

    count: int
    of: int


class PatternWhy(Model):
    """Why the issues of a pattern are together: parts that sum to its cohesion.

    Attributes:
        score: Mean likeness of the members to their pattern, 0 to 1.
        of: How many members were looked at.
        typical: Those with which the others were compared most.
        in_time: How many of all members happened within ``gap_hours`` of another one.
        nearest_other_score: Mean deciding score of the members in it.
        threshold: The deciding score at which a member of the usual shape joins by itself.
        deciding_score: Mean over the members of what is compared with the threshold.
        deciding_parts: What counts for it; they sum to ``deciding_score``.
        nearest_other_parts: The same for the nearest other pattern.
        would_need: What the nearest other pattern lacks of what is shared here.
    """

    pattern: PatternRef
    score: float = 0.0
    of: int = 0
    because: tuple[SharedReason, ...] = ()
    typical: tuple[IssueRef, ...] = ()
    in_time: int = 0
    gap_hours: float = 6.0
    nearest_other: PatternRef | None = None
    nearest_other_score: float | None = None
    threshold: float | None = None
    would_need: tuple[str, ...] = ()
    deciding_score: float | None = None
    deciding_parts: tuple[ScorePart, ...] = ()
    nearest_other_parts: tuple[ScorePart, ...] = ()
    top_terms: tuple[str, ...] = ()
    sentence: str = ""


class PatternFilter(Request):
    """Which patterns are meant; within a field the values are alternatives, fields add up."""

    status: tuple[PatternStatus, ...] = ()
    q: str | None = Field(default=None, max_length=200)
    domain: tuple[str, ...] = ()
    team: tuple[str, ...] = ()
    risk_min: int | None = Field(default=None, ge=0, le=100)
    risk_max: int | None = Field(default=None, ge=0, le=100)


class PatternPatch(Request):
    """What a person may change of a pattern; absent fields stay.

    A gap of ``null`` is the workspace's again. With ``preview`` nothing is written.
    """

    name: Line | None = Field(default=None, min_length=1, max_length=200)
    status: PatternStatus | None = None
    gap_hours: float | None = Field(default=None, ge=0, le=24 * 30)
    preview: bool = False


class PatternMerge(Request):
    """Fold ``source_pattern_id`` into the pattern of the path; the members stay together."""

    source_pattern_id: PatternId
    preview: bool = False


class PatternSplit(Request):
    """Take ``issue_ids`` out of the pattern of the path into one of their own."""

    issue_ids: tuple[IssueId, ...] = Field(min_length=1, max_length=10_000)
    name: Line | None = Field(default=None, min_length=1, max_length=200)
    preview: bool = False


class PatternChanged(Model):
    """A pattern after a write, what moved, and the operation that undoes it.

    With ``preview`` nothing was written and ``pattern`` is what would be.
    """

    pattern: Pattern
    new_pattern_id: PatternId | None = None
    moved: int = 0
    operation_id: OperationId | None = None
    changes: Changes = Changes()


class Counting(StrEnum):
    """What a chart counts."""

    EPISODES = "episodes"
    ISSUES = "issues"


class SeriesPoint(Model):
    """How many fell into the bucket that begins at ``at``."""

    at: Instant
    count: int


class ForecastPoint(Model):
    """What is expected in the bucket that begins at ``at``, with its 80 % band."""

    at: Instant
    value: float
    lower: float
    upper: float


class Frequency(Model):
    """A count series up to ``as_of`` and its forecast, in days or weeks of ``timezone``."""

    pattern_id: PatternId | None = None
    window_days: int
    bucket_days: int
    counting: Counting
    timezone: str = "UTC"
    as_of: Instant
    history: tuple[SeriesPoint, ...] = ()
    forecast: tuple[ForecastPoint, ...] = ()
    note: str = ""
