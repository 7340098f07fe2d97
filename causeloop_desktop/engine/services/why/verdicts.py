"""What decided about the place of an issue, and how near it came to another."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from causeloop_desktop.engine.domain.documents import Document
from causeloop_desktop.engine.store.patterns.memberships import POOL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from causeloop_desktop.engine.domain.matching.matcher import Matcher
    from causeloop_desktop.engine.domain.matching.matches import Candidate
    from causeloop_desktop.engine.domain.why.deciding import Decision
    from causeloop_desktop.engine.domain.why.issue import Explanation, Part

PARTS_SHOWN = 8
"""Reasons that are told one by one; the rest is told as one."""

PERSON = "put here by a person"

EQUAL = frozenset({"fingerprint", "template", "trace"})
"""Kinds of keys that decide without comparing words."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What is stored of an issue in question.

    Attributes:
        pattern: The key of its pattern, 0 where it is in none.
        pinned: Whether a person put it there.
    """

    document: Document
    pattern: int
    pinned: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """The reasons for a place, and how much is needed to be put there unasked.

    Attributes:
        decided: What decided: a kind of key, a person, text, or none.
        here: The score that is compared with the threshold.
        there: That of the nearest other pattern.
    """

    parts: tuple["Part", ...]
    score: float
    other: "Candidate | None"
    threshold: float
    decided: str
    here: "Decision | None" = None
    there: "Decision | None" = None


def judge(seen: Seen, matcher: "Matcher") -> Verdict:
    """Explain the place of an issue; one that is in no pattern is held against the nearest."""
    from causeloop_desktop.engine.domain.why.deciding import decision_on
    from causeloop_desktop.engine.domain.why.issue import explain

    threshold = matcher.thresholds.of(matcher.terms(seen.document).shape).attach
    other = _nearest_other(seen, matcher)
    there = None if other is None else decision_on(seen.document, other.pattern, matcher)
    if seen.pattern == POOL:
        return Verdict((), 0.0, other, threshold, "none", there, there)
    found = explain(seen.document, seen.pattern, matcher).shortened(PARTS_SHOWN)
    parts = (*found.parts, *_beyond_words(seen, found))
    here = decision_on(seen.document, seen.pattern, matcher)
    score = sum(part.value for part in parts)
    return Verdict(parts, score, other, threshold, _decided(seen, parts), here, there)


def _nearest_other(seen: Seen, matcher: "Matcher") -> "Candidate | None":
    """Give the best candidate that the issue is not in, by the score that decides."""
    candidates = matcher.match(seen.document).candidates
    return next((one for one in candidates if one.pattern != seen.pattern), None)


def _decided(seen: Seen, parts: "Sequence[Part]") -> str:
    """Say what put an issue where it is: a person, an equal key, or what it says."""
    if seen.pinned:
        return "person"
    return next((part.kind for part in parts if part.kind in EQUAL), "text")


def _beyond_words(seen: Seen, found: "Explanation") -> "tuple[Part, ...]":
    """Give the part that the model cannot know: an equal key that came later, or a person."""
    from causeloop_desktop.engine.domain.text.tokens import exact_key, terms_of
    from causeloop_desktop.engine.domain.why.issue import Part

    if seen.pinned:
        return (Part("rest", PERSON, max(0.0, 1.0 - found.score)),)
    if found.parts:
        return ()
    key = exact_key(seen.document, terms_of(seen.document))
    return () if key is None else (Part(key[0], key[1], 1.0),)
