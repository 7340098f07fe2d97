"""Which members of a pattern are more severe than its median: they stay visible by themselves.

A severity is a number from 1, the worst, to 4. The median of an even number of members is the mean
of the two in the middle, so twice the median is a whole number, and an issue stands out if twice
its severity is below that.
"""

from collections.abc import Collection
from typing import Any

import numpy as np
from numpy.typing import NDArray

from causeloop_desktop.engine.store.columns.table import UNLINKED, IssueColumns, Positions

SEVERITIES = 4

Mask = NDArray[np.bool_]


def standing_out(columns: IssueColumns, as_of_us: int | None, pattern: int | None) -> Mask:
    """Mark the issues that are more severe than the median of their pattern.

    Args:
        columns: Where to look.
        as_of_us: The moment nothing after which counts; ``None`` counts everything.
        pattern: The only pattern that is meant, if it is one.
    """
    patterns = columns["pattern"]
    members = patterns != UNLINKED if pattern is None else patterns == pattern
    found = np.zeros(columns.size, bool)
    positions = _until(columns, np.flatnonzero(members), as_of_us)
    found[_worse(columns, positions)] = True
    return found


def standing_out_among(
    columns: IssueColumns, keys: Collection[int], as_of_us: int | None
) -> frozenset[int]:
    """Give those of some issues that are more severe than the median of their pattern."""
    asked, _ = columns.locate(np.fromiter(keys, np.int64, len(keys)))
    patterns = columns["pattern"]
    theirs = np.unique(patterns[asked])
    theirs = theirs[theirs != UNLINKED]
    if not len(theirs):
        return frozenset()
    wanted = np.zeros(int(max(theirs[-1], patterns.max())) + 1, bool)
    wanted[theirs] = True
    positions = _until(columns, np.flatnonzero(wanted[patterns]), as_of_us)
    worse = np.intersect1d(_worse(columns, positions), asked)
    return frozenset(columns["key"][worse].tolist())


def _until(columns: IssueColumns, positions: Positions, as_of_us: int | None) -> Positions:
    if as_of_us is None:
        return positions
    return positions[columns["occurred_us"][positions] <= as_of_us]


def _worse(columns: IssueColumns, positions: Positions) -> Positions:
    """Give those positions whose severity is worse than the median of their pattern."""
    if not len(positions):
        return positions
    severity = columns["severity"][positions].astype(np.int64)
    keys, group = np.unique(columns["pattern"][positions], return_inverse=True)
    counted = np.bincount(group * SEVERITIES + severity - 1, minlength=len(keys) * SEVERITIES)
    twice = _twice_the_median(counted.reshape(-1, SEVERITIES))
    return positions[2 * severity < twice[group]]


def _twice_the_median(counted: NDArray[Any]) -> NDArray[np.int64]:
    """Add the two middle severities of each row of counts."""
    upto = counted.cumsum(axis=1)
    total = upto[:, -1:]
    lower = (upto >= (total + 1) // 2).argmax(axis=1)
    upper = (upto >= total // 2 + 1).argmax(axis=1)
    twice: NDArray[np.int64] = (lower + upper + 2).astype(np.int64)
    return twice
