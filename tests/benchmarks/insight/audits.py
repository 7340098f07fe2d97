"""Patterns as a person has judged them: each member read beside the one that stands for them all.

A verdict is about two issues, so it stays true however patterns change: members of a pattern that
have one against its anchor are judged, the others are told as not read.
"""

import csv
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

SAME, DIFFERENT, UNSURE = "same", "different", "unsure"


@dataclass(frozen=True)
class Purity:
    """What an audit says of some patterns.

    Attributes:
        patterns: How many of them have an anchor in the audit.
        members: How many issues they have together.
        judged: Anchors and members with a verdict; unsure ones count as judged, not as right.
        right: Anchors and members that are the same failure as their anchor.
    """

    patterns: int
    members: int
    judged: int
    right: int

    @property
    def share(self) -> float | None:
        """Share of the judged members that are right."""
        return self.right / self.judged if self.judged else None


def read_audit(file: Path) -> dict[tuple[str, str], str]:
    """Read verdicts: (anchor, member) to same, different or unsure."""
    with file.open(encoding="utf-8", newline="") as rows:
        return {(row["anchor"], row["member"]): row["verdict"] for row in csv.DictReader(rows)}


def purity_of(patterns: Iterable[Sequence[str]], verdicts: dict[tuple[str, str], str]) -> Purity:
    """Judge patterns, each given as the names of its members, by an audit."""
    known, members, judged, right = 0, 0, 0, 0
    for names in patterns:
        members += len(names)
        found = _verdicts_in(names, verdicts)
        known += bool(found)
        judged += bool(found) + found.total()
        right += bool(found) + found[SAME]
    return Purity(known, members, judged, right)


def _verdicts_in(names: Sequence[str], verdicts: dict[tuple[str, str], str]) -> Counter[str]:
    """Count verdicts against the anchor among ``names`` that was read with most of them."""
    inside = set(names)
    by_anchor: dict[str, Counter[str]] = {}
    for (anchor, member), verdict in verdicts.items():
        if anchor in inside and member in inside:
            by_anchor.setdefault(anchor, Counter())[verdict] += 1
    return max(by_anchor.values(), key=Counter.total, default=Counter())
