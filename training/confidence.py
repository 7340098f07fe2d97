"""Fit the curve of confidence to pairs of issues that people have read; judge it by later ones.

    python training/confidence.py --issues I.jsonl.gz --pairs PAIRS.csv

Issues come as for ``pair_scorer.py``. Pairs have a part of the time (earlier, later, later again),
an anchor, a member and a verdict: same, different or unsure, which counts as not the same. Patterns
are detected in the earlier 60 % of the time for the pairs of that part, and in all of it for the
others; a pair whose two issues are no longer in one pattern tells nothing of its members. The curve
is learned from the earlier part alone.
"""

import argparse
import csv
import math
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
from pair_scorer import EARLIER, document_of, read_lines
from sklearn.linear_model import LogisticRegression

from causeloop_desktop.engine.domain.detection.run import detect
from causeloop_desktop.engine.domain.documents import Document
from causeloop_desktop.engine.domain.patterns.confidence import EXACT, OFFSET, SLOPE

BEFORE = (6.0, -0.4)
"""Slope and offset that were shipped until 21 November 2026."""

LOOSE = 100.0
"""How little the fit is held back: two numbers are learned from a hundred pairs."""

EDGES = (0.0, 0.3, 0.5, 0.7, 0.85, 0.95, 1.01)
EARLY = "earlier"

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Read:
    """Pairs that were read and are in one pattern.

    Attributes:
        likeness: Of the member to its pattern.
        exact: Whether it shares an equal key.
        same: Whether it is the same failure as the anchor.
    """

    likeness: Floats
    exact: npt.NDArray[np.bool_]
    same: Floats


def read_of(
    documents: Sequence[Document], keys: dict[str, int], pairs: Sequence[dict[str, str]]
) -> Read:
    """Detect patterns and look up the pairs in them."""
    place: dict[int, tuple[int, float, bool]] = {}
    for pattern in detect(documents).patterns:
        rows = zip(pattern.members, pattern.similarities, pattern.exact, strict=True)
        place.update((key, (pattern.key, like, exact)) for key, like, exact in rows)
    found = []
    for pair in pairs:
        anchor, member = (place.get(keys[pair[side]]) for side in ("anchor", "member"))
        if anchor and member and anchor[0] == member[0]:
            found.append((member[1], member[2], pair["verdict"] == "same"))
    _say(f"{len(found)} of {len(pairs)} pairs are in one pattern")
    likeness, exact, same = zip(*found, strict=True)
    return Read(np.array(likeness), np.array(exact), np.array(same, float))


def curve(slope: float, offset: float) -> Callable[[Read], Floats]:
    """Give how likely each member of some pairs belongs."""

    def likely(read: Read) -> Floats:
        found: Floats = 1 / (1 + np.exp(-(slope * read.likeness + offset)))
        return np.where(read.exact, np.maximum(found, EXACT), found)

    return likely


def report(name: str, said: Floats, same: Floats) -> None:
    """Print how far what was said is from what was read."""
    classes, missed = [], 0.0
    for low, high in pairwise(EDGES):
        some = (said >= low) & (said < high)
        if some.any():
            mean, right = float(said[some].mean()), float(same[some].mean())
            missed += int(some.sum()) * abs(mean - right) / len(said)
            classes.append(f"{int(some.sum())} at {mean:.2f}: {right:.2f}")
    brier = float(((said - same) ** 2).mean())
    _say(f"{name}: Brier {brier:.3f}, ECE {missed:.3f}; {'; '.join(classes)}")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    """Fit and judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--issues", type=Path, required=True)
    parser.add_argument("--pairs", type=Path, required=True)
    asked = parser.parse_args()
    issues = read_lines(asked.issues)
    keys = {said["external_id"]: key for key, said in enumerate(issues, start=1)}
    documents = [document_of(key, said) for key, said in enumerate(issues, start=1)]
    with asked.pairs.open(encoding="utf-8", newline="") as rows:
        pairs = list(csv.DictReader(rows))
    early = [pair for pair in pairs if pair["part"] == EARLY]
    taught = read_of(documents[: math.floor(len(documents) * EARLIER)], keys, early)
    free = ~taught.exact
    model = LogisticRegression(C=LOOSE).fit(taught.likeness[free, None], taught.same[free])
    fitted = float(model.coef_[0, 0]), float(model.intercept_[0])
    _say(f"slope {fitted[0]:.2f}, offset {fitted[1]:.2f}; shipped {SLOPE}, {OFFSET}")
    late = read_of(documents, keys, [pair for pair in pairs if pair["part"] != EARLY])
    for name, read in (("earlier", taught), ("later", late)):
        for told, numbers in (("before", BEFORE), ("shipped", (SLOPE, OFFSET))):
            report(f"{name}, {told}", curve(*numbers)(read), read.same)


if __name__ == "__main__":
    main()
