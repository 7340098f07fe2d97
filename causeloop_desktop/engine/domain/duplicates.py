"""One occurrence told by several tools: the incident, its ticket, the customer's mail.

Two issues are joined where one names the other (a link), where both carry the same rare identifier,
or where they read alike and came at one time; never two of one source, however alike they are, and
never against a person. Precision comes first: what is ambiguous stays apart.

A join's score is certainty times closeness: the certainty of its kind (for likeness, the likeness
itself), and ``closeness = 1 - apart / window / 2``, so that of two equal claims the nearer wins.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias

from causeloop_desktop.engine.domain.documents import IssueKey
from causeloop_desktop.engine.domain.episodes import DAY_US, HOUR_US

JoinKind: TypeAlias = Literal["link", "identifier", "likeness", "person"]

CERTAINTY: Mapping[JoinKind, float] = {"link": 0.98, "identifier": 0.9}

LINK_WINDOW_US = 14 * DAY_US
"""A ticket that names an incident of longer ago speaks of the past."""

IDENTIFIER_WINDOW_US = 3 * DAY_US

LIKENESS_WINDOW_US = 2 * HOUR_US
LEAST_LIKENESS = 0.4
"""Within one pattern and two hours; in the sample, whose tools use words of their own, 28 of 28
pairs from 0.3 on tell of one failure.
"""

CLEARLY = 0.85
"""A second issue of the same source that is this share as alike makes a likeness ambiguous."""

MOST_NAMED = 3
"""A text that names more issues than this is a list, and tells of none of them."""

_TOKEN = re.compile(
    r"(?<![\w.#-])(?=[\w.#-]*\d)(?=[\w.#-]*[A-Za-z])[A-Za-z0-9](?:[\w.#-]{0,58}[A-Za-z0-9])?"
)
_ISSUE_PAGE = re.compile(r"/([\w.-]+)/(?:-/)?(?:issues|pull)/(\d+)")
_IDENTIFIER = re.compile(
    r"(?<![\w-])(?:[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"
    r"|(?=[0-9a-f]*[a-f])(?=[0-9a-f]*\d)[0-9a-f]{16,64})(?![\w-])"
)
# Before a name, these say that another occurrence is meant.
_ANOTHER = re.compile(
    r"\b(?:similar to|same as last|like (?:in|last)|as (?:in|with)|see also|compare|cf\.?|unlike"
    r"|related to|regression of|follow[- ]?up (?:to|of|for)|previous(?:ly)?|earlier|formerly"
    r"|last (?:week|month|quarter|year)|blocks|blocked by|depends on|supersedes)"
    r"\W+(?:[\w-]+\W+){0,2}$",
    re.IGNORECASE,
)
_LOOKS_BACK = 60


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


@lru_cache(maxsize=512)
def names_in(text: str) -> tuple[str, ...]:
    """Everything in ``text`` that could be the id of an issue: words with a digit, each once.

    Names behind words such as "similar to" are left out, for they mean another occurrence.
    """
    pages = (f"{repo}#{number}" for repo, number in _ISSUE_PAGE.findall(text))
    words = (match for match in _TOKEN.finditer(text) if is_name(match[0]))
    meant = (match[0] for match in words if _is_meant(match, text))
    return tuple(dict.fromkeys((*meant, *filter(is_name, pages))))


def _is_meant(match: re.Match[str], text: str) -> bool:
    before = text[max(0, match.start() - _LOOKS_BACK) : match.start()]
    return not _ANOTHER.search(before)


def is_name(word: str) -> bool:
    """Whether an id is distinctive: letters and digits, at least four of them together."""
    return (
        4 <= len(word) <= 60
        and any(letter.isdigit() for letter in word)
        and any(letter.isalpha() for letter in word)
    )


def identifiers_in(text: str) -> tuple[str, ...]:
    """UUIDs and long hexadecimal ids, such as those of requests and traces, each once."""
    return tuple(dict.fromkeys(match[0].lower() for match in _IDENTIFIER.finditer(text)))


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
        _join(teller, one, "link", LINK_WINDOW_US, f"{teller.external_id} names {one.external_id}")
        for one in meant
    )
    return [join for join in found if join is not None]


def same_identifier(one: Sighting, other: Sighting, identifier: str) -> Join | None:
    """Join two issues that both carry one rare identifier."""
    reason = f"both carry {identifier}"
    return _join(one, other, "identifier", IDENTIFIER_WINDOW_US, reason)


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
    return _join(one, other, "likeness", LIKENESS_WINDOW_US, reason, pair.likeness)


def _join(
    one: Sighting,
    other: Sighting,
    kind: JoinKind,
    window_us: int,
    reason: str,
    certainty: float | None = None,
) -> Join | None:
    apart = abs(one.occurred_us - other.occurred_us) if one.known and other.known else window_us
    if one.voice == other.voice or one.key == other.key or apart > window_us:
        return None
    sure = CERTAINTY[kind] if certainty is None else certainty
    left, right = sorted((one.key, other.key))
    return Join(left, right, kind, min(1.0, sure) * (1 - apart / window_us / 2), reason)


class Groups:
    """Issues that are joined so far; refuses what would put one voice twice into a group.

    Args:
        joined: Pairs that stand.
        parted: Pairs that people keep apart.
        voices: The voice of every issue that a pair or a later join names.
    """

    def __init__(
        self,
        joined: Iterable[tuple[IssueKey, IssueKey]],
        parted: Iterable[tuple[IssueKey, IssueKey]],
        voices: Mapping[IssueKey, str],
    ) -> None:
        self._members: dict[IssueKey, set[IssueKey]] = {}
        self._voices = dict(voices)
        self._parted: dict[IssueKey, set[IssueKey]] = {}
        for one, other in parted:
            self._parted.setdefault(one, set()).add(other)
            self._parted.setdefault(other, set()).add(one)
        for one, other in joined:
            self._unite(one, other)

    def knows(self, issue: IssueKey) -> bool:
        """Whether the voice of an issue is known."""
        return issue in self._voices

    def tell(self, voices: Mapping[IssueKey, str]) -> None:
        """Learn the voices of further issues."""
        self._voices.update(voices)

    def members(self, issue: IssueKey) -> Collection[IssueKey]:
        """The issues joined with one, itself among them."""
        return self._members.get(issue, {issue})

    def settle(self, joins: Iterable[Join]) -> list[Join]:
        """Take what can stand, the surest first; the order given never matters."""
        ranked = sorted(joins, key=lambda join: (-join.score, join.left, join.right, join.kind))
        return [join for join in ranked if self._take(join)]

    def _take(self, join: Join) -> bool:
        ours, theirs = self.members(join.left), self.members(join.right)
        if join.right in ours or not self._may_share(ours, theirs):
            return False
        self._unite(join.left, join.right)
        return True

    def _may_share(self, ours: Collection[IssueKey], theirs: Collection[IssueKey]) -> bool:
        voices = {self._voices[issue] for issue in ours}
        if any(self._voices[issue] in voices for issue in theirs):
            return False
        return not any(self._parted.get(issue, set()) & set(theirs) for issue in ours)

    def _unite(self, one: IssueKey, other: IssueKey) -> None:
        whole = {*self.members(one), *self.members(other)}
        for issue in whole:
            self._members[issue] = whole


def leads_of(pairs: Iterable[tuple[IssueKey, IssueKey]]) -> dict[IssueKey, IssueKey]:
    """Say for each issue of a pair which issue leads all that are joined with it."""
    lead: dict[IssueKey, IssueKey] = {}

    def find(issue: IssueKey) -> IssueKey:
        while (parent := lead.setdefault(issue, issue)) != issue:
            lead[issue] = issue = lead[parent]
        return issue

    for one, other in pairs:
        first, second = sorted((find(one), find(other)))
        lead[second] = first
    return {issue: find(issue) for issue in tuple(lead)}
