"""What can be counted of a pair of issues, free of the tracker they come from.

Everything is a share or a likeness between 0 and 1, never a number of a workspace's own size, so
that what was learned on one tracker holds on another.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from causeloop_desktop.engine.domain.scoring.latent import Places
from causeloop_desktop.engine.domain.text.tokens import HASH_BITS, View
from causeloop_desktop.engine.domain.text.vectors import Ids, Rarity, Vector, Weights

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
"""Few enough that flags stay in the processor's nearest cache, and terms rarely collide."""

_MIX = np.uint32(0x9E3779B1)
_SHIFT = np.uint32(18)
TITLES = np.uint32((View.TITLE + 1) << HASH_BITS)
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
    """Issues with which others are compared, as sparse rows.

    Attributes:
        starts: Row r owns the entries ``starts[r]:starts[r + 1]``.
        ids: Feature numbers.
        lengths: Length of each view's part of each row.
        places: Where each lies among meanings.
        owners: The row of each entry.
        kept: Weights of all entries there are; of those of these rows few are ever asked for.
        entries: Where the weights of these rows stand among them.
    """

    starts: Integers
    ids: Ids
    lengths: npt.NDArray[np.float32]
    places: Places
    owners: Integers
    kept: Weights
    entries: Integers

    def __len__(self) -> int:
        return len(self.starts) - 1

    @property
    def weights(self) -> Weights:
        """The weight of each entry."""
        return self.kept[self.entries]

    def weights_at(self, some: Integers) -> Weights:
        """The weights of some entries."""
        return self.kept[self.entries[some]]


class Questions:
    """Issues, made ready to be compared with many; what is said of one does not depend on others.

    Args:
        vectors: The issues.
        rarity: Of the workspace.
        places: Where each lies among meanings.

    Attributes:
        starts: Issue n owns the entries ``starts[n]:starts[n + 1]``.
        ids: Feature numbers of the entries.
        weights: Their weights, ``plain`` are the same as they are kept.
        owners: The issue of each entry.
        terms: Every feature number once, ascending; entry e has ``terms[term_of[e]]``.
        lengths: Length of each view's part of each issue.
        places: Where each lies among meanings.
    """

    def __init__(self, vectors: Sequence[Vector], rarity: Rarity, places: Places) -> None:
        self.places = places
        self.starts = np.cumsum([0, *(len(vector.ids) for vector in vectors)])
        self.ids = np.concatenate([np.zeros(0, np.uint32), *(one.ids for one in vectors)])
        self.plain = np.concatenate([np.zeros(0, np.float32), *(one.weights for one in vectors)])
        self.weights = self.plain.astype(np.float64)
        self.lengths = lengths_of(self.starts, self.ids, self.plain)
        self.terms, self.term_of = np.unique(self.ids, return_inverse=True)
        self.owners = np.repeat(np.arange(len(vectors)), np.diff(self.starts))
        self._views = views_of(self.ids)
        rare = rarity.of(self.terms)[self.term_of]
        rareness = np.where(self._views == View.TEXT, rare / rarity.unseen, 0)
        self._rareness = rareness.astype(np.float64)
        self._as_text = self._titles_as_text(rare)

    def __len__(self) -> int:
        return len(self.starts) - 1

    def _titles_as_text(self, rare: Weights) -> npt.NDArray[np.float64]:
        """Weight of each text term in its issue's title alone, at unit length."""
        title = np.flatnonzero(self.ids < TITLES)
        text = np.flatnonzero(self._views == View.TEXT)
        wanted = _pairs(self.owners[title], self.ids[title] + _TO_TEXT)
        there = text[np.isin(_pairs(self.owners[text], self.ids[text]), wanted)]
        weights = np.zeros(len(self.ids))
        weights[there] = rare[there]
        lengths = np.sqrt(np.bincount(self.owners, weights**2, minlength=len(self)))
        return weights / np.where(lengths > 0, lengths, 1)[self.owners]

    def likeness(self, rows: Rows, asking: Integers | None = None) -> Likeness:
        """The product of vectors, for each row with the issue that asks about it.

        Args:
            rows: What is compared.
            asking: The number of that issue, ascending; without it the first asks about all.
        """
        shared = self._shared(rows, _first_of(rows) if asking is None else asking)
        return np.bincount(shared.row, shared.products, minlength=len(rows)).astype(np.float64)

    def evidence(self, rows: Rows, asking: Integers | None = None) -> Evidence:
        """What each row and the issue that asks have in common, a column for each of ``EVIDENCE``.

        Args:
            rows: What is compared.
            asking: The number of that issue, ascending; without it the first asks about all.
        """
        return self.compare(rows, asking)[0]

    def compare(self, rows: Rows, asking: Integers | None = None) -> tuple[Evidence, Likeness]:
        """Give ``evidence`` and ``likeness`` at once."""
        asking = _first_of(rows) if asking is None else asking
        shared = self._shared(rows, asking)
        cells = shared.row * _VIEWS + self._views[shared.whose]
        sums = np.bincount(cells, shared.products, minlength=len(rows) * _VIEWS)
        products = sums.reshape(-1, _VIEWS)
        both = rows.lengths * self.lengths[asking]
        said = both > 0
        cosines = products / np.where(said, both, np.float32(1))
        crossed = self._as_text[shared.whose] * shared.theirs
        found = np.empty((len(EVIDENCE), len(rows)))
        found[0] = cosines[:, View.TITLE]
        found[1] = cosines[:, View.TEXT]
        found[2] = _crossed(shared.row, crossed, rows.lengths[:, View.TEXT])
        found[3] = self._text_in_title(rows, asking, shared.tables)
        found[4] = self._meaning(rows.places, asking)
        found[5] = 0
        np.maximum.at(found[5], shared.row, self._rareness[shared.whose])
        found[6] = np.where(said[:, View.TIME], cosines[:, View.TIME], np.nan)
        found[7] = np.where(said[:, View.FIELD], cosines[:, View.FIELD], np.nan)
        return found.T, products.sum(axis=1)

    def _shared(self, rows: Rows, asking: Integers) -> "_Shared":
        first, last = (int(asking[0]), int(asking[-1]) + 1) if len(asking) else (0, 0)
        tables = _Tables(self, first, last)
        place, whose = tables.find(rows.ids, tables.of(asking)[rows.owners])
        theirs = rows.weights_at(place).astype(np.float64)
        return _Shared(tables, rows.owners[place], whose, theirs, theirs * self.weights[whose])

    def _text_in_title(
        self, rows: Rows, asking: Integers, tables: "_Tables"
    ) -> npt.NDArray[np.float64]:
        """The rows' titles, word by word, held against the text of the issue that asks."""
        title = np.flatnonzero(rows.ids < TITLES)
        place, at = tables.find(rows.ids[title] + _TO_TEXT, tables.of(asking)[rows.owners[title]])
        place = title[place]
        row = rows.owners[place]
        own = self.weights[at] / np.maximum(self.lengths[asking[row], View.TEXT], 1e-9)
        return _crossed(row, own * rows.weights_at(place), rows.lengths[:, View.TITLE])

    def _meaning(self, places: Places, asking: Integers) -> npt.NDArray[np.float64]:
        """Nearness of meaning; unknown where nothing was learned of either's words."""
        known = np.any(places, axis=1) & np.any(self.places, axis=1)[asking]
        return np.where(known, nearness(self.places[asking], places), np.nan)


