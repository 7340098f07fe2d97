"""The columns of one workspace: arrays that grow, ordered by the issues' keys."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Positions = NDArray[np.integer[Any]]
Values = NDArray[Any]

NUMBERS: dict[str, type[np.generic]] = {
    "key": np.int64,
    "occurred_us": np.int64,
    "updated_us": np.int64,
    "severity": np.uint8,
    "stage": np.uint8,
    "risk_score": np.uint8,
}
WORDS = ("source", "origin", "team", "service", "assignee")
KINDS = {**NUMBERS, **dict.fromkeys(WORDS, np.int32), "pattern": np.int64}
FIELDS = (*NUMBERS, *WORDS)
"""What a row given to ``append`` and ``assign`` consists of, in this order."""

_SOURCE, _ORIGIN = FIELDS.index("source"), FIELDS.index("origin")

UNLINKED = 0
_FIRST_CAPACITY = 1024


class Vocabulary:
    """Texts that repeat, as numbers; ``None`` is 0.

    Args:
        names: Those that have a number already, beginning with 1.
    """

    def __init__(self, names: Iterable[str] = ()) -> None:
        self.names: list[str | None] = [None, *names]
        self._codes = {name: code for code, name in enumerate(self.names)}

    def encode(self, texts: Sequence[str | None]) -> NDArray[np.int32]:
        """Give each text's number, a new one to a new text."""
        codes = self._codes
        for text in set(texts) - codes.keys():
            codes[text] = len(self.names)
            self.names.append(text)
        return np.fromiter(map(codes.__getitem__, texts), np.int32, len(texts))

    def codes(self, texts: Collection[str]) -> list[int]:
        """Give the numbers of those texts that are known."""
        return [self._codes[text] for text in texts if text in self._codes]


class IssueColumns:
    """Parallel arrays over the issues of one workspace, ascending by key.

    ``pattern`` is the key of the visible run's pattern, 0 where an issue is in none. ``places``
    are the sources and origins that issues came from.

    Args:
        arrays: One of each kind and all of one length, where they were kept.
        words: What the numbers of texts in them stand for.
        places: See above.

    Raises:
        ValueError: If these are not the arrays of a workspace.
    """

    def __init__(
        self,
        arrays: Mapping[str, Values] | None = None,
        words: Mapping[str, Vocabulary] | None = None,
        places: Iterable[tuple[str, str]] = (),
    ) -> None:
        self.places = set(places)
        self.words = dict(words or {name: Vocabulary() for name in WORDS})
        self._arrays = dict(arrays or {name: np.zeros(0, kind) for name, kind in KINDS.items()})
        self.size = len(self._arrays["key"])
        _check(self._arrays)

    def __getitem__(self, name: str) -> Values:
        return self._arrays[name][: self.size]

    @property
    def last_key(self) -> int:
        """The highest key, 0 where there is no issue."""
        return int(self["key"][-1]) if self.size else 0

    def arrays(self) -> dict[str, Values]:
        """Give every column by its name."""
        return {name: self[name] for name in self._arrays}

    def append(self, rows: Sequence[Sequence[Any]]) -> None:
        """Add issues whose keys are above all that are here."""
        if not rows:
            return
        first, self.size = self.size, self.size + len(rows)
        self._grow()
        self.places.update((row[_SOURCE], row[_ORIGIN]) for row in rows)
        self.assign(np.arange(first, self.size), rows)

    def assign(self, positions: Positions, rows: Sequence[Sequence[Any]]) -> None:
        """Write what the issues at ``positions`` look like now."""
        if not rows:
            return
        for name, values in zip(FIELDS, zip(*rows, strict=True), strict=True):
            self[name][positions] = self._encoded(name, values)

    def locate(self, keys: NDArray[np.int64]) -> tuple[Positions, NDArray[np.bool_]]:
        """Give where issues stand, and which of ``keys`` these are; others are not ours."""
        mine = self["key"]
        if not self.size:
            return np.zeros(0, np.intp), np.zeros(len(keys), bool)
        found = np.minimum(np.searchsorted(mine, keys), self.size - 1)
        here = mine[found] == keys
        return found[here], here

    def _encoded(self, name: str, values: Sequence[Any]) -> Values:
        if name in self.words:
            return self.words[name].encode(values)
        return np.fromiter(values, NUMBERS[name], len(values))

    def _grow(self) -> None:
        for name, array in self._arrays.items():
            if len(array) < self.size:
                room = max(self.size, len(array) * 3 // 2, _FIRST_CAPACITY)
                larger = np.zeros(room, array.dtype)
                larger[: len(array)] = array
                self._arrays[name] = larger


def _check(arrays: Mapping[str, Values]) -> None:
    shapes = {name: (array.dtype, array.shape) for name, array in arrays.items()}
    if shapes != {name: (np.dtype(kind), arrays["key"].shape) for name, kind in KINDS.items()}:
        raise ValueError(shapes)
