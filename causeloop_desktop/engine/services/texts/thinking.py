"""What is thought about a text: its terms, its key, its nearest patterns and issues."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from causeloop_desktop.engine.services.matching import alike
from causeloop_desktop.engine.store.patterns.memberships import POOL

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from causeloop_desktop.engine.domain.documents import Document
    from causeloop_desktop.engine.domain.matching.matcher import Matcher
    from causeloop_desktop.engine.domain.matching.matches import Candidate
    from causeloop_desktop.engine.domain.matching.thresholds import Limits
    from causeloop_desktop.engine.domain.text.tokens import ExactKey, Terms
    from causeloop_desktop.engine.domain.why.issue import Part
    from causeloop_desktop.engine.store.issues.documents import Head

TERMS_SHOWN = 12
SIMILAR_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Thought:
    """What was thought about a text.

    Attributes:
        decided: The pattern it would be put into, 0 for none.
        by_key: Whether an exact key decides, not its words.
        key_pattern: The pattern that is known by its exact key, 0 for none.
        parts: The reasons for each candidate.
        similar: Keys of the issues that read most like it, and how alike they are.
    """

    document: Document
    terms: Terms
    limits: Limits
    weights: Sequence[tuple[str, str, float]]
    key: ExactKey | None
    candidates: tuple[Candidate, ...]
    parts: Mapping[int, tuple[Part, ...]]
    similar: Mapping[int, float]
    decided: int
    score: float
    by_key: bool
    key_pattern: int
    heads: Mapping[int, Head] = field(default_factory=dict)


def think(
    document: Document,
    matcher: Matcher,
    others: Sequence[Document],
    places: Mapping[int, int],
) -> Thought:
    """Take a document apart as detection and matching do.

    Args:
        document: The text.
        matcher: Knows the patterns of the last detection.
        others: Issues that share rare words with it.
        places: The patterns of those, by key.
    """
    from causeloop_desktop.engine.domain.text.tokens import exact_key, terms_of
    from causeloop_desktop.engine.domain.why.issue import explain

    terms = terms_of(document)
    key = exact_key(document, terms)
    match = matcher.match(document)
    known = matcher.find(key) or _grown(key, others, places)
    by_key = match.decided_by not in ("text", "none") or (match.pattern is None and known != POOL)
    return Thought(
        document=document,
        terms=terms,
        limits=matcher.thresholds.of(terms.shape),
        weights=_weights(matcher, document),
        key=key,
        candidates=match.candidates,
        parts={
            one.pattern: explain(document, one.pattern, matcher).parts for one in match.candidates
        },
        similar=alike.rank(document, others, matcher, SIMILAR_SHOWN),
        decided=match.pattern or known,
        score=match.score if match.pattern or not by_key else 1.0,
        by_key=by_key,
        key_pattern=known,
    )


def _grown(key: ExactKey | None, others: Sequence[Document], places: Mapping[int, int]) -> int:
    """Find the pattern of an issue with an equal key that came after the last detection."""
    from causeloop_desktop.engine.domain.text.tokens import exact_key, terms_of

    if key is None:
        return POOL
    equal = (other for other in others if exact_key(other, terms_of(other)) == key)
    return next((place for other in equal if (place := places.get(other.key, POOL))), POOL)


def _weights(matcher: Matcher, document: Document) -> list[tuple[str, str, float]]:
    """Give the weightiest terms with their view and their share of the whole."""
    vector = matcher.vector(document)
    shares = (float(weight) ** 2 for weight in vector.weights)
    rows = [
        (term, view.name.lower(), share)
        for (view, term), share in zip(vector.terms, shares, strict=True)
    ]
    return sorted(rows, key=lambda row: (-row[2], row[0]))[:TERMS_SHOWN]
