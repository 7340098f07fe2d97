"""Why an issue is where it is, and which issues read like it."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from causeloop_desktop.contract.base import IssueId
from causeloop_desktop.contract.issues import (
    PatternRef,
    Reason,
    ReasonKind,
    ScorePart,
    SimilarIssue,
    WhyHere,
)
from causeloop_desktop.engine.domain.documents import Document
from causeloop_desktop.engine.domain.forecast_reasons import percent
from causeloop_desktop.engine.domain.masking import template_of
from causeloop_desktop.engine.services import alike
from causeloop_desktop.engine.services.errors import NotFoundError
from causeloop_desktop.engine.services.matchers import Matchers
from causeloop_desktop.engine.services.patterns.service import PatternService
from causeloop_desktop.engine.store.constraints import ConstraintKind, ConstraintStore
from causeloop_desktop.engine.store.database import Database, Read
from causeloop_desktop.engine.store.documents import DocumentStore
from causeloop_desktop.engine.store.memberships import POOL, MembershipStore

if TYPE_CHECKING:
    from collections.abc import Sequence

    from causeloop_desktop.engine.domain.deciding import Decision
    from causeloop_desktop.engine.domain.matches import Candidate
    from causeloop_desktop.engine.domain.matching import Matcher
    from causeloop_desktop.engine.domain.why import Explanation, Part

PARTS_SHOWN = 8
"""Reasons that are told one by one; the rest is told as one."""

TOLD, LACKING = 3, 2
"""Words that the sentence names: of those that are shared, and of those that are not."""

_KINDS: Mapping[str, ReasonKind] = {
    "fingerprint": ReasonKind.FINGERPRINT,
    "template": ReasonKind.TEMPLATE,
    "trace": ReasonKind.TEMPLATE,
    "field": ReasonKind.FIELD,
    "time": ReasonKind.TIME,
}
_UNSPOKEN = ("rest", "time")
_EQUAL = {
    "fingerprint": "It carries the same fingerprint as the other issues of this pattern.",
    "template": "Its title has the same form as others here, once numbers and names are masked.",
    "trace": "Its stack trace begins with the same frames as others here.",
}


@dataclass(frozen=True, slots=True)
class _Seen:
    """What is stored of an issue in question.

    Attributes:
        pattern: The key of its pattern, 0 where it is in none.
        pinned: Whether a person put it there.
    """

    document: Document
    pattern: int
    pinned: bool


@dataclass(frozen=True, slots=True)
class _Verdict:
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


class WhyService:
    """Explains single issues by the model of the last detection.

    Args:
        database: Where issues are.
        patterns: Names and weighs patterns.
        matchers: Hold the models of the last detections.
    """

    def __init__(self, database: Database, patterns: PatternService, matchers: Matchers) -> None:
        self._database = database
        self._patterns = patterns
        self._matchers = matchers

    async def why(self, workspace_key: int, issue_id: str, as_of_us: int | None = None) -> WhyHere:
        """Say why an issue is in its pattern, or in none.

        Raises:
            NotFoundError: The workspace has no such issue, or it had not happened yet.
        """
        seen = await self._seen(workspace_key, issue_id, as_of_us)
        matcher = await self._matchers.get(workspace_key)
        verdict = await asyncio.to_thread(_judge, seen, matcher)
        keys = {seen.pattern, 0 if verdict.other is None else verdict.other.pattern}
        refs = await self._patterns.refs(workspace_key, keys, as_of_us)
        lacks = await self._lacking(workspace_key, seen, verdict, matcher)
        return _answer(issue_id, seen, verdict, refs, lacks)

    async def _lacking(
        self, workspace_key: int, seen: _Seen, verdict: _Verdict, matcher: "Matcher"
    ) -> tuple[str, ...]:
        """Name what the nearest other pattern says and the issue does not."""
        if verdict.there is None:
            return ()
        from causeloop_desktop.engine.domain.deciding import lacking

        members = await self._database.read(
            partial(_documents, workspace_key, verdict.there.members)
        )
        return await asyncio.to_thread(lacking, seen.document, members, matcher)

    async def similar(
        self, workspace_key: int, issue_id: str, limit: int = 3, as_of_us: int | None = None
    ) -> tuple[SimilarIssue, ...]:
        """Give the issues that read most like one, best first.

        Raises:
            NotFoundError: The workspace has no such issue, or it had not happened yet.
        """
        seen = await self._seen(workspace_key, issue_id, as_of_us)
        matcher = await self._matchers.get(workspace_key)
        others = await self._database.read(
            partial(alike.others, workspace_key, seen.document, seen.pattern)
        )
        known = [other for other in others if _had_happened(other, as_of_us)]
        ranked = await asyncio.to_thread(alike.rank, seen.document, known, matcher, limit)
        heads = await self._database.read(partial(alike.heads, workspace_key, list(ranked)))
        patterns = {head.pattern for head in heads.values()}
        refs = await self._patterns.refs(workspace_key, patterns, as_of_us)
        return tuple(alike.similar_issue(heads[key], score, refs) for key, score in ranked.items())

    async def _seen(self, workspace_key: int, issue_id: str, as_of_us: int | None) -> _Seen:
        seen = await self._database.read(partial(_look, workspace_key, issue_id))
        if seen is None or not _had_happened(seen.document, as_of_us):
            raise NotFoundError("issue", issue_id)
        return seen


def _look(workspace_key: int, issue_id: str, read: Read) -> _Seen | None:
    documents = DocumentStore(read, workspace_key)
    key = documents.key_of(issue_id)
    if key is None:
        return None
    memberships = MembershipStore(read, workspace_key)
    run = memberships.reach().run
    place = memberships.find(run, [key]).get(key)
    pattern = POOL if place is None else place.pattern
    pinned = ConstraintStore(read, workspace_key).holds(ConstraintKind.PIN, key)
    return _Seen(documents.find([key])[0], pattern, pinned)


def _documents(workspace_key: int, issues: "Sequence[int]", read: Read) -> list[Document]:
    return DocumentStore(read, workspace_key).find(issues)


def _had_happened(document: Document, as_of_us: int | None) -> bool:
    return as_of_us is None or document.occurred_us <= as_of_us


def _judge(seen: _Seen, matcher: "Matcher") -> _Verdict:
    """Explain the place of an issue; one that is in no pattern is held against the nearest."""
    from causeloop_desktop.engine.domain.deciding import decision_on
    from causeloop_desktop.engine.domain.why import explain

    threshold = matcher.thresholds.of(matcher.terms(seen.document).shape).attach
    other = _nearest_other(seen, matcher)
    there = None if other is None else decision_on(seen.document, other.pattern, matcher)
    if seen.pattern == POOL:
        return _Verdict((), 0.0, other, threshold, "none", there, there)
    found = explain(seen.document, seen.pattern, matcher).shortened(PARTS_SHOWN)
    parts = (*found.parts, *_beyond_words(seen, found))
    here = decision_on(seen.document, seen.pattern, matcher)
    score = sum(part.value for part in parts)
    return _Verdict(parts, score, other, threshold, _decided(seen, parts, matcher), here, there)


def _nearest_other(seen: _Seen, matcher: "Matcher") -> "Candidate | None":
    """Give the best candidate that the issue is not in, by the score that decides."""
    candidates = matcher.match(seen.document).candidates
    return next((one for one in candidates if one.pattern != seen.pattern), None)


def _decided(seen: _Seen, parts: "Sequence[Part]", matcher: "Matcher") -> str:
    """Say what put an issue where it is: a person, an equal key, or what it says."""
    if seen.pinned:
        return "person"
    kinds = [part.kind for part in parts if part.kind in _EQUAL]
    key = matcher.key(seen.document)
    known = matcher.find(key) == seen.pattern and key is not None
    return key[0] if known and key else next(iter(kinds), "text")


def _beyond_words(seen: _Seen, found: "Explanation") -> "tuple[Part, ...]":
    """Give the part that the model cannot know: an equal key that came later, or a person."""
    from causeloop_desktop.engine.domain.tokens import exact_key, terms_of
    from causeloop_desktop.engine.domain.why import Part

    if seen.pinned:
        return (Part("rest", _PERSON, max(0.0, 1.0 - found.score)),)
    if found.parts:
        return ()
    key = exact_key(seen.document, terms_of(seen.document))
    return () if key is None else (Part(key[0], key[1], 1.0),)


_PERSON = "put here by a person"


def _answer(
    issue_id: str,
    seen: _Seen,
    verdict: _Verdict,
    refs: Mapping[int, PatternRef],
    lacks: tuple[str, ...],
) -> WhyHere:
    other = verdict.other
    nearest = None if other is None else refs.get(other.pattern)
    return WhyHere(
        issue_id=IssueId(issue_id),
        pattern=refs.get(seen.pattern),
        score=verdict.score,
        threshold=verdict.threshold,
        because=tuple(map(reason_of, verdict.parts)),
        nearest_other=nearest,
        nearest_other_score=None if other is None or nearest is None else other.score,
        normalised_title=template_of(seen.document.title),
        sentence=_sentence(seen, verdict, nearest, lacks),
        decided_by=verdict.decided,
        deciding_score=None if verdict.here is None else verdict.here.score,
        deciding_parts=_parts_of(verdict.here),
        nearest_other_parts=_parts_of(verdict.there) if nearest else (),
        would_need=lacks if nearest else (),
    )


def _parts_of(decision: "Decision | None") -> tuple[ScorePart, ...]:
    if decision is None:
        return ()
    return tuple(
        ScorePart(piece=share.piece, label=share.label, value=share.value)
        for share in decision.shares
    )


def reason_of(part: "Part") -> Reason:
    """Give a part of a score as the contract has it."""
    kind = ReasonKind.PERSON if part.label == _PERSON else kind_of(part.kind)
    return Reason(kind=kind, label=part.label, value=part.value)


def kind_of(kind: str) -> ReasonKind:
    """Give the contract's word for a kind of part; words, phrases and frames are all terms."""
    return _KINDS.get(kind, ReasonKind.TERMS)


