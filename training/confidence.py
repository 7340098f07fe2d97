"""Fit the curve of confidence to pairs of issues that people have read, and judge it.

    python training/confidence.py --issues I.jsonl.gz --pairs A.csv --pairs B.csv ...

Issues come as for ``pair_scorer.py``. Pairs have an anchor, a member and a verdict: same, different
or unsure, which counts as not the same. A pair whose two issues are not in one pattern tells
nothing of its members. The curve is learned from all pairs; it is judged by curves that never saw
the part in question: what came later, what came earlier, and each project.
"""

import argparse
import csv
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
from pair_scorer import EARLIER, document_of, read_lines
from sklearn.linear_model import LogisticRegression

from causeloop_desktop.engine.domain.detection.run import detect
from causeloop_desktop.engine.domain.documents import Document
from causeloop_desktop.engine.domain.patterns.confidence import OFFSET, SLOPE

BEFORE = (11.1, -4.6)
"""Slope and offset that were shipped before."""

LOOSE = 100.0
"""How little the fit is held back: two numbers are learned from a hundred pairs."""

EDGES = (0.0, 0.3, 0.5, 0.7, 0.85, 0.95, 1.01)

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Read:
    """Pairs that were read, are in one pattern, and are not there by an equal key.

    Attributes:
        likeness: Of the member to its pattern.
        same: Whether it is the same failure as the anchor.
        late: Whether the member is of the later part of the time.
        project: That of the anchor.
    """

    likeness: Floats
    same: Floats
    late: npt.NDArray[np.bool_]
    project: npt.NDArray[np.str_]


def read_of(
    documents: Sequence[Document], keys: dict[str, int], pairs: Sequence[dict[str, str]]
) -> Read:
    """Detect patterns and look up the pairs in them."""
    place: dict[int, tuple[int, float, bool]] = {}
    for pattern in detect(documents).patterns:
        rows = zip(pattern.members, pattern.similarities, pattern.exact, strict=True)
        place.update((key, (pattern.key, like, exact)) for key, like, exact in rows)
    found, equal = [], []
    for pair in pairs:
        anchor, member = (place.get(keys[pair[side]]) for side in ("anchor", "member"))
        if anchor and member and anchor[0] == member[0]:
            same = pair["verdict"] == "same"
            late = keys[pair["member"]] > EARLIER * len(documents)
            if member[2]:
                equal.append(same)
            else:
                found.append((member[1], same, late, pair["anchor"].partition("-")[0]))
    _say(f"{len(found) + len(equal)} of {len(pairs)} pairs are in one pattern")
    _say(f"by an equal key {len(equal)}, {sum(equal)} the same")
    likeness, right, later, project = zip(*found, strict=True)
    return Read(np.array(likeness), np.array(right, float), np.array(later), np.array(project))


def fitted(read: Read, some: npt.NDArray[np.bool_]) -> tuple[float, float]:
    """Fit slope and offset to some of the pairs."""
    model = LogisticRegression(C=LOOSE).fit(read.likeness[some, None], read.same[some])
    return float(model.coef_[0, 0]), float(model.intercept_[0])


def curve(slope: float, offset: float, likeness: Floats) -> Floats:
    """Give how likely each member of some pairs belongs."""
    found: Floats = 1 / (1 + np.exp(-(slope * likeness + offset)))
    return found


def unseen(read: Read) -> Floats:
    """Give what is said of each pair by a curve that saw no pair of its project."""
    said = np.zeros(len(read.same))
    for project in np.unique(read.project):
        own = read.project == project
        said[own] = curve(*fitted(read, ~own), read.likeness[own])
    return said


def halves(read: Read) -> Iterator[tuple[str, npt.NDArray[np.bool_], npt.NDArray[np.bool_]]]:
    """Name what is judged, with the pairs that teach and those that are judged."""
    yield "later, taught by earlier", ~read.late, read.late
    yield "earlier, taught by later", read.late, ~read.late


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
    parser.add_argument("--pairs", type=Path, required=True, action="append")
    asked = parser.parse_args()
    issues = read_lines(asked.issues)
    keys = {said["external_id"]: key for key, said in enumerate(issues, start=1)}
    pairs: dict[frozenset[str], dict[str, str]] = {}
    for file in asked.pairs:
        with file.open(encoding="utf-8", newline="") as rows:
            for row in csv.DictReader(rows):
                pairs.setdefault(frozenset((row["anchor"], row["member"])), row)
    documents = [document_of(key, said) for key, said in enumerate(issues, start=1)]
    read = read_of(documents, keys, [*pairs.values()])
    slope, offset = fitted(read, np.ones(len(read.same), bool))
    _say(f"slope {slope:.2f}, offset {offset:.2f}; shipped {SLOPE}, {OFFSET}")
    report("all, before", curve(*BEFORE, read.likeness), read.same)
    for name, taught, judged in halves(read):
        said = curve(*fitted(read, taught), read.likeness[judged])
        report(name, said, read.same[judged])
    report("each project, taught by the others", unseen(read), read.same)


if __name__ == "__main__":
    main()