class Question(Questions):
    """One issue, made ready to be compared with many."""

    def __init__(self, vector: Vector, rarity: Rarity, place: Places) -> None:
        super().__init__([vector], rarity, place[None, :])


@dataclass(frozen=True, slots=True)
class _Shared:
    """Terms that a row and the issue that asks both have.

    Attributes:
        tables: Those of the issues that ask.
        row: The row.
        whose: The entry of the issue.
        theirs: The weight in the row.
        products: That times the weight in the issue.
    """

    tables: "_Tables"
    row: Integers
    whose: Integers
    theirs: npt.NDArray[np.float64]
    products: npt.NDArray[np.float64]


class _Tables:
    """Small tables by a hash of the number, one for each of some issues that stand together.

    Nearly all terms that are asked about are no issue's, which flags of a byte each tell without
    leaving the nearest cache. Of the few terms of an issue that share a place in its table all but
    one are looked for one by one.

    Args:
        questions: The issues.
        first, last: Which of them.
    """

    def __init__(self, questions: Questions, first: int, last: int) -> None:
        self._first = first
        self._ids = questions.ids
        own = np.arange(questions.starts[first], questions.starts[last])
        of = self.of(questions.owners[own])
        slots = of + _slots(self._ids[own])
        self._taken = np.zeros((last - first) * _SLOTS, bool)
        self._taken[slots] = True
        self._table = np.empty((last - first) * _SLOTS, np.int32)
        self._table[slots] = own
        lost = np.flatnonzero(self._table[slots] != own)
        self._hidden = list(zip(own[lost].tolist(), of[lost].tolist(), strict=True))

    def of(self, asking: Integers) -> Integers:
        """Where the table of each issue begins."""
        return (asking - self._first) * _SLOTS

    def find(self, ids: Ids, tables: Integers) -> tuple[Integers, Integers]:
        """Positions in ``ids`` of terms that the issue that asks has too, and where it has them.

        Args:
            ids: Feature numbers.
            tables: The table of the issue that asks about each, as ``of`` gives it; ascending.
        """
        slots = tables + _slots(ids)
        maybe = np.flatnonzero(self._taken.take(slots))
        at = self._table.take(slots.take(maybe))
        same = np.flatnonzero(self._ids[at] == ids[maybe])
        places, whose = [maybe[same]], [at[same].astype(np.int64)]
        for own, of in self._hidden:
            start, end = tables.searchsorted((of, of + 1)).tolist()
            there = start + np.flatnonzero(ids[start:end] == self._ids[own])
            places.append(there)
            whose.append(np.full(len(there), own))
        return np.concatenate(places), np.concatenate(whose)


def _first_of(rows: Rows) -> Integers:
    return np.zeros(len(rows), np.int64)


def _pairs(owners: Integers, ids: Ids) -> Integers:
    """One number for each owner and feature."""
    return owners << 32 | ids.astype(np.int64)


def _slots(ids: Ids) -> Ids:
    slots = ids * _MIX
    slots >>= _SHIFT
    return slots


def _crossed(
    row: Integers, products: npt.NDArray[np.float64], lengths: npt.NDArray[np.float32]
) -> npt.NDArray[np.float64]:
    sums = np.bincount(row, products, minlength=len(lengths))
    crossed: npt.NDArray[np.float64] = sums / np.where(lengths > 0, lengths, 1)
    return crossed


def nearness(one: Places, other: Places) -> npt.NDArray[np.float64]:
    """How near each row of ``one`` is to the same row of ``other``, however many there are."""
    near: npt.NDArray[np.float64] = np.einsum("rd,rd->r", one, other).astype(np.float64)
    return near