def _sentence(
    seen: _Seen, verdict: _Verdict, nearest: PatternRef | None, lacks: tuple[str, ...]
) -> str:
    near = ""
    if nearest is not None and verdict.other is not None:
        alike = percent(verdict.other.score)
        near = f" The nearest other pattern, “{nearest.name}”, is {alike} alike"
        near += (
            f"; it says {_listed(lacks[:LACKING])}, which this issue does not." if lacks else "."
        )
    if seen.pattern == POOL:
        needed = percent(verdict.threshold)
        return f"It is in no pattern: none is alike enough, {needed} are needed.{near}"
    return f"{_because(seen, verdict)}{near}"


def _because(seen: _Seen, verdict: _Verdict) -> str:
    if seen.pinned:
        return "A person put it here."
    if not verdict.parts:
        return "It was grouped here together with issues that it shares no rare words with."
    lead = verdict.parts[0]
    if lead.kind in _EQUAL:
        return _EQUAL[lead.kind]
    spoken = [part for part in verdict.parts if part.kind not in _UNSPOKEN]
    if not spoken:
        return f"It came at the time of this pattern and is {percent(verdict.score)} alike."
    named = _listed([part.label for part in spoken[:TOLD]])
    return f"It shares {named} with this pattern and is {percent(verdict.score)} alike."


def _listed(labels: "Sequence[str]") -> str:
    words = [f"“{label}”" for label in labels]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
