"""What was thought about a text, as people see it."""

from __future__ import annotations

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
from causeloop_desktop.engine.domain.text.pasted import normalised
from causeloop_desktop.engine.services.matching import alike
from causeloop_desktop.engine.services.why.words import reason_of
from causeloop_desktop.engine.store.patterns.memberships import POOL

if TYPE_CHECKING:
    from collections.abc import Mapping

    from causeloop_desktop.contract.issues import PatternRef
    from causeloop_desktop.engine.domain.matching.matches import Candidate
    from causeloop_desktop.engine.services.texts.thinking import Thought

REASONS_SHOWN = 3


def answer(thought: Thought, refs: Mapping[int, PatternRef]) -> TextTried:
    """Tell what would become of an issue with this text, and why."""
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


def _decision(thought: Thought) -> TextDecision:
    if thought.decided != POOL:
        return TextDecision.ATTACH
    offered = thought.candidates and thought.candidates[0].score >= thought.limits.offer
    return TextDecision.OFFER if offered else TextDecision.POOL


def _leading(
    thought: Thought, decision: TextDecision, refs: Mapping[int, PatternRef]
) -> PatternRef | None:
    if decision is TextDecision.ATTACH:
        return refs.get(thought.decided)
    return refs.get(thought.candidates[0].pattern) if decision is TextDecision.OFFER else None


def _key(thought: Thought, refs: Mapping[int, PatternRef]) -> TextKey | None:
    if thought.key is None:
        return None
    kind, value = thought.key
    return TextKey(kind=TextKeyKind(kind), value=value, pattern=refs.get(thought.key_pattern))


def _candidate(thought: Thought, one: Candidate, refs: Mapping[int, PatternRef]) -> TextCandidate:
    because = thought.parts.get(one.pattern, ())[:REASONS_SHOWN]
    return TextCandidate(
        pattern=refs[one.pattern], score=one.score, because=tuple(map(reason_of, because))
    )


def _sentence(thought: Thought, decision: TextDecision, pattern: PatternRef | None) -> str:
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
