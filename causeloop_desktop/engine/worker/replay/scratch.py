"""A workspace in memory that lives through its past once more, one issue after the other.

What matching says of an issue depends on earlier issues alone: the patterns are those that
detections over earlier issues had found. In a real workspace a detection begins whenever new
issues have piled up; here one runs each time the issues have become half as many again. That is
quick, and it shows matching no better than it is.
"""

import math
from collections.abc import Iterable
from typing import NamedTuple

from causeloop_desktop.engine.domain.detection.run import detect
from causeloop_desktop.engine.domain.detection.values import DetectedPattern
from causeloop_desktop.engine.domain.documents import Document
from causeloop_desktop.engine.domain.matching.matcher import Matcher
from causeloop_desktop.engine.domain.matching.model import MatchModel
from causeloop_desktop.engine.store.patterns.memberships import POOL
from causeloop_desktop.engine.worker.matching import Sorter

FIRST_DETECTION = 100
GROWTH = 1.5

RANKED = 10
"""Earlier issues that are named for each."""


class Said(NamedTuple):
    """What matching said of an issue when it came.

    Attributes:
        ranked: Earlier issues that are most likely the same failure, best first.
        joined: The one of these, or else the earliest of its pattern, with which it was put; it
            comes first. None where the issue stayed alone.
    """

    ranked: tuple[int, ...]
    joined: int | None


class Scratch:
    """An empty workspace that is fed in the order of time; the keys of its issues ascend.

    Attributes:
        pattern_of: The pattern of each issue that is in one now, by a number of this workspace.
        group_of: The pattern in which an issue was put when it came, or when that pattern came to
            be; no later detection changes it.
        known_us: When each pattern came to be known.
        detections: How many detections have run.
    """

    def __init__(self) -> None:
        self.pattern_of: dict[int, int] = {}
        self.group_of: dict[int, int] = {}
        self.known_us: dict[int, int] = {}
        self.detections = 0
        self._documents: list[Document] = []
        self._first_of: dict[int, int] = {}
        self._real: dict[int, int] = {}
        self._detect_at = FIRST_DETECTION
        self._follow(MatchModel.empty())

    def feed(self, document: Document) -> int | None:
        """Run the detection that is due, match an issue that comes then, and give its pattern."""
        self._detect_if_due(document)
        for place in self._sorter.places(document):
            if place.pattern != POOL:
                self._put(place.issue, self._number(place.pattern), document.occurred_us)
        self._documents.append(document)
        return self.pattern_of.get(document.key)

    def ask(self, document: Document) -> Said:
        """Feed an issue, and say what was thought of it before."""
        self._detect_if_due(document)
        ranked = self._matcher.ranked(document, RANKED)
        pattern = self.feed(document)
        if pattern is None:
            return Said(ranked, None)
        inside = (issue for issue in ranked if self.pattern_of.get(issue) == pattern)
        joined = next(inside, self._first_of[pattern])
        others = (issue for issue in ranked if issue != joined)
        return Said((joined, *others)[:RANKED], joined)

    def _detect_if_due(self, document: Document) -> None:
        if len(self._documents) >= self._detect_at:
            self._detect(document.occurred_us)

    def _put(self, issue: int, pattern: int, now_us: int) -> None:
        self.pattern_of[issue] = pattern
        self.group_of.setdefault(issue, pattern)
        self.known_us.setdefault(pattern, now_us)
        self._first_of[pattern] = min(issue, self._first_of.get(pattern, issue))

    def _number(self, pattern: int) -> int:
        """Give a pattern's own number; what has just been made gets one."""
        if pattern > POOL:
            return pattern
        return self._real.setdefault(pattern, len(self.known_us) + 1)

    def _detect(self, now_us: int) -> None:
        found = detect(self._documents, previous=self.pattern_of)
        self.detections += 1
        self._detect_at = math.ceil(len(self._documents) * GROWTH)
        self._real = {}
        for pattern in found.patterns:
            self._note(pattern, now_us)
        self.pattern_of = dict(_places(found.patterns, self._real))
        self._follow(found.model.renamed(self._real))

    def _note(self, pattern: DetectedPattern, now_us: int) -> None:
        number = self._number(pattern.key)
        self._first_of[number] = pattern.members[0]
        if pattern.change == "new":
            self.known_us[number] = now_us
            for issue in pattern.members:
                self.group_of.setdefault(issue, number)

    def _follow(self, model: MatchModel) -> None:
        """Match by what a detection left from now on; every issue that came can be found."""
        self._matcher = Matcher(model)
        for document in self._documents:
            self._matcher.add(document, self.pattern_of.get(document.key, POOL))
        self._sorter = Sorter(self._matcher, ())
        self._real = {}


def _places(patterns: Iterable[DetectedPattern], real: dict[int, int]) -> Iterable[tuple[int, int]]:
    for pattern in patterns:
        number = real.get(pattern.key, pattern.key)
        yield from ((issue, number) for issue in pattern.members)
