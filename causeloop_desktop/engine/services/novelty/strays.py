"""Issues that no pattern would even be offered for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from causeloop_desktop.contract.base import SEVERITY_OF_PRIORITY, Priority
from causeloop_desktop.contract.novelty import Stray
from causeloop_desktop.contract.times import from_micros
from causeloop_desktop.engine.services.novelty import SHOWN

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from causeloop_desktop.contract.issues import PatternRef
    from causeloop_desktop.engine.domain.documents import Document
    from causeloop_desktop.engine.domain.matching.matcher import Matcher
    from causeloop_desktop.engine.domain.matching.matches import Candidate
    from causeloop_desktop.engine.store.duplicates.sightings import Face


def farthest(documents: Sequence[Document], matcher: Matcher) -> dict[int, Candidate | None]:
    """Give those that fit nowhere by key, the farthest first, each with the nearest pattern."""
    from causeloop_desktop.engine.domain.text.tokens import terms_of

    nearest: dict[int, Candidate | None] = {}
    telling = (document for document in documents if document.title)  # a deploy says nothing
    for document in telling:
        match = matcher.match(document)
        best = match.candidates[0] if match.candidates else None
        offered = matcher.thresholds.of(terms_of(document).shape).offer
        if match.pattern is None and (best is None or best.score < offered):
            nearest[document.key] = best
    ranked = sorted(nearest, key=lambda key: (_score(nearest[key]), -key))
    return {key: nearest[key] for key in ranked[:SHOWN]}


def _score(candidate: Candidate | None) -> float:
    return 0.0 if candidate is None else candidate.score


def shown(face: Face, nearest: Candidate | None, refs: Mapping[int, PatternRef]) -> Stray:
    """Show one of them."""
    return Stray(
        id=face.id,
        external_id=face.external_id,
        title=face.title,
        severity=SEVERITY_OF_PRIORITY[Priority(f"p{face.severity}")],
        created_at=from_micros(face.occurred_us),
        nearest=None if nearest is None else refs.get(nearest.pattern),
        score=_score(nearest),
    )
