"""Doubtful places as the contract shows them: a row of the queue, and two sides."""

from collections.abc import Mapping, Sequence
from typing import Any

from causeloop_desktop.contract.base import IssueId, ReviewId, Source
from causeloop_desktop.contract.issues import PatternRef
from causeloop_desktop.contract.reviews import (
    Piece,
    PieceMark,
    Review,
    ReviewCandidate,
    ReviewKind,
    ReviewSide,
    ReviewSummary,
)
from causeloop_desktop.contract.times import from_micros
from causeloop_desktop.engine.domain.reviews.doubts import Offer
from causeloop_desktop.engine.domain.text.differences import Run, compare, echoed, shortened
from causeloop_desktop.engine.services.issues.faces import PRIORITIES
from causeloop_desktop.engine.services.patterns.faces import reference
from causeloop_desktop.engine.services.patterns.numbers import PatternNumbers
from causeloop_desktop.engine.store.reviews.rows import Queued

ISSUE, REVIEW = "iss_", "rev_"

MOST_CANDIDATES = 5

Patterns = Mapping[int, PatternNumbers]
"""The patterns that there are, by key; folded ones stand under their old keys too."""


def review_id(issue_id: str) -> ReviewId:
    """Name the question about an issue; there is at most one."""
    return ReviewId(REVIEW + issue_id.removeprefix(ISSUE))


def issue_of(review: str) -> str:
    """Give the id of the issue that a review is about."""
    return ISSUE + review.removeprefix(REVIEW)


def open_offers(queued: Queued, patterns: Patterns) -> tuple[Offer, ...]:
    """Give the candidates that still are patterns, each of them once."""
    found: dict[str, Offer] = {}
    for offer in queued.doubt.offers:
        if offer.pattern in patterns:
            found.setdefault(patterns[offer.pattern].id, offer)
    return tuple(found.values())[:MOST_CANDIDATES]


def to_summary(
    queued: Queued, row: Any, patterns: Patterns, ids: Mapping[int, str]
) -> ReviewSummary | None:
    """Show a question as a row, ``None`` where nothing of it is left to ask.

    Args:
        queued: What is doubtful.
        row: The issue's row.
        patterns: Those that there are.
        ids: The ids of the candidates' nearest issues, by key.
    """
    offers = open_offers(queued, patterns)
    return (
        ReviewSummary.model_validate(_shared(queued, row, offers, patterns, ids))
        if offers
        else None
    )


def to_review(summary: ReviewSummary, left: Any, right: Any | None) -> Review:
    """Show a question with both sides, their differences marked."""
    sides = _sides(left, right)
    return Review.model_validate({**dict(summary), "left": sides[0], "right": sides[1]})


def _shared(
    queued: Queued, row: Any, offers: Sequence[Offer], patterns: Patterns, ids: Mapping[int, str]
) -> dict[str, object]:
    doubt, first = queued.doubt, offers[0]
    return {
        "id": review_id(row.id),
        "kind": ReviewKind(doubt.kind),
        "issue_id": IssueId(row.id),
        "external_id": row.external_id,
        "title": row.title,
        "source": Source(row.source),
        "priority": PRIORITIES[row.severity - 1],
        "created_at": from_micros(row.occurred_us),
        "pattern": _reference(first, patterns),
        "shape": doubt.shape,
        "score": first.score,
        "threshold": doubt.attach,
        "skipped": queued.skipped,
        "candidates": tuple(_candidate(offer, patterns, ids) for offer in offers),
    }


def _candidate(offer: Offer, patterns: Patterns, ids: Mapping[int, str]) -> ReviewCandidate:
    nearest = None if offer.nearest is None else ids.get(offer.nearest)
    return ReviewCandidate(
        pattern=_reference(offer, patterns),
        score=offer.score,
        issue_count=patterns[offer.pattern].issues,
        nearest_issue_id=None if nearest is None else IssueId(nearest),
    )


def _reference(offer: Offer, patterns: Patterns) -> PatternRef:
    return reference(patterns[offer.pattern])


def _sides(left: Any, right: Any | None) -> tuple[ReviewSide, ReviewSide | None]:
    body, gone = shortened(left.body)
    if right is None:
        return _side(left, (Run(left.title, "same"),), (Run(body, "same"),), gone), None
    their_body, their_gone = shortened(right.body)
    titles = compare(left.title, right.title)
    bodies = compare(body, their_body)
    ours, theirs = f"{left.title}\n{body}", f"{right.title}\n{their_body}"
    return (
        _side(left, echoed(titles.left, theirs), echoed(bodies.left, theirs), gone),
        _side(right, echoed(titles.right, ours), echoed(bodies.right, ours), their_gone),
    )


def _side(row: Any, title: Sequence[Run], body: Sequence[Run], omitted: int) -> ReviewSide:
    return ReviewSide(
        issue_id=IssueId(row.id),
        external_id=row.external_id,
        external_url=row.external_url,
        source=Source(row.source),
        origin=row.origin,
        priority=PRIORITIES[row.severity - 1],
        service=row.service,
        team=row.team,
        created_at=from_micros(row.occurred_us),
        title=tuple(map(_piece, title)),
        body=tuple(map(_piece, body)),
        omitted=omitted,
    )


def _piece(run: Run) -> Piece:
    return Piece(text=run.text, mark=PieceMark(run.mark))
