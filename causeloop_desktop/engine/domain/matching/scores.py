"""The score of a pair, from what the pair scorer weighs and from how alike the words are.

For prose and lines one of the two is enough: evidence that is weighed, or words that are nearly the
same, which is all there is where a workspace is small or says little. Crashes of different causes
share most of their words, since they pass through the same machinery, and one crash comes back
after years, when nothing else speaks for it: for traces both count, half each.
"""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from causeloop_desktop.engine.domain.scoring.scorecard import CHANCE
from causeloop_desktop.engine.domain.text.tokens import Shape

Scores = npt.NDArray[np.float64]

WORDS: Mapping[Shape, float] = MappingProxyType({"prose": 1.0, "line": 0.9})
"""What likeness of words alone counts. Lines share more of them without being the same: they need
a likeness of 0.75 where prose needs 0.5."""

HALF = 0.5


def evidence_of(points: Scores) -> Scores:
    """Points of the pair scorer beyond those that strangers come to by chance; may be negative."""
    return (points - CHANCE) / (1 - CHANCE)


def counted(shape: Shape, evidence: Scores, likeness: Scores) -> tuple[Scores, Scores]:
    """What evidence and likeness of words count, so that the score is the sum of the products.

    Args:
        shape: Of the issue in question.
        evidence: As ``evidence_of`` gives it, one a pair.
        likeness: Of words, 0..1, one a pair.
    """
    if shape == "trace":
        return np.where(evidence > 0, HALF, 0.0), np.full(len(likeness), HALF)
    weighed = evidence > WORDS[shape] * likeness
    return np.where(weighed, 1.0, 0.0), np.where(weighed, 0.0, WORDS[shape])


def scores_of(shape: Shape, points: Scores, likeness: Scores) -> Scores:
    """The scores of pairs, 0..1."""
    evidence = evidence_of(points)
    for_evidence, for_words = counted(shape, evidence, likeness)
    scores: Scores = np.clip(for_evidence * evidence + for_words * likeness, 0.0, 1.0)
    return scores
