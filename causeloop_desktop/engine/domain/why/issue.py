"""Why an issue is where it is: the parts that add up to its likeness to a pattern.

Likeness is a sum of products of weights, so each word, phrase, frame or field owns an exact part
of it: leaving one out, against the same neighbours, lowers the score by exactly its part.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Self, TypeAlias

from causeloop_desktop.engine.domain.documents import Document, IssueKey, PatternKey
from causeloop_desktop.engine.domain.matching.matcher import Matcher
from causeloop_desktop.engine.domain.matching.matches import Candidate
from causeloop_desktop.engine.domain.patterns.naming import readable
from causeloop_desktop.engine.domain.text.tokens import ExactKey, Terms, View, exact_key, terms_of
from causeloop_desktop.engine.domain.text.vectors import Vector, vector_of

Kind: TypeAlias = Literal[
    "fingerprint", "template", "trace", "term", "phrase", "frame", "field", "time", "rest"
]
Name: TypeAlias = tuple[Kind, str]


@dataclass(frozen=True, slots=True)
class Part:
    """One reason and how much of the score it is."""

    kind: Kind
    label: str
    value: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """The score of an issue in a pattern, taken apart.

    Attributes:
        score: Likeness, 0..1; the sum of the parts.
        parts: Largest first.
        neighbours: The exemplars with which the issue was compared.
        nearest_other: The most alike pattern that it is not in.
    """

    score: float
    parts: tuple[Part, ...]
    neighbours: tuple[IssueKey, ...]
    nearest_other: Candidate | None

    def shortened(self, count: int) -> Self:
        """The same score with all but the first ``count`` parts drawn together into one."""
        tail = self.parts[count:]
        if len(tail) < 2:
            return self
        rest = Part("rest", f"{len(tail)} smaller parts", sum(part.value for part in tail))
        return replace(self, parts=(*self.parts[:count], rest))


@dataclass(frozen=True, slots=True)
class Similar:
    """Another issue and how much, and why, it is like the one in question."""

    key: IssueKey
    score: float
    parts: tuple[Part, ...]


def _name(view: View, term: str) -> Name:
    if view is View.FIELD:
        return "field", term
    if view is View.TIME:
        return "time", "close in time"
    if term.startswith("at ") and view is View.TEXT:
        return "frame", term[3:]
    return ("phrase" if " " in term else "term"), term


def _parts(
    vector: Vector, reference: Mapping[int, float], ignoring: frozenset[Name], shared: Name | None
) -> tuple[Part, ...]:
    """Split the product of ``vector`` and ``reference``; ``shared`` names what they share whole."""
    values: dict[Name, float] = defaultdict(float)
    entries = zip(vector.terms, vector.ids.tolist(), vector.weights.tolist(), strict=True)
    for (view, term), number, weight in entries:
        value = weight * reference.get(number, 0.0)
        whole = shared and (
            (shared[0] == "template" and view is View.TITLE)
            or (shared[0] == "trace" and term.startswith("at "))
        )
        name = shared if shared and whole else _name(view, term)
        if value and name not in ignoring:
            values[name] += value
    ranked = sorted(values.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Part(kind, label, value) for (kind, label), value in ranked)


def _reference(matcher: Matcher, rows: Sequence[int]) -> dict[int, float]:
    mean: dict[int, float] = defaultdict(float)
    ids, weights = matcher.entries(tuple(rows))
    for number, weight in zip(ids.tolist(), weights.tolist(), strict=True):
        mean[number] += weight / len(rows)
    return mean


def _shared(key: ExactKey | None, template: str, found: bool) -> Name | None:
    if key is None or not found:
        return None
    match key[0]:
        case "template":
            return "template", readable(template)
        case "trace":
            return "trace", key[1].split("|")[1]
        case _:
            return None


def _is_shared(
    document: Document, key: ExactKey | None, terms: Terms, pattern: PatternKey, matcher: Matcher
) -> bool:
    """Whether others share the key: a pattern knows the keys of all its members, also of one.

    Lines of one form need not have equal titles, and are grouped by nothing else.
    """
    told = key is not None and (key[0] == "fingerprint" or terms.shape == "line")
    return told or matcher.titled_alike(document, pattern)


def explain(
    document: Document,
    pattern: PatternKey,
    matcher: Matcher,
    ignoring: frozenset[Name] = frozenset(),
) -> Explanation:
    """Say why ``document`` is (or would be) in ``pattern``.

    Args:
        document: The issue; if it is an exemplar of the pattern it is not compared with itself.
        pattern: The pattern in question.
        matcher: Holds the model of the last detection.
        ignoring: (kind, label) of parts to leave out of the score, neighbours unchanged.
    """
    terms = terms_of(document)
    vector = vector_of(terms, matcher.model.rarity)
    key = exact_key(document, terms)
    found = matcher.find(key) == pattern and _is_shared(document, key, terms, pattern, matcher)
    candidates = matcher.candidates(vector, document.key)
    other = next((c for c in candidates if c.pattern != pattern), None)
    if found and key and key[0] == "fingerprint":
        whole = Part("fingerprint", key[1], 1.0)
        kept = () if ("fingerprint", key[1]) in ignoring else (whole,)
        return Explanation(float(len(kept)), kept, (), other)
    _, rows = matcher.likeness(vector, pattern, document.key)
    shared = _shared(key, terms.template, found)
    parts = _parts(vector, _reference(matcher, rows), ignoring, shared)
    neighbours = tuple(map(matcher.issue, rows))
    return Explanation(sum(part.value for part in parts), parts, neighbours, other)


def similar(
    document: Document, candidates: Iterable[Document], matcher: Matcher
) -> tuple[Similar, ...]:
    """Rank ``candidates`` by their likeness to ``document``, best first, each with its reasons."""
    vector = matcher.vector(document)
    found = []
    for other in candidates:
        if other.key == document.key:
            continue
        theirs = matcher.vector(other)
        reference: dict[int, float] = defaultdict(float)
        for number, weight in zip(theirs.ids.tolist(), theirs.weights.tolist(), strict=True):
            reference[number] += weight
        parts = _parts(vector, reference, frozenset(), None)
        found.append(Similar(other.key, sum(part.value for part in parts), parts))
    return tuple(sorted(found, key=lambda one: (-one.score, one.key)))
