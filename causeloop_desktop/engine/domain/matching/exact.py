"""Keys that decide by themselves: explicit fingerprints, top frames and templates, as numbers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Self

import numpy as np
import numpy.typing as npt

from causeloop_desktop.engine.domain.documents import PatternKey
from causeloop_desktop.engine.domain.text.tokens import ExactKey

WILDCARD = "<any>"
LONGEST_LINE = 40
"""Words of a line in which a single variable word is looked for."""


def number_of(key: ExactKey) -> int:
    """The number by which models know an exact key."""
    digest = blake2b("\0".join(key).encode("utf-8", "replace"), digest_size=8)
    return int.from_bytes(digest.digest(), "big")


def with_one_wildcard(key: ExactKey) -> Iterator[ExactKey]:
    """The template key with each of its words in turn replaced by a wildcard."""
    kind, template = key
    words = template.split(" ")
    if kind != "template" or len(words) > LONGEST_LINE:
        return
    for at in range(len(words)):
        yield kind, " ".join((*words[:at], WILDCARD, *words[at + 1 :]))


@dataclass(frozen=True, slots=True)
class ExactKeys:
    """Which pattern each known exact key stands for.

    Attributes:
        numbers: Key numbers, ascending.
        patterns: The pattern of each.
    """

    numbers: npt.NDArray[np.uint64]
    patterns: npt.NDArray[np.int64]

    @classmethod
    def of(cls, keys: Mapping[ExactKey, PatternKey]) -> Self:
        """Index ``keys``."""
        numbers = np.fromiter((number_of(key) for key in keys), np.uint64, len(keys))
        patterns = np.fromiter(keys.values(), np.int64, len(keys))
        order = np.argsort(numbers, kind="stable")
        return cls(numbers[order], patterns[order])

    def find(self, *keys: ExactKey) -> PatternKey | None:
        """The pattern for which the first of ``keys`` stands that is known, if one is."""
        numbers = np.array([number_of(key) for key in keys], np.uint64)
        at = self.numbers.searchsorted(numbers).clip(max=max(len(self.numbers) - 1, 0))
        known = np.flatnonzero(self.numbers[at] == numbers) if len(self.numbers) else at[:0]
        return int(self.patterns[at[known[0]]]) if len(known) else None
