"""The highest of many numbers, found without putting them all into an order."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from causeloop_desktop.engine.domain.scoring.features import Integers

BLOCK = 64
"""Numbers of which only the highest is looked at, unless it is among the highest of all."""


def in_blocks(width: int) -> int:
    """So many columns are at least ``width`` and whole blocks."""
    return -(-width // BLOCK) * BLOCK


def highest(scores: npt.NDArray[Any], count: int, least: float) -> Integers:
    """Where the highest scores stand, at most ``count``, none below ``least``.

    Of equal ones the last are taken, however many others were looked at.
    """
    good: Integers = np.flatnonzero(scores >= least)
    if len(good) <= count:
        return good
    values = scores[good]
    bound = np.partition(values, len(good) - count)[len(good) - count]
    above, equal = good[values > bound], good[values == bound]
    return np.concatenate((above, equal[len(equal) + len(above) - count :]))


def likely(
    table: npt.NDArray[Any], count: int, least: float, slack: float = 0.0
) -> Iterator[Integers]:
    """Yield for each row of a table where its ``count`` highest scores stand, among a few others.

    Of each block one number is looked at: as many blocks as are asked for hold one that is so high,
    so what is lower than these is not among the highest.

    Args:
        table: As wide as whole blocks.
        count: How many are wanted of each row.
        least: None that is lower is of interest.
        slack: How far two scores may be from the order in which they should be.
    """
    blocks = table.reshape(len(table), -1, BLOCK)
    tops = blocks.max(axis=2, initial=0)
    others = tops.shape[1] - count
    bounds = np.full(len(table), least, table.dtype)
    if others > 0:
        bounds = np.maximum(bounds, np.partition(tops, others, axis=1)[:, others])
    bounds -= slack
    row, block = np.nonzero(tops >= bounds[:, None])
    hit, at = np.nonzero(blocks[row, block] >= bounds[row, None])
    columns, edges = block[hit] * BLOCK + at, row[hit].searchsorted(np.arange(len(table) + 1))
    for start, end in pairwise(edges.tolist()):
        yield columns[start:end]
