"""What a detection found, and what it leaves for the next one."""

from collections.abc import Mapping
from dataclasses import dataclass

from causeloop_desktop.engine.domain.detection.state import State
from causeloop_desktop.engine.domain.detection.values import CONFIGURATION, DetectedPattern
from causeloop_desktop.engine.domain.documents import IssueKey, PatternKey
from causeloop_desktop.engine.domain.matching.model import MatchModel
from causeloop_desktop.engine.domain.scoring.derived import Derived


@dataclass(frozen=True, slots=True)
class Detection:
    """The outcome of one run.

    Attributes:
        patterns: Largest first; provisional keys are -1, -2, ... in that order.
        vanished: Earlier patterns of which nothing is left.
        merged_into: Earlier patterns whose larger part now lives in another pattern.
        moved: Issues that went from one pattern to another.
        pool: Issues that fit nowhere.
        conflicts: Cannot-links that contradict must-links.
        model: What online matching needs; ``model.renamed`` replaces provisional keys.
        state: What the next detection needs; ``state.renamed`` replaces provisional keys.
        capped: Groups that would have grown on but for the largest size; a person should look.
        carried: Patterns that are as they were and therefore not in ``patterns``; only an
            incremental run has some.
        released: Issues that fit nowhere and were somewhere, changed or are new; ditto.
        derived: What matching derives from the model, as far as the run before had derived it.
    """

    patterns: tuple[DetectedPattern, ...]
    vanished: tuple[PatternKey, ...]
    merged_into: Mapping[PatternKey, PatternKey]
    moved: int
    pool: int
    conflicts: int
    model: MatchModel
    state: State
    capped: int = 0
    carried: frozenset[PatternKey] = frozenset()
    released: tuple[IssueKey, ...] = ()
    incremental: bool = False
    derived: Derived | None = None
    configuration: str = CONFIGURATION
