"""How alike issues of one pattern are that came at one time from different tools."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Mapping, Sequence

from causeloop_desktop.engine.domain.documents import Document
from causeloop_desktop.engine.domain.duplicates.joins import LIKENESS_WINDOW_US, Alike, Sighting
from causeloop_desktop.engine.domain.matching.matcher import Matcher
from causeloop_desktop.engine.store.database import Read
from causeloop_desktop.engine.store.duplicates.sightings import SightingStore
from causeloop_desktop.engine.store.issues.documents import DocumentStore
from causeloop_desktop.engine.store.patterns.members import Members
from causeloop_desktop.engine.store.patterns.memberships import POOL, MembershipStore
from causeloop_desktop.engine.store.patterns.rows import PatternStore

MOST_NEAR = 16
"""Issues of a pattern, nearest in time, among which one is compared: a storm costs no more."""


class Likenesses:
    """Compares issues with their neighbours in pattern and time.

    Args:
        read: The open read.
        workspace_key: Whose issues.
        matcher: Weighs words.
    """

    def __init__(self, read: Read, workspace_key: int, matcher: Matcher) -> None:
        self._read = read
        self._workspace = workspace_key
        self._matcher = matcher
        self._vectors: dict[int, Mapping[int, float]] = {}
        self._known: dict[int, Sighting] = {}

    @property
    def seen(self) -> Collection[Sighting]:
        """Everything that was read on the way."""
        return self._known.values()

    def around(self, asked: Sequence[Sighting]) -> list[Alike]:
        """Give every pair of different tools among the neighbours of the issues asked about."""
        near = self._near(asked)
        keys = {key for found in near.values() for key in found}
        sightings = SightingStore(self._read, self._workspace).find(keys)
        self._known = {one.key: one for one in sightings}
        pairs = {
            pair
            for found in near.values()
            for pair in self._pairs([self._known[key] for key in found if key in self._known])
        }
        self._weigh({key for pair in pairs for key in pair})
        return [
            Alike(self._known[one], self._known[other], self._likeness(one, other))
            for one, other in sorted(pairs)
        ]

    def _near(self, asked: Sequence[Sighting]) -> dict[int, list[int]]:
        """Give for each issue those of its pattern within twice the window, itself among them."""
        memberships = MembershipStore(self._read, self._workspace)
        run = memberships.reach().run
        places = memberships.find(run, [one.key for one in asked])
        patterns = {row.pattern for row in places.values() if row.pattern != POOL}
        states = PatternStore(self._read, self._workspace).states(run, patterns)
        return {
            one.key: _neighbours(states[places[one.key].pattern].members, one.occurred_us)
            for one in asked
            if one.key in places and places[one.key].pattern in states
        }

    @staticmethod
    def _pairs(near: Sequence[Sighting]) -> set[tuple[int, int]]:
        return {
            (one.key, other.key)
            for one in near
            for other in near
            if one.key < other.key
            and one.voice != other.voice
            and abs(one.occurred_us - other.occurred_us) <= LIKENESS_WINDOW_US
        }

    def _weigh(self, keys: Collection[int]) -> None:
        for document in DocumentStore(self._read, self._workspace).find(keys):
            self._vectors[document.key] = self._vector(document)

    def _vector(self, document: Document) -> Mapping[int, float]:
        vector = self._matcher.vector(document)
        return dict(zip(vector.ids.tolist(), vector.weights.tolist(), strict=True))

    def _likeness(self, one: int, other: int) -> float:
        ours, theirs = self._vectors[one], self._vectors[other]
        shared = sum(weight * theirs[term] for term, weight in ours.items() if term in theirs)
        return min(1.0, shared)


def _neighbours(members: Members, at: int) -> list[int]:
    """The issues of a pattern that came around a moment, nearest first, at most ``MOST_NEAR``."""
    first = bisect_left(members.times, at - 2 * LIKENESS_WINDOW_US)
    last = bisect_right(members.times, at + 2 * LIKENESS_WINDOW_US)
    span = sorted(range(first, last), key=lambda place: abs(members.times[place] - at))
    return list(dict.fromkeys(members.issues[place] for place in span))[:MOST_NEAR]
