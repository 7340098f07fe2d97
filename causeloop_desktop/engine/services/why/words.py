"""Reasons as the contract has them and as a sentence says them."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from causeloop_desktop.contract.base import IssueId
from causeloop_desktop.contract.issues import (
    IssueRef,
    PatternRef,
    Reason,
    ReasonKind,
    ScorePart,
    WhyHere,
)
from causeloop_desktop.engine.domain.forecasts.reasons import percent
from causeloop_desktop.engine.domain.text.masking import template_of
from causeloop_desktop.engine.services.why.verdicts import PERSON, Seen, Verdict
from causeloop_desktop.engine.store.patterns.memberships import POOL

if TYPE_CHECKING:
    from causeloop_desktop.engine.domain.why.deciding import Decision
    from causeloop_desktop.engine.domain.why.issue import Part

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
_BY_KEY = {
    "fingerprint": "It carries the same fingerprint as the other issues of this pattern.",
    "template": "Its title has the same form as others here, once numbers and names are masked.",
    "trace": "Its stack trace begins with the same frames as others here.",
}


class Named(NamedTuple):
    """What has to be read to be named.

    Attributes:
        lacking: Words that the nearest other pattern says and the issue does not.
        compared: The issues that the deciding score was measured against.
    """

    lacking: tuple[str, ...] = ()
    compared: tuple[IssueRef, ...] = ()


def answer(
    issue_id: str,
    seen: Seen,
    verdict: Verdict,
    refs: Mapping[int, PatternRef],
    named: Named,
) -> WhyHere:
    """Tell the verdict on an issue."""
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
        sentence=_sentence(seen, verdict, nearest, named.lacking),
        decided_by=verdict.decided,
        deciding_score=None if verdict.here is None else verdict.here.score,
        deciding_parts=parts_of(verdict.here),
        compared_with=named.compared,
        nearest_other_parts=parts_of(verdict.there) if nearest else (),
        would_need=named.lacking if nearest else (),
    )


def parts_of(decision: "Decision | None") -> tuple[ScorePart, ...]:
    """Give the parts of a score as the contract has them; none where there is no score."""
    if decision is None:
        return ()
    return tuple(
        ScorePart(piece=share.piece, label=share.label, value=share.value)
        for share in decision.shares
    )


def reason_of(part: "Part") -> Reason:
    """Give a part of a score as the contract has it."""
    kind = ReasonKind.PERSON if part.label == PERSON else kind_of(part.kind)
    return Reason(kind=kind, label=part.label, value=part.value)


def kind_of(kind: str) -> ReasonKind:
    """Give the contract's word for a kind of part; words, phrases and frames are all terms."""
    return _KINDS.get(kind, ReasonKind.TERMS)


def _sentence(
    seen: Seen, verdict: Verdict, nearest: PatternRef | None, lacks: tuple[str, ...]
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


def _because(seen: Seen, verdict: Verdict) -> str:
    if seen.pinned:
        return "A person put it here."
    if not verdict.parts:
        return "It was grouped here together with issues that it shares no rare words with."
    lead = verdict.parts[0]
    if lead.kind in _BY_KEY:
        return _BY_KEY[lead.kind]
    spoken = [part for part in verdict.parts if part.kind not in _UNSPOKEN]
    if not spoken:
        return f"It came at the time of this pattern and is {percent(verdict.score)} alike."
    named = _listed([part.label for part in spoken[:TOLD]])
    return f"It shares {named} with this pattern and is {percent(verdict.score)} alike."


def _listed(labels: Sequence[str]) -> str:
    words = [f"“{label}”" for label in labels]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
