"""What goes into a detection, and the patterns that come out of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from causeloop_desktop.engine.domain.documents import IssueKey, PatternKey
from causeloop_desktop.engine.domain.patterns.fingerprints import Attribute

CONFIGURATION = "2026-11-22"
"""Date of the grouping configuration; a run records it, an upgrade changes it."""

Progress: TypeAlias = Callable[[float, str], None]
Cancelled: TypeAlias = Callable[[], bool]


def within(progress: Progress, start: float, end: float) -> Progress:
    """Progress of a part, told as progress of the whole."""
    return lambda share, step: progress(start + (end - start) * share, step)


class DetectionCancelledError(Exception):
    """The caller asked a running detection to stop; nothing was decided."""


@dataclass(frozen=True, slots=True)
class DetectionSettings:
    """What a workspace may choose.

    Attributes:
        minimum_size: Fewest issues that make a pattern.
        sensitivity: 0 joins only what is nearly the same, 1 joins loosely, 0.5 is as measured.
        largest: Most groups of equal issues that likeness of text may join into one pattern.
    """

    minimum_size: int = 2
    sensitivity: float = 0.5
    largest: int = 100


@dataclass(frozen=True, slots=True)
class DetectedPattern:
    """One pattern of a detection.

    Attributes:
        key: The surviving pattern's key, or a negative provisional one if the pattern is new.
        members: Keys of its issues, ascending.
        similarities: One score in 0..1 per member, as ``why.explain`` recomputes it.
        attributes: The pattern's fingerprint with "n of m members" each.
        confidence: Estimated share of members that belong, 0..1.
        exact: Whether each member shares a key that decides with other members.
    """

    key: PatternKey
    members: tuple[IssueKey, ...]
    similarities: tuple[float, ...]
    name: str
    summary: str
    attributes: tuple[Attribute, ...]
    confidence: float
    exact: tuple[bool, ...] = ()

    @property
    def change(self) -> Literal["new", "kept"]:
        """Whether the pattern existed before this run."""
        return "kept" if self.key >= 0 else "new"
