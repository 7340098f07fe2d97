"""Detections: full runs that cluster a workspace's issues into patterns."""

from enum import StrEnum

from pydantic import Field

from causeloop_desktop.contract.base import (
    Changes,
    Instant,
    IssueId,
    JobId,
    Model,
    OperationId,
    PatternId,
    Request,
    RunId,
)

LEAST_SIZE, MOST_SIZE = 2, 1_000
LONGEST_GAP_HOURS = 24 * 30


class RunStatus(StrEnum):
    """What became of a run's result."""

    RUNNING = "running"
    PROPOSED = "proposed"
    CURRENT = "current"
    SUPERSEDED = "superseded"
    DISCARDED = "discarded"
    EXPIRED = "expired"
    FAILED = "failed"
    CANCELLED = "cancelled"


class DetectionMode(StrEnum):
    """What happens with what a run finds.

    ``auto`` makes it visible unless that would move more than one issue in twenty from one
    pattern to another, or the grouping configuration is newer than the patterns; then it waits
    for consent. ``accept`` never waits, ``propose`` always does.
    """

    AUTO = "auto"
    ACCEPT = "accept"
    PROPOSE = "propose"


class Consent(StrEnum):
    """Why a run waits for consent.

    ``asked``: whoever started it said so. ``moves``: more than one issue in twenty would go from
    one pattern to another. ``configuration``: its grouping is newer than today's patterns.
    """

    ASKED = "asked"
    MOVES = "moves"
    CONFIGURATION = "configuration"


class DetectionRequest(Request):
    """Ask for a full detection; one waits per workspace and mode, a second call joins it."""

    reason: str = Field(default="asked", max_length=200)
    mode: DetectionMode = DetectionMode.AUTO


class DetectionStarted(Model):
    """The job that detects; ``joined`` when one was already waiting."""

    job_id: JobId
    joined: bool = False


class DetectionResult(Model):
    """What a run found and changed against what was visible when it began.

    Attributes:
        new_patterns: Patterns that were not there; ``split_patterns`` of them were split off.
        merged_patterns: Patterns whose larger part is now in another one.
        moved_issues: Issues that went from one pattern to another that was not merged with it.
        reassigned_issues: All issues that changed from one pattern to another.
        joined_issues: Issues that were in no pattern and now are.
        left_issues: Issues that were in a pattern and now are in none.
        reassigned_share: ``reassigned_issues`` of all issues, 0..1.
        consent: Why the run waited for consent, if it did.
        incremental: Whether only what was new or changed was looked at.
        capped_patterns: Patterns that likeness would have let grow beyond the largest size: a
            person should look at them.
    """

    run_id: str
    issues: int = 0
    patterns: int = 0
    linked: int = 0
    pool: int = 0
    new_patterns: int = 0
    kept_patterns: int = 0
    split_patterns: int = 0
    merged_patterns: int = 0
    vanished_patterns: int = 0
    moved_issues: int = 0
    reassigned_issues: int = 0
    joined_issues: int = 0
    left_issues: int = 0
    reassigned_share: float = 0.0
    seconds: float = 0.0
    consent: Consent | None = None
    incremental: bool = False
    capped_patterns: int = 0


class DetectionRun(Model):
    """A run as it is recorded: version, parameters, seconds, counts.

    Attributes:
        version: The dated grouping configuration that it used.
        decided_at: When a person accepted or discarded it.
    """

    id: RunId
    status: RunStatus
    version: str
    parameters: dict[str, object] = Field(default_factory=dict)
    result: DetectionResult | None = None
    created_at: Instant
    finished_at: Instant | None = None
    decided_at: Instant | None = None


class RunFilter(Request):
    """Which runs are meant; the values are alternatives."""

    status: tuple[RunStatus, ...] = ()


class RunChangeKind(StrEnum):
    """How a run changes a pattern."""

    MERGED = "merged"
    SPLIT = "split"
    MOVED = "moved"
    VANISHED = "vanished"
    NEW = "new"


class RunChangeFilter(Request):
    """Which lines of a diff are meant; the values are alternatives."""

    kind: tuple[RunChangeKind, ...] = ()


class RunSample(Model):
    """An issue that a change is about."""

    id: IssueId
    external_id: str
    title: str


class RunChange(Model):
    """One line of a run's diff.

    Attributes:
        pattern_id: The pattern it is about; ``None`` once a discarded one is gone.
        other_id: What it was split from or merged into, or where its issues moved to.
        issues: How many issues go along.
        size: How many issues the pattern has; for one that goes, had.
        samples: A few of the issues, newest first.
    """

    kind: RunChangeKind
    pattern_id: PatternId | None = None
    name: str
    other_id: PatternId | None = None
    other_name: str | None = None
    issues: int
    size: int
    samples: tuple[RunSample, ...] = ()


class RunDecided(Model):
    """A run after consent was given or refused, and the operation that takes an accept back."""

    run: DetectionRun
    operation_id: OperationId | None = None
    changes: Changes = Changes()


class DetectionSettings(Model):
    """What a workspace chose for its patterns.

    Attributes:
        minimum_size: Fewest issues that make a pattern.
        sensitivity: 0 joins only what is nearly the same, 1 joins loosely, 0.5 is as measured.
        gap_hours: Occurrences of a pattern closer than this are one episode.
    """

    minimum_size: int = 2
    sensitivity: float = 0.5
    gap_hours: float = 6.0


class DetectionSettingsPatch(Request):
    """What to change of the settings; absent fields stay."""

    minimum_size: int | None = Field(default=None, ge=LEAST_SIZE, le=MOST_SIZE)
    sensitivity: float | None = Field(default=None, ge=0, le=1)
    gap_hours: float | None = Field(default=None, ge=0, le=LONGEST_GAP_HOURS)


class DetectionSettingsChanged(Model):
    """The settings after a change, and the operation that undoes it."""

    settings: DetectionSettings
    operation_id: OperationId | None = None
    changes: Changes = Changes()


class PreviewRequest(Request):
    """Ask what other settings would find; absent fields are the workspace's own."""

    minimum_size: int | None = Field(default=None, ge=LEAST_SIZE, le=MOST_SIZE)
    sensitivity: float | None = Field(default=None, ge=0, le=1)


class SizeCount(Model):
    """How many patterns have between ``least`` and ``most`` issues; ``None`` has no end."""

    least: int
    most: int | None = None
    patterns: int


class Grouping(Model):
    """What some settings find, in numbers."""

    patterns: int = 0
    linked: int = 0
    pool: int = 0
    largest: int = 0
    sizes: tuple[SizeCount, ...] = ()


class PreviewExample(Model):
    """Issues that other settings would bring together, or take apart."""

    joins: bool
    issues: tuple[RunSample, ...] = ()
    name: str = ""
    count: int = 0


class DetectionPreview(Model):
    """What other settings would find, against today's patterns; the result of a preview's job.

    Attributes:
        changes: What a detection with these settings would change, in counts.
        examples: Issues that would join or part, the most telling first.
    """

    settings: DetectionSettings = DetectionSettings()
    before: Grouping = Grouping()
    after: Grouping = Grouping()
    changes: DetectionResult = DetectionResult(run_id="")
    examples: tuple[PreviewExample, ...] = ()
