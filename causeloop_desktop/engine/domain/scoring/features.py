"""What can be counted of a pair of issues, free of the tracker they come from.

Everything is a share or a likeness between 0 and 1, never a number of a workspace's own size, so
that what was learned on one tracker holds on another.
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from causeloop_desktop.engine.domain.scoring.latent import Places
from causeloop_desktop.engine.domain.tokens import HASH_BITS, View
from causeloop_desktop.engine.domain.vectors import Ids, Rarity, Vector, Weights

Integers: TypeAlias = npt.NDArray[np.int64]
Evidence: TypeAlias = npt.NDArray[np.float64]
Likeness: TypeAlias = npt.NDArray[np.float64]

EVIDENCE = (
    "title",
    "text",
    "title_in_text",
    "text_in_title",
    "meaning",
    "rarest",
    "nearness",
    "fields",
)
"""Likeness of titles; of texts; of one's title to the other's text and the reverse; of what is
meant; how rare the rarest shared word is; nearness in time; likeness of structured fields. NaN
where one of the two does not say."""

_SLOTS = 1 << 14
"""Few enough to stay in the processor's nearest cache, many enough that terms rarely collide."""

_MIX = np.uint32(0x9E3779B1)
_SHIFT = np.uint32(18)
_TITLES = np.uint32((View.TITLE + 1) << HASH_BITS)
"""The numbers of terms of titles are lower."""

_TO_TEXT = np.uint32((View.TEXT - View.TITLE) << HASH_BITS)
_VIEWS = len(View)


def views_of(ids: Ids) -> npt.NDArray[np.intp]:
    """The view of each feature number."""
    return (ids >> np.uint32(HASH_BITS)).astype(np.intp)


def lengths_of(starts: Integers, ids: Ids, weights: Weights) -> npt.NDArray[np.float32]:
    """Length of each view's part of each row."""
    rows = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    squares = np.bincount(
        rows * _VIEWS + views_of(ids),
        weights.astype(np.float64) ** 2,
        minlength=(len(starts) - 1) * _VIEWS,
    )
    lengths: npt.NDArray[np.float32] = np.sqrt(squares).reshape(-1, _VIEWS).astype(np.float32)
    return lengths


@dataclass(frozen=True, slots=True)
class Rows:
    """Issues with which one is compared, as sparse rows.

    Attributes:
        starts: Row r owns the entries ``starts[r]:starts[r + 1]``.
        ids: Feature numbers.
        weights: Their weights.
        lengths: Length of each view's part of each row.
        places: Where each lies among meanings.
        owners: The row of each entry.
    """

    starts: Integers
    ids: Ids
    weights: Weights
    lengths: npt.NDArray[np.float32]
    places: Places
    owners: Integers

    def __len__(self) -> int:
        return len(self.starts) - 1


def _slots(ids: Ids) -> npt.NDArray[np.intp]:
    return ((ids * _MIX) >> _SHIFT).astype(np.intp)


