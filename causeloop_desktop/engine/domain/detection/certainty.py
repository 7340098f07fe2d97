"""How sure a detection is of its patterns: each member held against the one that stands for all.

A member that shares its exact key with another is not weighed. Of many others some, evenly spaced,
tell of the rest.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Self, TypeAlias

import numpy as np
import numpy.typing as npt

from causeloop_desktop.engine.domain.confidence import BREADTH, EXACT
from causeloop_desktop.engine.domain.detection.corpus import SHAPES, Corpus, Integers
from causeloop_desktop.engine.domain.detection.evidence import Witness
from causeloop_desktop.engine.domain.detection.matrix import Matrix
from causeloop_desktop.engine.domain.scoring.features import Evidence
from causeloop_desktop.engine.domain.tokens import Shape

LOOKED_AT = 32
"""Members without a shared key that are weighed at most."""

_AT_ONCE = 20_000

Leanings: TypeAlias = Mapping[Shape, float]

NEUTRAL: Leanings = MappingProxyType({})
"""Of a workspace whose people decided nothing yet."""


@dataclass(frozen=True, slots=True)
class Company:
    """A pattern whose members are weighed.

    Attributes:
        medoid: The row that stands for all.
        members: All rows, ascending.
        exact: Whether each shares its exact key with another.
    """

    medoid: int
    members: Integers
    exact: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, corpus: Corpus, members: Integers, medoid: int) -> Self:
        """The pattern of some rows."""
        numbers = corpus.exact[members]
        counted = Counter(numbers.tolist())
        exact = [number >= 0 and counted[number] > 1 for number in numbers.tolist()]
        return cls(medoid, members, np.array(exact, bool))

    def others(self) -> Integers:
        """The rows that are weighed."""
        rows: Integers = self.members[~self.exact & (self.members != self.medoid)]
        return rows[:: max(1, -(-len(rows) // LOOKED_AT))]

    def confidence(self, sure: Evidence) -> float:
        """Share of the members beside the medoid that belong, where ``sure`` is of ``others``."""
        equal = int((self.exact & (self.members != self.medoid)).sum())
        rest = len(self.members) - 1 - equal
        if equal + rest == 0:
            return EXACT
        told = float(sure.mean()) * rest if rest else 0.0
        return (EXACT * equal + told) / (equal + rest)


def confidences(
    companies: Sequence[Company],
    corpus: Corpus,
    rows: Callable[[Integers], Matrix],
    witness: Witness,
    leanings: Leanings,
) -> Iterator[float]:
    """Yield the confidence of each pattern.

    Args:
        companies: The patterns.
        corpus: What was read.
        rows: Gives some rows, by number.
        witness: Tells what pairs of rows have in common.
        leanings: What the workspace's people add to log-odds, by shape.
    """
    if not companies:
        return
    others = [company.others() for company in companies]
    sizes = [len(some) for some in others]
    medoids = np.repeat(np.array([one.medoid for one in companies], np.int64), sizes)
    asked = np.concatenate([np.zeros(0, np.int64), *others])
    leaning = np.array([leanings.get(shape, 0.0) for shape in SHAPES])[corpus.shapes[asked]]
    breadth = np.zeros(len(asked))
    for start in range(0, len(asked), _AT_ONCE):
        some = slice(start, start + _AT_ONCE)
        breadth[some] = witness.breadth(rows(medoids[some]), rows(asked[some]))
    sure = 1 / (1 + np.exp(-(BREADTH.slope * breadth + BREADTH.offset + leaning)))
    edges = np.cumsum(sizes)[:-1]
    for company, told in zip(companies, np.split(sure, edges), strict=True):
        yield company.confidence(told)
