"""Keys that decide by themselves: explicit fingerprints, top frames and templates, as numbers."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import chain
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
    return int(_numbers([key])[0])


def _numbers(keys: Iterable[ExactKey]) -> npt.NDArray[np.uint64]:
    texts = ("\0".join(key).encode("utf-8", "replace") for key in keys)
    digests = b"".join(blake2b(text, digest_size=8).digest() for text in texts)
    return np.frombuffer(digests, ">u8").astype(np.uint64)


def with_one_wildcard(key: ExactKey) -> Iterator[ExactKey]:
    """The template key with each of its words in turn replaced by a wildcard."""
    kind, template = key
    words = template.split(" ")
    if kind != "template" or len(words) > LONGEST_LINE:
        return
    for at in range(len(words)):
        yield kind, " ".join((*words[:at], WILDCARD, *words[at + 1 :]))


def probes(key: ExactKey | None) -> list[ExactKey]:
    """A key, and in a line the same with each word in turn being variable."""
    return [] if key is None else [key, *with_one_wildcard(key)]


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
        numbers = _numbers(keys)
        patterns = np.fromiter(keys.values(), np.int64, len(keys))
        order = np.argsort(numbers, kind="stable")
        return cls(numbers[order], patterns[order])

    def find(self, *keys: ExactKey) -> PatternKey | None:
        """The pattern for which the first of ``keys`` stands that is known, if one is."""
        return self.find_each([keys])[0]

    def find_each(self, asked: Sequence[Sequence[ExactKey]]) -> list[PatternKey | None]:
        """What ``find`` gives for each of some lists of keys, looked up at once."""
        numbers = _numbers(chain.from_iterable(asked))
        at = self.numbers.searchsorted(numbers).clip(max=max(len(self.numbers) - 1, 0))
        known = np.flatnonzero(self.numbers[at] == numbers) if len(self.numbers) else at[:0]
        edges = np.cumsum([0, *map(len, asked)])
        first, last = known.searchsorted(edges[:-1]), known.searchsorted(edges[1:])
        return [
            int(self.patterns[at[known[one]]]) if one < end else None
            for one, end in zip(first.tolist(), last.tolist(), strict=True)
        ]
