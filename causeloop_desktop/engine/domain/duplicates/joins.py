"""Which issues tell of one occurrence, pair by pair, why, and how sure that is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from causeloop_desktop.engine.domain.documents import IssueKey
from causeloop_desktop.engine.domain.duplicates.names import names_in
from causeloop_desktop.engine.domain.episodes import DAY_US, HOUR_US

JoinKind: TypeAlias = Literal["link", "identifier", "likeness", "person"]

CERTAINTY: Mapping[JoinKind, float] = {"link": 0.98, "identifier": 0.9}

LINK_WINDOW_US = 14 * DAY_US
"""A ticket that names an incident of longer ago speaks of the past."""

LIKENESS_WINDOW_US = 2 * HOUR_US

WINDOW_US: Mapping[JoinKind, int] = {
    "link": LINK_WINDOW_US,
    "identifier": 3 * DAY_US,
    "likeness": LIKENESS_WINDOW_US,
}
"""How far apart two issues may come that are joined for a reason."""

LEAST_LIKENESS = 0.4
"""Within one pattern and two hours; in the sample, whose tools use words of their own, 28 of 28
pairs from 0.3 on tell of one failure.
"""

CLEARLY = 0.85
"""A second issue of the same source that is this share as alike makes a likeness ambiguous."""

MOST_NAMED = 3
"""A text that names more issues than this is a list, and tells of none of them."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """What joining sees of an issue.

    Attributes:
        voice: The tool that tells it; two issues of one voice are never joined.
        text: Title, body and what else its source says.
        known: Whether its time is the source's own.
    """

    key: IssueKey
    voice: str
    external_id: str
    text: str
    occurred_us: int
    known: bool = True
    service: str = ""


@dataclass(frozen=True, slots=True)
class Join:
    """Two issues that tell of one occurrence, ``left`` having the smaller key.

    Attributes:
        score: How sure that is, 0..1.
        reason: Why, in words that follow "because".
    """

    left: IssueKey
    right: IssueKey
    kind: JoinKind
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class Alike:
    """Two issues of one pattern and how alike they read, 0..1."""

    one: Sighting
    other: Sighting
    likeness: float


def links(teller: Sighting, told: Sequence[Sighting]) -> list[Join]:
    """Join an issue with those of other voices that its text names.

    Args:
        teller: The issue whose text is read.
        told: Issues whose ids stand in that text.
    """
    names = frozenset(names_in(teller.text))
    meant = [one for one in told if one.voice != teller.voice and one.external_id in names]
    if len(meant) > MOST_NAMED:
        return []
    found = (
        _join(teller, one, "link", f"{teller.external_id} names {one.external_id}") for one in meant
    )
    return [join for join in found if join is not None]


def same_identifier(one: Sighting, other: Sighting, identifier: str) -> Join | None:
    """Join two issues that both carry one rare identifier."""
    reason = f"both carry {identifier}"
    return _join(one, other, "identifier", reason)


def alike(pairs: Sequence[Alike]) -> list[Join]:
    """Join issues of one pattern that read alike and came at one time, where that is clear.

    Args:
        pairs: Every pair of different voices within the window, of the issues looked at.
    """
    best: dict[tuple[IssueKey, str], list[float]] = {}
    for pair in pairs:
        for here, there in ((pair.one, pair.other), (pair.other, pair.one)):
            best.setdefault((here.key, there.voice), []).append(pair.likeness)
    return [
        join
        for pair in pairs
        if pair.likeness >= LEAST_LIKENESS
        and _is_clear(best[pair.one.key, pair.other.voice], pair.likeness)
        and _is_clear(best[pair.other.key, pair.one.voice], pair.likeness)
        and (join := _alike(pair)) is not None
    ]


def _is_clear(rivals: Sequence[float], likeness: float) -> bool:
    """Whether no other issue of that voice comes near."""
    return sum(rival >= CLEARLY * likeness for rival in rivals) == 1


def _alike(pair: Alike) -> Join | None:
    one, other = pair.one, pair.other
    if one.service and other.service and one.service != other.service:
        return None
    if not (one.known and other.known):
        return None
    minutes = abs(one.occurred_us - other.occurred_us) // 60_000_000
    reason = f"they read {pair.likeness:.0%} alike and came {minutes} min apart"
    return _join(one, other, "likeness", reason, pair.likeness)


def _join(
    one: Sighting,
    other: Sighting,
    kind: JoinKind,
    reason: str,
    certainty: float | None = None,
) -> Join | None:
    window_us = WINDOW_US[kind]
    apart = abs(one.occurred_us - other.occurred_us) if one.known and other.known else window_us
    if one.voice == other.voice or one.key == other.key or apart > window_us:
        return None
    sure = CERTAINTY[kind] if certainty is None else certainty
    left, right = sorted((one.key, other.key))
    return Join(left, right, kind, min(1.0, sure) * (1 - apart / window_us / 2), reason)
