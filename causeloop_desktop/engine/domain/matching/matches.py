"""What matching says of one issue."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from causeloop_desktop.engine.domain.documents import IssueKey, PatternKey

Decided: TypeAlias = Literal["fingerprint", "trace", "template", "text", "none"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A pattern and the score of the issue in question in it, 0..1."""

    pattern: PatternKey
    score: float


@dataclass(frozen=True, slots=True)
class Twin:
    """An issue in no pattern, and the score of the issue in question beside it, 0..1."""

    issue: IssueKey
    score: float


@dataclass(frozen=True, slots=True)
class Match:
    """Where an issue belongs as far as its text tells.

    Attributes:
        pattern: The pattern to attach to, None if nothing is sure enough.
        score: That of this pattern, else of the best candidate; 0..1.
        decided_by: The layer that decided.
        candidates: The most alike patterns, best first.
        likeness: Likeness of words to that pattern, as ``why.explain`` takes it apart; 0..1.
        twin: An issue with which this one makes a new pattern, where none of the known is as sure.
    """

    pattern: PatternKey | None
    score: float
    decided_by: Decided
    candidates: tuple[Candidate, ...]
    likeness: float = 0.0
    twin: Twin | None = None

    @property
    def nearest_other(self) -> Candidate | None:
        """The most alike pattern that the issue was not put in."""
        return next((c for c in self.candidates if c.pattern != self.pattern), None)
