"""What detection sees of an issue, and what people have decided about issues."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

IssueKey: TypeAlias = int
PatternKey: TypeAlias = int


@dataclass(frozen=True, slots=True)
class Document:
    """The parts of one issue that decide where it belongs.

    Attributes:
        key: The issue's integer key in the store.
        fingerprint: An explicit grouping key given by the source; beats every likeness of text.
        fields: Structured facts as far as known: ``service``, ``team``, ``component``,
            ``error_type``, ...
        occurred_us: Event time in UTC microseconds.
        time_known: Whether somebody said so; else it is when the issue came here.
    """

    key: IssueKey
    title: str
    body: str = ""
    fingerprint: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    occurred_us: int = 0
    source: str = ""
    time_known: bool = True


@dataclass(frozen=True, slots=True)
class Constraints:
    """What people decided; every detection obeys it.

    A merge is a chain of must-links, a split is cannot-links between its two sides. Must-links
    are obeyed first; a cannot-link inside what they join is counted as a conflict and ignored.

    Attributes:
        must_link: Pairs of issues that belong to one pattern.
        cannot_link: Pairs of issues that never share a pattern.
        pins: Issues that belong to a given pattern.
        bans: (issue, pattern) pairs that never hold.
    """

    must_link: tuple[tuple[IssueKey, IssueKey], ...] = ()
    cannot_link: tuple[tuple[IssueKey, IssueKey], ...] = ()
    pins: Mapping[IssueKey, PatternKey] = field(default_factory=dict)
    bans: frozenset[tuple[IssueKey, PatternKey]] = frozenset()

    @property
    def placed(self) -> frozenset[IssueKey]:
        """Issues that people put where they are, or bound to others."""
        bound = (issue for pair in self.must_link for issue in pair)
        return frozenset((*self.pins, *bound))
