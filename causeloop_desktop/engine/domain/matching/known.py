"""Issues with which others are compared, and the pattern of each."""

from collections.abc import Iterable, Set
from typing import NamedTuple

import numpy as np

from causeloop_desktop.engine.domain.documents import IssueKey, PatternKey
from causeloop_desktop.engine.domain.matching.model import GONE, LONE, Keys, MatchModel
from causeloop_desktop.engine.domain.scoring.derived import Derived
from causeloop_desktop.engine.domain.scoring.index import Index

COMPARED = 16
"""Members of a pattern that are compared at most, the latest."""

NOWHERE = -1


class Move(NamedTuple):
    """A row that stands for another pattern than before; from ``NOWHERE`` if it is new."""

    row: int
    before: PatternKey
    now: PatternKey


class Known:
    """The rows of a model, and those that are added; a row is found by the index.

    Args:
        model: What the last detection left.
        patterns: The pattern of each row now, ``GONE`` for some; as the detection left them if none
            are given.
        derived: What was derived from the rows of this model before.

    Attributes:
        index: Finds rows.
        patterns: The pattern of each row.
        moves: What became part of a pattern, or another one's, since the beginning.
    """

    def __init__(
        self, model: MatchModel, patterns: Keys | None = None, derived: Derived | None = None
    ) -> None:
        rows = model.rows
        now = rows.patterns if patterns is None else patterns
        gone = np.flatnonzero(now == GONE)
        self.index = Index(model.latent, rows.starts, rows.ids, rows.weights, derived, gone)
        self.moves: list[Move] = []
        self._issues: list[IssueKey] = rows.issues.tolist()
        self.patterns: list[PatternKey] = now.tolist()
        self._row_of = {issue: row for row, issue in enumerate(self._issues)}
        for row in gone.tolist():
            del self._row_of[self._issues[row]]
        self._members = _Members(now)

    def __contains__(self, issue: IssueKey) -> bool:
        return issue in self._row_of

    def row(self, issue: IssueKey | None) -> int:
        """The row of an issue, or ``NOWHERE``."""
        return NOWHERE if issue is None else self._row_of.get(issue, NOWHERE)

    def issue(self, row: int) -> IssueKey:
        """The issue of a row."""
        return self._issues[row]

    def add(self, issue: IssueKey, pattern: PatternKey) -> None:
        """Take note of the issue that the index has got."""
        row = self._row_of[issue] = len(self._issues)
        self._issues.append(issue)
        self.patterns.append(pattern)
        self._note(row, pattern)
        if pattern != LONE:
            self.moves.append(Move(row, NOWHERE, pattern))

    def place(self, issue: IssueKey, pattern: PatternKey) -> None:
        """Let a known issue stand for another pattern from now on."""
        row = self.row(issue)
        if row == NOWHERE or self.patterns[row] == pattern:
            return
        before = self.patterns[row]
        if before != LONE:
            self._members[before].remove(row)
        self._note(row, pattern)
        self.patterns[row] = pattern
        self.moves.append(Move(row, before, pattern))

    def members(self, pattern: PatternKey, itself: IssueKey | None) -> list[int]:
        """The latest rows of a pattern, without an issue itself."""
        rows = self._members[pattern]
        return [row for row in rows[-COMPARED:] if self._issues[row] != itself]

    def patterns_of(self, rows: Iterable[int]) -> set[PatternKey]:
        """The patterns of rows; those that are still expected are in none."""
        count = len(self.patterns)
        known = [row for row in rows if row < count]
        return {*map(self.patterns.__getitem__, known)} - {LONE}

    def together(
        self, near: Set[int], patterns: Iterable[PatternKey], itself: IssueKey | None
    ) -> Keys:
        """Rows near an issue, and the latest of their patterns; ascending."""
        wanted = set(near)
        for pattern in patterns:
            wanted.update(self._members[pattern][-COMPARED:])
        wanted.discard(self.row(itself))
        return np.array(sorted(wanted), np.int64)

    def _note(self, row: int, pattern: PatternKey) -> None:
        if pattern != LONE:
            self._members[pattern].append(row)


class _Members(dict[PatternKey, list[int]]):
    """The rows of patterns, ascending; of those that nobody asks for no list is made.

    Args:
        patterns: The pattern of each row.
    """

    def __init__(self, patterns: Keys) -> None:
        super().__init__()
        self._order = np.argsort(patterns, kind="stable")
        self._sorted = patterns[self._order]

    def __missing__(self, pattern: PatternKey) -> list[int]:
        first, last = self._sorted.searchsorted((pattern, pattern + 1)).tolist()
        found: list[int] = self._order[first:last].tolist()
        self[pattern] = found
        return found
