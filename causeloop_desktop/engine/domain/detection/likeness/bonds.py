"""How strongly two groups of equal issues are bound: by their words, and by what else they share.

Likeness of words alone takes a rare name that two strangers share for the same failure, and misses
one failure in two wordings. Where words are alike enough for a pair to be looked at, the pair
scorer says how much; likeness keeps the last word where it is high, where a workspace is too small
for anything to be known as rare, and for lines, which templates decide.
"""

import math
from dataclasses import dataclass, replace

import numpy as np

from causeloop_desktop.engine.domain.detection.arrays import Doubles, Floats, Integers
from causeloop_desktop.engine.domain.detection.likeness.evidence import Witness
from causeloop_desktop.engine.domain.detection.likeness.neighbours import Pairs
from causeloop_desktop.engine.domain.detection.reading.corpus import SHAPES
from causeloop_desktop.engine.domain.detection.reading.matrix import Matrix
from causeloop_desktop.engine.domain.detection.values import Cancelled, DetectionCancelledError
from causeloop_desktop.engine.domain.scoring.features import EVIDENCE
from causeloop_desktop.engine.domain.scoring.scorecard import shipped

MARGIN = 0.34
"""Points beyond those of strangers from which on a pair is bound at all."""

WORDS_LESS, TRACES_LESS = 0.15, 0.3
"""What likeness of words alone binds less than it says; crashes of different causes share most of
theirs, since they pass through the same machinery."""

MEANT, MEANT_LESS = 0.7, 0.5
"""Nearness of meaning that one failure in two wordings has, and what binds less per lack of it.

Strangers who share a test class, a call or a script share rare words, but do not mean the same.
"""

BESIDE, BESIDE_LESS = 0.15, 2.0
"""Likeness that words keep without the one that counts most, and what binds less per lack of it.

One shared name is no shared failure: something must be said of it in common, too.
"""

KNOWN_AT, DOUBLINGS = 20_000, 6
"""Issues among which rarity and meaning are known as well as where the scorer was taught; nothing
six doublings below, where likeness alone decides."""

STRANGERS = 4_000
"""Issues by chance of which is asked how many points they share."""

MOST = 0.8
"""Points that bind a pair whatever strangers share."""

_AT_ONCE = 20_000
_MEANING = EVIDENCE.index("meaning")


def trust_of(crowd: int) -> float:
    """How far the scorer is listened to among ``crowd`` different issues, 0..1."""
    doublings = math.log2(max(crowd, 1) / KNOWN_AT)
    return min(max(1 + doublings / DOUBLINGS, 0.0), 1.0)


@dataclass(frozen=True, slots=True)
class Bonds:
    """Weighs pairs.

    Attributes:
        witness: Tells what pairs have in common.
        chance: Points that strangers share in this workspace.
        trust: How far the scorer is listened to, 0..1.
    """

    witness: Witness
    chance: float
    trust: float

    def of(self, rows: Matrix, shapes: Integers, pairs: Pairs, asked: Cancelled) -> Pairs:
        """Pairs of rows by how strongly they are bound; the later of two is the one in question.

        Args:
            rows: Unit rows, or means of such.
            shapes: The shape of each.
            pairs: Their likeness is that of words.
            asked: Asked every few thousand pairs.

        Raises:
            DetectionCancelledError: If asked to stop.
        """
        line, trace = (shapes == SHAPES.index(shape) for shape in ("line", "trace"))
        less = np.where(trace, TRACES_LESS, WORDS_LESS)
        scored = np.flatnonzero(~line[pairs.left] & ~line[pairs.right])
        bound = pairs.likeness.copy()
        for start in range(0, len(scored) if self.trust else 0, _AT_ONCE):
            if asked():
                raise DetectionCancelledError
            some = scored[start : start + _AT_ONCE]
            early = np.minimum(pairs.left[some], pairs.right[some])
            late = np.maximum(pairs.left[some], pairs.right[some])
            words = pairs.likeness[some], np.maximum(less[early], less[late])
            bound[some] = self._bound(rows[early], rows[late], *words)
        return replace(pairs, likeness=bound)

    def _bound(self, earlier: Matrix, later: Matrix, likeness: Floats, less: Doubles) -> Floats:
        evidence = self.witness.evidence(earlier, later)
        points = shipped().even_totals(evidence)
        least = min(self.chance + MARGIN, MOST)
        told = np.maximum((points - least) / (1 - least), likeness - less)
        told -= MEANT_LESS * np.clip(MEANT - np.nan_to_num(evidence[:, _MEANING], nan=1), 0, None)
        told -= BESIDE_LESS * np.clip(BESIDE - self.witness.breadth(earlier, later), 0, None)
        bound: Floats = (likeness + self.trust * (told - likeness)).astype(np.float32)
        return bound


def chance_of(witness: Witness, rows: Matrix) -> float:
    """Points that two issues by chance have in common; where all is of one day they have more.

    Args:
        witness: Tells what pairs have in common.
        rows: Issues in the order of their lots; each is asked about the next.
    """
    if rows.shape[0] < 2:
        return 0.0
    evidence = witness.evidence(rows[:-1], rows[1:])
    return float(np.median(shipped().even_totals(evidence)))
