"""Novelty: what fits nowhere, who has fallen silent, and words that nobody used before."""

from causeloop_desktop.contract.base import Instant, Model, Severity, Source
from causeloop_desktop.contract.issues import IssueRef, PatternRef
from causeloop_desktop.contract.patterns import SeriesPoint


class Stray(IssueRef):
    """An issue that fits nowhere, and the pattern that it is most like, however little."""

    severity: Severity
    created_at: Instant
    nearest: PatternRef | None = None
    score: float = 0.0


class QuietSource(Model):
    """A tool that has told nothing for longer than it ever does.

    ``usual_hours`` is the pause that 95 of 100 of its pauses do not exceed.
    """

    source: Source
    origin: str = ""
    last_seen_at: Instant
    silent_hours: float
    usual_hours: float


class NewTerm(Model):
    """A word that came up this week, and some of the issues whose titles have it."""

    term: str
    count: int
    first_seen_at: Instant
    issues: tuple[IssueRef, ...] = ()


class Novelty(Model):
    """What is new in the week up to ``as_of``.

    Attributes:
        strays: Issues of the week far from every pattern, the farthest first.
        unmatched: Issues in no pattern in each of the last five weeks, oldest first.
        rising: Whether the last of these weeks stands out.
        quiet: Sources that fell silent, the most unusual first.
        terms: New words, the most frequent first.
        note: Why something cannot be told yet.
    """

    as_of: Instant
    since: Instant
    strays: tuple[Stray, ...] = ()
    unmatched: tuple[SeriesPoint, ...] = ()
    rising: bool = False
    quiet: tuple[QuietSource, ...] = ()
    terms: tuple[NewTerm, ...] = ()
    note: str = ""
