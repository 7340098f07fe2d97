"""Why the issues of a pattern are together: what they share, averaged over its members.

Each member's likeness to the pattern falls apart into words, phrases, frames and fields (``why``).
The mean over members of each part is that part's share of the pattern's cohesion, so the parts sum
to it, and leaving one out lowers it by exactly that part.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Self

from causeloop_desktop.engine.domain.documents import Document, IssueKey, PatternKey
from causeloop_desktop.engine.domain.matching.matcher import Matcher
from causeloop_desktop.engine.domain.matching.matches import Candidate
from causeloop_desktop.engine.domain.text.tokens import words
from causeloop_desktop.engine.domain.why.issue import Explanation, Kind, Name, explain


@dataclass(frozen=True, slots=True)
class SharedPart:
    """Something that members share, its share of the cohesion, and how many of them have it."""

    kind: Kind
    label: str
    value: float
    count: int


@dataclass(frozen=True, slots=True)
class Togetherness:
    """What holds a pattern together.

    Attributes:
        score: Mean likeness of the members to their pattern, 0..1; the sum of the parts.
        parts: Largest first.
        of: How many members were looked at.
        typical: The issues that members were compared with most, the most typical first.
        nearest_other: The pattern that members are most like beside their own, with the mean
            likeness to it.
        lacking: What most members share and the other pattern does not have, largest first.
    """

    score: float
    parts: tuple[SharedPart, ...]
    of: int
    typical: tuple[IssueKey, ...]
    nearest_other: Candidate | None
    lacking: tuple[str, ...]

    @property
    def said(self) -> tuple[SharedPart, ...]:
        """The parts that stand in the issues' own words or fields."""
        return tuple(part for part in self.parts if part.kind not in _UNSAID)

    def shortened(self, count: int) -> Self:
        """The same score with all but the first ``count`` parts drawn together into one."""
        tail = self.parts[count:]
        if len(tail) < 2:
            return self
        value = sum(part.value for part in tail)
        holders = max(part.count for part in tail)
        rest = SharedPart("rest", f"{len(tail)} smaller parts", value, holders)
        return replace(self, parts=(*self.parts[:count], rest))


def explain_pattern(
    members: Sequence[Document],
    pattern: PatternKey,
    matcher: Matcher,
    ignoring: frozenset[Name] = frozenset(),
) -> Togetherness:
    """Say why ``members`` are together in ``pattern``.

    Args:
        members: Some or all of its issues.
        pattern: The pattern.
        matcher: Holds the model of the last detection.
        ignoring: (kind, label) of parts to leave out of the score.
    """
    found = [explain(member, pattern, matcher, ignoring) for member in members]
    parts = _averaged(found)
    other = _nearest_other(found)
    theirs = [] if other is None else [explain(member, other, matcher) for member in members]
    return Togetherness(
        score=sum(part.value for part in parts),
        parts=parts,
        of=len(members),
        typical=_typical(found),
        nearest_other=None if other is None else Candidate(other, _mean(theirs)),
        lacking=() if other is None else _lacking(parts, _labels(theirs), len(members)),
    )


def _averaged(found: Sequence[Explanation]) -> tuple[SharedPart, ...]:
    values: dict[Name, float] = defaultdict(float)
    holders: Counter[Name] = Counter()
    for explanation in found:
        for part in explanation.parts:
            values[part.kind, part.label] += part.value / len(found)
            holders[part.kind, part.label] += 1
    ranked = sorted(values.items(), key=lambda item: (-item[1], item[0]))
    return tuple(SharedPart(*name, value, holders[name]) for name, value in ranked)


def _typical(found: Sequence[Explanation]) -> tuple[IssueKey, ...]:
    counted = Counter(issue for explanation in found for issue in explanation.neighbours)
    return tuple(sorted(counted, key=lambda issue: (-counted[issue], issue)))


def _nearest_other(found: Sequence[Explanation]) -> PatternKey | None:
    scores: dict[PatternKey, float] = defaultdict(float)
    for explanation in found:
        if explanation.nearest_other is not None:
            scores[explanation.nearest_other.pattern] += explanation.nearest_other.score
    return min(scores, key=lambda pattern: (-scores[pattern], pattern), default=None)


def _mean(found: Sequence[Explanation]) -> float:
    return sum(explanation.score for explanation in found) / max(1, len(found))


def _labels(found: Sequence[Explanation]) -> set[str]:
    return {part.label for explanation in found for part in explanation.parts}


def _lacking(parts: Sequence[SharedPart], theirs: Collection[str], of: int) -> tuple[str, ...]:
    """What at least half of the members share, and the other pattern lacks."""
    ours = (part for part in parts if part.kind not in _UNSAID and part.count * 2 >= of)
    return tuple(part.label for part in ours if part.label not in theirs)


def top_terms(found: Togetherness, count: int) -> tuple[str, ...]:
    """The words, phrases and frames that most members share and that weigh most."""
    shared = [part for part in found.parts if part.count * 2 >= found.of]
    titles = (word for part in shared if part.kind == "template" for word in words(part.label))
    spoken = (part.label for part in shared if part.kind in _SPOKEN)
    return tuple(dict.fromkeys((*titles, *spoken)))[:count]


_UNSAID: frozenset[Kind] = frozenset({"time", "rest"})
_SPOKEN: frozenset[Kind] = frozenset({"term", "phrase", "frame"})
