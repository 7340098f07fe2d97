"""Issues with which others are compared, and the pattern of each."""

from collections import defaultdict
from collections.abc import Iterable, Set
from typing import NamedTuple

import numpy as np

from causeloop_desktop.engine.domain.documents import IssueKey, PatternKey
from causeloop_desktop.engine.domain.matching.model import LONE, Keys, MatchModel
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

    Attributes:
        index: Finds rows.
        patterns: The pattern of each row.
        moves: What became part of a pattern, or another one's, since the beginning.
    """

    def __init__(self, model: MatchModel) -> None:
        rows = model.exemplars.beside(model.lone)
        self.index = Index(model.latent, rows.starts, rows.ids, rows.weights)
        self.moves: list[Move] = []
        self._issues: list[IssueKey] = rows.issues.tolist()
        self.patterns: list[PatternKey] = rows.patterns.tolist()
        self._row_of = {issue: row for row, issue in enumerate(self._issues)}
        self._members: defaultdict[PatternKey, list[int]] = defaultdict(list)
        for row, pattern in enumerate(self.patterns):
            self._members[pattern].append(row)

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
        self._members[pattern].append(row)
        if pattern != LONE:
            self.moves.append(Move(row, NOWHERE, pattern))

    def place(self, issue: IssueKey, pattern: PatternKey) -> None:
        """Let a known issue stand for another pattern from now on."""
        row = self.row(issue)
        if row == NOWHERE or self.patterns[row] == pattern:
            return
        before = self.patterns[row]
        self._members[before].remove(row)
        self._members[pattern].append(row)
        self.patterns[row] = pattern
        self.moves.append(Move(row, before, pattern))

    def members(self, pattern: PatternKey, itself: IssueKey | None) -> list[int]:
        """The latest rows of a pattern, without an issue itself."""
        rows = self._members.get(pattern, [])
        return [row for row in rows[-COMPARED:] if self._issues[row] != itself]

    def patterns_of(self, rows: Iterable[int]) -> set[PatternKey]:
        """The patterns of rows; those that are still expected are in none."""
        count = len(self.patterns)
        return {self.patterns[row] for row in rows if row < count} - {LONE}

    def together(
        self, near: Set[int], patterns: Iterable[PatternKey], itself: IssueKey | None
    ) -> Keys:
        """Rows near an issue, and the latest of their patterns; ascending."""
        wanted = set(near)
        for pattern in patterns:
            wanted.update(self._members[pattern][-COMPARED:])
        wanted.discard(self.row(itself))
        return np.array(sorted(wanted), np.int64)
