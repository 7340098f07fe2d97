"""A view of words that occur together, learned on the workspace itself.

Each term has a place in a space of few dimensions, such that terms of the same documents are near
each other (latent semantic analysis: the leading singular vectors of the weighed term matrix). An
issue that says "crash" is then found by one that says "quits", though they share no word.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self, TypeAlias

import numpy as np
import numpy.typing as npt

from causeloop_desktop.engine.domain.text.vectors import Ids, Weights

Places: TypeAlias = npt.NDArray[np.float32]

DIMENSIONS = 64

_ROWS_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Latent:
    """Where terms are.

    Attributes:
        ids: Feature numbers, ascending.
        places: One row per term.
    """

    ids: Ids
    places: npt.NDArray[np.float16]

    @classmethod
    def empty(cls) -> Self:
        """Nothing has been learned."""
        return cls(np.zeros(0, np.uint32), np.zeros((0, DIMENSIONS), np.float16))

    def place(self, ids: Ids, weights: Weights) -> Places:
        """The direction in which a document lies; all zero if it has no known term."""
        one: Places = self.places_of(np.array([0, len(ids)]), ids, weights)[0]
        return one

    def places_of_all(self, rows: Sequence[tuple[Ids, Weights]]) -> Places:
        """The directions of sparse rows that stand apart."""
        ids = [np.zeros(0, np.uint32), *(ids for ids, _ in rows)]
        weights = [np.zeros(0, np.float32), *(weights for _, weights in rows)]
        starts = np.cumsum([len(one) for one in ids])
        return self.places_of(starts, np.concatenate(ids), np.concatenate(weights))

    def places_of(self, starts: npt.NDArray[np.int64], ids: Ids, weights: Weights) -> Places:
        """The directions of sparse rows; row r owns ``starts[r]:starts[r + 1]``."""
        found = np.zeros((len(starts) - 1, self.places.shape[1]), np.float32)
        for first in range(0, len(found) if len(self.ids) else 0, _ROWS_AT_ONCE):
            some = starts[first : first + _ROWS_AT_ONCE + 1]
            part = slice(int(some[0]), int(some[-1]))
            target = found[first : first + len(some) - 1]
            self._add(target, some - some[0], ids[part], weights[part])
        lengths = np.sqrt(np.einsum("rd,rd->r", found, found))[:, None]
        found /= np.where(lengths > 0, lengths, np.float32(1))
        return found

    def _add(
        self, target: Places, starts: npt.NDArray[np.int64], ids: Ids, weights: Weights
    ) -> None:
        at = np.minimum(np.searchsorted(self.ids, ids), len(self.ids) - 1)
        known = np.flatnonzero(self.ids[at] == ids)
        if not len(known):
            return
        moved = self.places[at[known]].astype(np.float32) * weights[known, None]
        edges = np.searchsorted(known, starts)
        filled = np.flatnonzero(np.diff(edges))
        target[filled] = np.add.reduceat(moved, edges[filled], axis=0)
