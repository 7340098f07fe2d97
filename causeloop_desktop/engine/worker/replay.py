"""Replay: what online matching says when issues come one by one, in the order of time."""

from collections.abc import Iterable

from causeloop_desktop.engine.domain.documents import Document
from causeloop_desktop.engine.domain.matching import Matcher, MatchModel
from causeloop_desktop.engine.store.memberships import POOL
from causeloop_desktop.engine.worker.matching import Sorter


class Replay:
    """An empty workspace that is fed once more.

    Nothing of a detection is used, so nothing that was learned later can leak into the past.

    Attributes:
        pattern_of: The pattern of each issue that is in one, by a number that only this replay
            knows.
    """

    def __init__(self) -> None:
        self.pattern_of: dict[int, int] = {}
        self._sorter = Sorter(Matcher(MatchModel.empty()), ())

    def feed(self, documents: Iterable[Document]) -> None:
        """Match issues, the oldest first."""
        for document in documents:
            places = self._sorter.places(document)
            self.pattern_of.update((p.issue, p.pattern) for p in places if p.pattern != POOL)
