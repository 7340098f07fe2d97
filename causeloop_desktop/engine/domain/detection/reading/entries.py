"""Sparse rows as spans of one long list, so that rows can be added without moving the others."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from scipy import sparse

from causeloop_desktop.engine.domain.detection.arrays import Columns, Features, Floats, Integers
from causeloop_desktop.engine.domain.detection.reading.corpus import Placed
from causeloop_desktop.engine.domain.detection.reading.matrix import Matrix

_ROWS_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Spans:
    """Where each row's entries stand."""

    starts: Integers
    ends: Integers

    @classmethod
    def of(cls, starts: Integers, offset: int = 0) -> Self:
        """Rows that follow each other without gaps; ``starts`` also has the end of the last."""
        return cls(starts[:-1] + offset, starts[1:] + offset)

    @classmethod
    def joined(cls, parts: Sequence[Self], order: Integers) -> Self:
        """Pick rows from several spans as if they were one list."""
        starts = np.concatenate([part.starts for part in parts])
        ends = np.concatenate([part.ends for part in parts])
        return cls(starts[order], ends[order])


@dataclass(frozen=True, slots=True)
class Entries:
    """The entries of rows, and what their columns mean.

    Attributes:
        features: The feature number of each column.
        columns: The column of each entry.
        weights: The weight of each entry.
    """

    features: Features
    columns: Columns
    weights: Floats

    def __len__(self) -> int:
        return len(self.columns)

    def take(self, spans: Spans, rows: Integers) -> Matrix:
        """Some rows as a matrix."""
        starts, lengths = spans.starts[rows], spans.ends[rows] - spans.starts[rows]
        ends = np.cumsum(lengths)
        picks = np.repeat(starts - ends + lengths, lengths) + np.arange(int(lengths.sum()))
        place = np.concatenate((np.zeros(1, np.int64), ends))
        shape = (len(rows), len(self.features))
        return sparse.csr_array((self.weights[picks], self.columns[picks], place), shape)

    def parts(self, spans: Spans) -> Iterator[tuple[int, Matrix]]:
        """All rows, a few thousand at a time, each part with the number of its first row."""
        for start in range(0, len(spans.starts), _ROWS_AT_ONCE):
            end = min(start + _ROWS_AT_ONCE, len(spans.starts))
            yield start, self.take(spans, np.arange(start, end))

    def with_rows(self, rows: Matrix) -> tuple[Self, Spans]:
        """Add rows over the same columns."""
        added = self._with(self.features, rows.indices.astype(np.int32), rows.data)
        return added, Spans.of(rows.indptr.astype(np.int64), len(self))

    def with_placed(self, placed: Placed) -> tuple[Self, Spans]:
        """Add documents; features that are new get columns of their own at the end."""
        order = np.argsort(self.features, kind="stable")
        wanted, inverse = np.unique(placed.ids, return_inverse=True)
        at = np.searchsorted(self.features, wanted, sorter=order)
        column = order[np.minimum(at, len(order) - 1)] if len(order) else np.zeros_like(at)
        known = self.features[column] == wanted if len(order) else np.zeros(len(at), bool)
        column[~known] = len(self.features) + np.arange(int((~known).sum()))
        features = np.concatenate((self.features, wanted[~known]))
        added = self._with(features, column[inverse].astype(np.int32), placed.weights)
        return added, Spans.of(placed.starts, len(self))

    def _with(self, features: Features, columns: Columns, weights: Floats) -> Self:
        return type(self)(
            features,
            np.concatenate((self.columns, columns)),
            np.concatenate((self.weights, weights.astype(np.float32))),
        )


def entries_of(rows: Matrix, features: Features) -> tuple[Entries, Spans]:
    """A matrix as entries."""
    entries = Entries(features, rows.indices.astype(np.int32), rows.data.astype(np.float32))
    return entries, Spans.of(rows.indptr.astype(np.int64))