class Question:
    """One issue, made ready to be compared with many.

    Args:
        vector: The issue.
        rarity: Of the workspace.
        place: Where it lies among meanings.
    """

    def __init__(self, vector: Vector, rarity: Rarity, place: Places) -> None:
        self.vector, self.place = vector, place
        self._ids, self._weights = vector.ids, vector.weights.astype(np.float64)
        self._views = views_of(vector.ids)
        squares = np.bincount(self._views, self._weights**2, minlength=_VIEWS)
        self._lengths = np.sqrt(squares).astype(np.float32)
        self._set_table()
        rare = rarity.of(vector.ids)
        rareness = np.where(self._views == View.TEXT, rare / rarity.unseen, 0)
        self._rareness = rareness.astype(np.float64)
        self._as_text = self._title_as_text(rare)

    def _set_table(self) -> None:
        own, slots = np.arange(len(self._ids), dtype=np.int32), _slots(self._ids)
        self._table = np.full(_SLOTS, -1, np.int32)
        self._table[slots] = own
        self._hidden = np.flatnonzero(self._table[slots] != own)

    def _title_as_text(self, rare: Weights) -> npt.NDArray[np.float64]:
        """Weight of each text term in the title alone, at unit length."""
        _, there = self._find(self._ids[self._ids < _TITLES] + _TO_TEXT)
        weights = np.zeros(len(self._ids))
        weights[there] = rare[there]
        length = float(np.sqrt(weights @ weights))
        return weights / length if length else weights

    def _find(self, ids: Ids) -> tuple[Integers, Integers]:
        """Positions in ``ids`` of terms that the issue has too, and where it has them.

        A small table by a hash of the number is asked first; of the few terms that share a place
        in it all but one are looked for one by one.
        """
        at = self._table.take(_slots(ids))
        maybe = np.flatnonzero(at >= 0)
        at = at[maybe]
        same = self._ids[at] == ids[maybe]
        places, whose = maybe[same], at[same].astype(np.int64)
        for own in self._hidden.tolist():
            there = np.flatnonzero(ids == self._ids[own])
            places = np.concatenate((places, there))
            whose = np.concatenate((whose, np.full(len(there), own)))
        return places, whose

    def likeness(self, rows: Rows) -> Likeness:
        """The product of the issue's vector with each row's."""
        place, at = self._find(rows.ids)
        products = rows.weights[place] * self._weights[at]
        return np.bincount(rows.owners[place], products, minlength=len(rows)).astype(np.float64)

    def evidence(self, rows: Rows) -> Evidence:
        """What each row and the issue have in common, one column for each of ``EVIDENCE``."""
        return self.compare(rows)[0]

    def compare(self, rows: Rows) -> tuple[Evidence, Likeness]:
        """Give ``evidence`` and ``likeness`` at once."""
        place, at = self._find(rows.ids)
        row, theirs = rows.owners[place], rows.weights[place].astype(np.float64)
        cells = row * _VIEWS + self._views[at]
        sums = np.bincount(cells, theirs * self._weights[at], minlength=len(rows) * _VIEWS)
        products = sums.reshape(-1, _VIEWS)
        both = rows.lengths * self._lengths
        said = both > 0
        cosines = products / np.where(said, both, np.float32(1))
        found = np.empty((len(EVIDENCE), len(rows)))
        found[0] = cosines[:, View.TITLE]
        found[1] = cosines[:, View.TEXT]
        found[2] = self._crossed(row, self._as_text[at] * theirs, rows.lengths[:, View.TEXT])
        found[3] = self._text_in_title(rows)
        found[4] = self._meaning(rows.places)
        found[5] = 0
        np.maximum.at(found[5], row, self._rareness[at])
        found[6] = np.where(said[:, View.TIME], cosines[:, View.TIME], np.nan)
        found[7] = np.where(said[:, View.FIELD], cosines[:, View.FIELD], np.nan)
        return found.T, products.sum(axis=1)

    @staticmethod
    def _crossed(
        row: Integers, products: npt.NDArray[np.float64], lengths: npt.NDArray[np.float32]
    ) -> npt.NDArray[np.float64]:
        sums = np.bincount(row, products, minlength=len(lengths))
        crossed: npt.NDArray[np.float64] = sums / np.where(lengths > 0, lengths, 1)
        return crossed

    def _text_in_title(self, rows: Rows) -> npt.NDArray[np.float64]:
        """The rows' titles, word by word, held against the issue's text."""
        title = np.flatnonzero(rows.ids < _TITLES)
        place, at = self._find(rows.ids[title] + _TO_TEXT)
        place = title[place]
        row = rows.owners[place]
        own = self._weights[at] / max(float(self._lengths[View.TEXT]), 1e-9)
        return self._crossed(row, own * rows.weights[place], rows.lengths[:, View.TITLE])

    def _meaning(self, places: Places) -> npt.NDArray[np.float64]:
        """Nearness of meaning; unknown where nothing was learned of either's words."""
        near = (places @ self.place).astype(np.float64)
        known = places.any(axis=1) & bool(self.place.any())
        return np.where(known, near, np.nan)
