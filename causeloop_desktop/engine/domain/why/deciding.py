"""The score that decides about an issue and a pattern, taken apart into what counted.

It is the mean over the (at most three) best members of the pattern. Where evidence decides, a
member's score is the pair scorer's points beyond those that strangers come to by chance; the
points are a sum, so each piece of evidence owns an exact part, and what chance gives is taken off
as a part of its own. Where words are so alike that this says more, their likeness is the part; for
crashes both are parts, half each.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from causeloop_desktop.engine.domain.documents import Document, IssueKey, PatternKey
from causeloop_desktop.engine.domain.matching.matcher import Matcher
from causeloop_desktop.engine.domain.matching.scores import counted, evidence_of
from causeloop_desktop.engine.domain.scoring.scorecard import CHANCE, shipped
from causeloop_desktop.engine.domain.text.tokens import View
from causeloop_desktop.engine.domain.text.vectors import Vector

Piece: TypeAlias = Literal[
    "title", "text", "crossed", "meaning", "rarest", "nearness", "fields", "words", "chance"
]
"""What counted: titles alike; texts alike; one's title in the other's text; what is meant; a rare
word in common; times close to each other; fields alike; words alike over all; and what two
strangers have in common."""

PIECES: tuple[Piece, ...] = (
    "title",
    "text",
    "crossed",
    "crossed",
    "meaning",
    "rarest",
    "nearness",
    "fields",
)
"""The piece that each of ``EVIDENCE`` belongs to."""

TOLD = 5
"""Words that are named at most."""

_SPOKEN = (View.TITLE, View.TEXT)


@dataclass(frozen=True, slots=True)
class Share:
    """One piece and its part of the score; ``label`` names what is shared, if it has a name."""

    piece: Piece
    label: str
    value: float


@dataclass(frozen=True, slots=True)
class Decision:
    """A score and its parts.

    Attributes:
        score: The sum of the shares; what thresholds are compared with.
        shares: Largest first, so what chance gives comes last.
        members: The issues of the pattern that it was compared with.
    """

    score: float
    shares: tuple[Share, ...]
    members: tuple[IssueKey, ...]


def decision_on(
    document: Document,
    pattern: PatternKey,
    matcher: Matcher,
    ignoring: frozenset[Piece] = frozenset(),
) -> Decision:
    """Say what counts for ``document`` being in ``pattern``.

    Args:
        document: The issue; it is never compared with itself.
        pattern: The pattern in question.
        matcher: Holds the model of the last detection.
        ignoring: Pieces to leave out of the score, members unchanged.
    """
    rows = matcher.decisive(document, pattern)
    values = {piece: value for piece, value in _values(document, rows, matcher) if value}
    labels = _labels(document, rows, matcher)
    shares = [
        Share(piece, labels.get(piece, ""), value)
        for piece, value in values.items()
        if piece not in ignoring
    ]
    shares.sort(key=lambda share: (-share.value, share.piece))
    score = sum(share.value for share in shares)
    return Decision(score, tuple(shares), tuple(map(matcher.issue, rows)))


def averaged(decisions: Sequence[Decision]) -> Decision:
    """The mean of some decisions; a piece is named as most of those that have it name it."""
    values: defaultdict[Piece, float] = defaultdict(float)
    labels: defaultdict[Piece, Counter[str]] = defaultdict(Counter)
    for decision in decisions:
        for share in decision.shares:
            values[share.piece] += share.value / len(decisions)
            labels[share.piece][share.label] += 1
    shares = [Share(piece, _usual(labels[piece]), value) for piece, value in values.items()]
    shares.sort(key=lambda share: (-share.value, share.piece))
    members = Counter(issue for decision in decisions for issue in decision.members)
    order = sorted(members, key=lambda issue: (-members[issue], issue))
    return Decision(sum(share.value for share in shares), tuple(shares), tuple(order))


def _usual(labels: Counter[str]) -> str:
    label, count = labels.most_common(1)[0]
    return label if count * 2 > labels.total() else ""


def _values(
    document: Document, rows: Sequence[int], matcher: Matcher
) -> Iterator[tuple[Piece, float]]:
    """Yield the part of each piece, averaged over the rows."""
    if not rows:
        return
    evidence, likeness = matcher.weigh(document, rows)
    points = shipped().points(evidence)
    shape, told = matcher.terms(document).shape, evidence_of(points.sum(axis=1))
    for_evidence, for_words = counted(shape, told, likeness)
    summed: defaultdict[Piece, float] = defaultdict(float)
    for piece, column in zip(PIECES, points.T, strict=True):
        summed[piece] += float(for_evidence @ column) / (1 - CHANCE) / len(rows)
    yield from summed.items()
    yield "words", float(for_words @ likeness) / len(rows)
    yield "chance", -CHANCE / (1 - CHANCE) * float(for_evidence.sum()) / len(rows)


def _labels(document: Document, rows: Sequence[int], matcher: Matcher) -> dict[Piece, str]:
    """Name the rarest word and the fields that the rows share with the document."""
    vector = matcher.vector(document)
    theirs, _ = matcher.entries(tuple(rows))
    shared = np.flatnonzero(np.isin(vector.ids, theirs))
    named = [(vector.terms[at], at) for at in shared.tolist()]
    fields = [term for (view, term), _ in named if view is View.FIELD]
    text = [at for (view, _), at in named if view is View.TEXT]
    return {"rarest": _rarest(vector, text, matcher), "fields": ", ".join(fields)}


def _rarest(vector: Vector, text: list[int], matcher: Matcher) -> str:
    if not text:
        return ""
    rare = matcher.model.rarity.of(vector.ids[text])
    return vector.terms[text[int(np.argmax(rare))]][1]


def lacking(document: Document, members: Sequence[Document], matcher: Matcher) -> tuple[str, ...]:
    """What ``document`` would have to say to be like ``members``: words that most of them share.

    Args:
        document: The issue in question.
        members: Issues of a pattern that it is not in.
        matcher: Holds the model of the last detection.
    """
    own = {term for _, term in matcher.vector(document).terms}
    weights: defaultdict[str, float] = defaultdict(float)
    holders: defaultdict[str, int] = defaultdict(int)
    for member in members:
        said = _spoken(matcher.vector(member))
        for term, weight in said.items():
            weights[term] += weight
            holders[term] += 1
    shared = (term for term in weights if term not in own and holders[term] * 2 > len(members))
    return tuple(sorted(shared, key=lambda term: (-weights[term], term))[:TOLD])


def _spoken(vector: Vector) -> dict[str, float]:
    """The words of title and text and how much each weighs; pairs of words are left out."""
    found: defaultdict[str, float] = defaultdict(float)
    for (view, term), weight in zip(vector.terms, vector.weights.tolist(), strict=True):
        if view in _SPOKEN and " " not in term:
            found[term] += weight
    return found
