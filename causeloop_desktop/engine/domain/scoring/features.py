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

_SLOTS = 1 << 16
_MIX = np.uint32(0x9E3779B1)
_SHIFT = np.uint32(16)
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


def _slots(ids: Ids) -> npt.NDArray[np.uint32]:
    return (ids * _MIX) >> _SHIFT


class Question:
    """One issue, made ready to be compared with many.

    Args:
        vector: The issue.
        rarity: Of the workspace.
        place: Where it lies among meanings.
    """

    def __init__(self, vector: Vector, rarity: Rarity, place: Places) -> None:
        self.vector, self.place = vector, place
        views = views_of(vector.ids)
        self._lengths = lengths_of(np.array([0, len(views)]), vector.ids, vector.weights)[0]
        self._ids, self._weights = vector.ids, vector.weights.astype(np.float64)
        self._views = views
        text = views == View.TEXT
        self._rareness = np.where(text, rarity.of(vector.ids) / rarity.unseen, 0.0)
        self._as_text = self._title_as_text(rarity)
        own = np.arange(len(self._ids))
        self._table = np.full(_SLOTS, -1, np.int32)
        self._table[_slots(self._ids)] = own
        self._hidden = np.flatnonzero(self._table[_slots(self._ids)] != own)

    def _title_as_text(self, rarity: Rarity) -> npt.NDArray[np.float64]:
        """Weight of each text term in the title alone, at unit length."""
        title = self._ids[self._views == View.TITLE]
        moved = title + np.uint32((View.TEXT - View.TITLE) << HASH_BITS)
        there = (self._views == View.TEXT) & np.isin(self._ids, moved)
        weights = np.where(there, rarity.of(self._ids), 0.0).astype(np.float64)
        length = float(np.sqrt(weights @ weights))
        return weights / length if length else weights

    def _find(self, ids: Ids) -> tuple[Integers, Integers]:
        """Positions in ``ids`` of terms that the issue has too, and where it has them.

        A small table by a hash of the number is asked first; of the few terms that share a place
        in it all but one are looked for one by one.
        """
        at = self._table[_slots(ids)]
        maybe = np.flatnonzero(at >= 0)
        at = at[maybe]
        same = self._ids[at] == ids[maybe]
        places, whose = [maybe[same]], [at[same].astype(np.int64)]
        for own in self._hidden.tolist():
            there = np.flatnonzero(ids == self._ids[own])
            places.append(there)
            whose.append(np.full(len(there), own))
        return np.concatenate(places), np.concatenate(whose)

    def likeness(self, rows: Rows) -> npt.NDArray[np.float64]:
        """The product of the issue's vector with each row's."""
        place, at = self._find(rows.ids)
        row = rows.owners[place]
        products = rows.weights[place].astype(np.float64) * self._weights[at]
        return np.bincount(row, products, minlength=len(rows.starts) - 1).astype(np.float64)

    def evidence(self, rows: Rows) -> Evidence:
        """What each row and the issue have in common, one column for each of ``EVIDENCE``."""
        count = len(rows.starts) - 1
        place, at = self._find(rows.ids)
        row = rows.owners[place]
        theirs = rows.weights[place].astype(np.float64)
        views = self._views[at]
        products = np.bincount(
            row * _VIEWS + views, theirs * self._weights[at], minlength=count * _VIEWS
        ).reshape(count, _VIEWS)
        with np.errstate(invalid="ignore", divide="ignore"):
            cosines = products / (rows.lengths * self._lengths)
        found = np.empty((count, len(EVIDENCE)))
        found[:, 0] = np.nan_to_num(cosines[:, View.TITLE])
        found[:, 1] = np.nan_to_num(cosines[:, View.TEXT])
        found[:, 2] = self._crossed(row, self._as_text[at] * theirs, rows.lengths[:, View.TEXT])
        found[:, 3] = self._text_in_title(rows)
        found[:, 4] = self._meaning(rows.places)
        found[:, 5] = 0
        np.maximum.at(found[:, 5], row, self._rareness[at])
        found[:, 6] = cosines[:, View.TIME]
        found[:, 7] = cosines[:, View.FIELD]
        return found

    @staticmethod
    def _crossed(
        row: Integers, products: npt.NDArray[np.float64], lengths: npt.NDArray[np.float32]
    ) -> npt.NDArray[np.float64]:
        sums = np.bincount(row, products, minlength=len(lengths))
        crossed: npt.NDArray[np.float64] = sums / np.where(lengths > 0, lengths, 1)
        return crossed

    def _text_in_title(self, rows: Rows) -> npt.NDArray[np.float64]:
        """The rows' titles, word by word, held against the issue's text."""
        title = np.flatnonzero(views_of(rows.ids) == View.TITLE)
        moved = rows.ids[title] + np.uint32((View.TEXT - View.TITLE) << HASH_BITS)
        place, at = self._find(moved)
        place = title[place]
        row = rows.owners[place]
        own = self._weights[at] / max(float(self._lengths[View.TEXT]), 1e-9)
        return self._crossed(row, own * rows.weights[place], rows.lengths[:, View.TITLE])

    def _meaning(self, places: Places) -> npt.NDArray[np.float64]:
        """Nearness of meaning; unknown where nothing was learned of either's words."""
        near = (places @ self.place).astype(np.float64)
        known = places.any(axis=1) & bool(self.place.any())
        return np.where(known, near, np.nan)
