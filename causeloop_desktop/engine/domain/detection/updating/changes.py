"""Which groups are other than they were, and which issues people have decided about since."""

from dataclasses import dataclass

import numpy as np

from causeloop_desktop.engine.domain.detection.arrays import Flags, Integers
from causeloop_desktop.engine.domain.detection.describing.patterns import members_of
from causeloop_desktop.engine.domain.documents import Constraints, IssueKey


@dataclass(frozen=True, slots=True)
class Changed:
    """Groups of now against groups of before.

    Attributes:
        groups: The group of each row.
        same: Whether a row's group has the same rows as before.
    """

    groups: Integers
    same: Flags

    def members(self, minimum: int) -> tuple[Integers, ...]:
        """Rows of the groups that are not the same, largest first."""
        rows = np.flatnonzero(~self.same)
        return tuple(rows[some] for some in members_of(self.groups[rows], minimum))


def changed_groups(before: Integers, now: Integers, origin: Integers) -> Changed:
    """Compare two groupings.

    Args:
        before: The group of each row of before.
        now: The group of each row of now.
        origin: The row of before that each row of now is, or -1 if it is another.
    """
    was = np.where(origin >= 0, before[origin] if len(before) else -1, -1)
    groups, inverse, sizes = np.unique(now, return_inverse=True, return_counts=True)
    lowest = np.full(len(groups), np.iinfo(np.int64).max)
    highest = np.full(len(groups), -1, np.int64)
    np.minimum.at(lowest, inverse, was)
    np.maximum.at(highest, inverse, was)
    counts = np.bincount(before) if len(before) else np.zeros(1, np.int64)
    same = (lowest == highest) & (lowest >= 0) & (counts[np.maximum(highest, 0)] == sizes)
    return Changed(now, same[inverse])


def still_whole(changed: Changed, patterns: Integers, placed: Integers) -> Changed:
    """Count groups as changed whose pattern now has other issues besides.

    Args:
        changed: The groups.
        patterns: The pattern of each row before; 0 or less stands for none.
        placed: The pattern of every issue that is in one now.
    """
    _, inverse, sizes = np.unique(changed.groups, return_inverse=True, return_counts=True)
    known, counts = np.unique(np.append(placed, 0), return_counts=True)
    at = np.minimum(np.searchsorted(known, patterns), len(known) - 1)
    alone = (patterns <= 0) | ((known[at] == patterns) & (counts[at] == sizes[inverse]))
    broken = np.zeros(len(sizes), bool)
    broken[inverse[~alone]] = True
    return Changed(changed.groups, changed.same & ~broken[inverse])


def touched_by(before: Constraints, now: Constraints) -> list[IssueKey]:
    """Issues about which something else is decided than before."""
    pairs = {*before.must_link} ^ {*now.must_link} | {*before.cannot_link} ^ {*now.cannot_link}
    single = {*before.bans} ^ {*now.bans} | {*before.pins.items()} ^ {*now.pins.items()}
    return sorted({issue for pair in pairs for issue in pair} | {issue for issue, _ in single})
