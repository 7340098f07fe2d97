"""Try a text: what detection and matching would make of it; nothing is stored."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from causeloop_desktop.contract.texts import (
    TextCandidate,
    TextDecision,
    TextFact,
    TextKey,
    TextKeyKind,
    TextShape,
    TextTerm,
    TextTried,
)
from causeloop_desktop.engine.domain.forecasts.reasons import percent
from causeloop_desktop.engine.domain.text.pasted import document_of, normalised
from causeloop_desktop.engine.services.matching import alike
from causeloop_desktop.engine.services.why.words import reason_of
from causeloop_desktop.engine.store.patterns.memberships import POOL, MembershipStore

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from causeloop_desktop.contract.issues import PatternRef
    from causeloop_desktop.contract.texts import TextTry
    from causeloop_desktop.engine.domain.documents import Document
    from causeloop_desktop.engine.domain.matching.matcher import Matcher
    from causeloop_desktop.engine.domain.matching.matches import Candidate
    from causeloop_desktop.engine.domain.matching.thresholds import Limits
    from causeloop_desktop.engine.domain.text.tokens import ExactKey, Terms
    from causeloop_desktop.engine.domain.why.issue import Part
    from causeloop_desktop.engine.services.matching.matchers import Matchers
    from causeloop_desktop.engine.services.patterns.service import PatternService
    from causeloop_desktop.engine.store.database import Database, Read
    from causeloop_desktop.engine.store.issues.documents import Head

TERMS_SHOWN = 12
REASONS_SHOWN = 3
SIMILAR_SHOWN = 3
FIELDS = ("service", "team", "component")


@dataclass(frozen=True, slots=True)
class _Thought:
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


class TextService:
    """Takes texts apart as detection and matching do.

    Args:
        database: Where issues are.
        patterns: Names patterns.
        matchers: Hold the models of the last detections.
    """

    def __init__(self, database: Database, patterns: PatternService, matchers: Matchers) -> None:
        self._database = database
        self._patterns = patterns
        self._matchers = matchers

    async def try_text(self, workspace_key: int, wanted: TextTry) -> TextTried:
        """Say what would become of an issue with this text, and why."""
        matcher = await self._matchers.get(workspace_key)
        document = await asyncio.to_thread(_read, wanted)
        others = await self._database.read(partial(alike.others, workspace_key, document, POOL))
        places = await self._database.read(partial(_places, workspace_key, others))
        thought = await asyncio.to_thread(_think, document, matcher, others, places)
        heads = await self._database.read(
            partial(alike.heads, workspace_key, list(thought.similar))
        )
        patterns = {one.pattern for one in thought.candidates} | {
            head.pattern for head in heads.values()
        }
        patterns |= {thought.decided, thought.key_pattern}
        refs = await self._patterns.refs(workspace_key, patterns)
        return _answer(replace(thought, heads=heads), refs)


def _read(wanted: TextTry) -> Document:
    fields = {name: value for name in FIELDS if (value := getattr(wanted, name))}
    return document_of(wanted.text, wanted.title, fields=fields, fingerprint=wanted.fingerprint)


def _places(workspace_key: int, others: Sequence[Document], read: Read) -> dict[int, int]:
    return MembershipStore(read, workspace_key).pattern_of([other.key for other in others])


def _think(
    document: Document,
    matcher: Matcher,
    others: Sequence[Document],
    places: Mapping[int, int],
) -> _Thought:
    from causeloop_desktop.engine.domain.text.tokens import exact_key, terms_of
    from causeloop_desktop.engine.domain.why.issue import explain

    terms = terms_of(document)
    key = exact_key(document, terms)
    match = matcher.match(document)
    known = matcher.find(key) or _grown(key, others, places)
    by_key = match.decided_by not in ("text", "none") or (match.pattern is None and known != POOL)
    return _Thought(
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


def _answer(thought: _Thought, refs: Mapping[int, PatternRef]) -> TextTried:
    from causeloop_desktop.engine.domain.patterns.fingerprints import facts_of

    document, terms = thought.document, thought.terms
    decision = _decision(thought)
    pattern = _leading(thought, decision, refs)
    return TextTried(
        title=document.title,
        normalised=normalised(document),
        template=terms.template,
        shape=TextShape(terms.shape),
        key=_key(thought, refs),
        frames=terms.trace.frames if terms.trace else (),
        facts=tuple(TextFact(name=name, value=value) for name, value in facts_of(document)),
        terms=tuple(TextTerm(term=t, view=v, share=s) for t, v, s in thought.weights),
        attach_threshold=thought.limits.attach,
        offer_threshold=thought.limits.offer,
        candidates=tuple(
            _candidate(thought, one, refs) for one in thought.candidates if one.pattern in refs
        ),
        similar=tuple(
            alike.similar_issue(thought.heads[key], score, refs)
            for key, score in thought.similar.items()
            if key in thought.heads
        ),
        decision=decision,
        pattern=pattern,
        score=thought.score,
        sentence=_sentence(thought, decision, pattern),
    )


def _decision(thought: _Thought) -> TextDecision:
    if thought.decided != POOL:
        return TextDecision.ATTACH
    offered = thought.candidates and thought.candidates[0].score >= thought.limits.offer
    return TextDecision.OFFER if offered else TextDecision.POOL


def _leading(
    thought: _Thought, decision: TextDecision, refs: Mapping[int, PatternRef]
) -> PatternRef | None:
    if decision is TextDecision.ATTACH:
        return refs.get(thought.decided)
    return refs.get(thought.candidates[0].pattern) if decision is TextDecision.OFFER else None


def _key(thought: _Thought, refs: Mapping[int, PatternRef]) -> TextKey | None:
    if thought.key is None:
        return None
    kind, value = thought.key
    return TextKey(kind=TextKeyKind(kind), value=value, pattern=refs.get(thought.key_pattern))


def _candidate(thought: _Thought, one: Candidate, refs: Mapping[int, PatternRef]) -> TextCandidate:
    because = thought.parts.get(one.pattern, ())[:REASONS_SHOWN]
    return TextCandidate(
        pattern=refs[one.pattern], score=one.score, because=tuple(map(reason_of, because))
    )


def _sentence(thought: _Thought, decision: TextDecision, pattern: PatternRef | None) -> str:
    name = "a pattern" if pattern is None else f"“{pattern.name}”"
    needed = percent(thought.limits.attach)
    match decision:
        case TextDecision.ATTACH if thought.by_key and thought.key is not None:
            return f"It would join {name}: {_EQUAL[thought.key[0]]}."
        case TextDecision.ATTACH:
            return f"It would join {name}: it is {percent(thought.score)} alike, {needed} suffice."
        case TextDecision.OFFER:
            best = percent(thought.candidates[0].score)
            return (
                f"It would be offered as possibly {name}: {best} alike, {needed} to join unasked."
            )
        case TextDecision.POOL:
            return "It would wait for its like: no pattern is alike enough to be offered."


_EQUAL = {
    "fingerprint": "it carries the same fingerprint",
    "trace": "its stack trace begins with the same frames",
    "template": "its title has the same form, once numbers and names are masked",
}
