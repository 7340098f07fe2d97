"""An index of issues that grows by one issue at a time and ranks those that came earlier.

Each issue is weighed by the rarity of its terms at the moment it comes, so adding one costs its
own terms alone; an issue in question is weighed by the rarity of now.
"""

import math
from array import array
from collections import defaultdict
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from causeloop_desktop.engine.domain.documents import IssueKey
from causeloop_desktop.engine.domain.tokens import Terms, View, feature
from causeloop_desktop.engine.domain.vectors import SHARES


class _Postings:
    """The rows in which a term occurs, ascending, and its weight in each."""

    __slots__ = ("rows", "weights")

    def __init__(self) -> None:
        self.rows = array("q")
        self.weights = array("f")

    def add(self, row: int, weight: float) -> None:
        self.rows.append(row)
        self.weights.append(weight)

    def times(self, weight: float) -> npt.NDArray[np.float64]:
        """What each row gains where the issue in question has this term."""
        return np.frombuffer(self.weights, np.float32) * np.float64(weight)


class GrowingIndex:
    """All issues seen so far, findable by the likeness of their terms."""

    def __init__(self) -> None:
        self._issues: list[IssueKey] = []
        self._postings: defaultdict[int, _Postings] = defaultdict(_Postings)

    def add(self, issue: IssueKey, terms: Terms) -> None:
        """Make an issue findable."""
        weighed = self._weighed(terms)
        row = len(self._issues)
        self._issues.append(issue)
        for term, weight in weighed.items():
            self._postings[term].add(row, weight)

    def ranked(self, terms: Terms, limit: int) -> tuple[IssueKey, ...]:
        """Give the issues most like ``terms``, best first; of equals the latest first."""
        scores = self._scores(self._weighed(terms))
        found = np.flatnonzero(scores)
        if len(found) > limit:
            found = found[scores[found] >= np.partition(scores[found], -limit)[-limit]]
        order = np.lexsort((-found, -scores[found]))[:limit]
        return tuple(self._issues[row] for row in found[order].tolist())

    def _scores(self, weighed: Mapping[int, float]) -> npt.NDArray[np.float64]:
        known = [(self._postings[t], w) for t, w in weighed.items() if t in self._postings]
        if not known:
            return np.zeros(len(self._issues))
        rows = np.concatenate([np.frombuffer(found.rows, np.int64) for found, _ in known])
        gains = np.concatenate([found.times(weight) for found, weight in known])
        return np.bincount(rows, gains, minlength=len(self._issues)).astype(np.float64)

    def _weighed(self, terms: Terms) -> dict[int, float]:
        """Weigh terms as ``vectors.vector_of`` does, by the rarity of now."""
        present = [view for view in View if terms.views[view]]
        total = sum(SHARES[view] for view in present)
        weighed: dict[int, float] = {}
        for view in present:
            found = {
                number: self._weight(number, count)
                for number, count in _numbered(view, terms.views[view]).items()
            }
            share = math.sqrt(SHARES[view] / total / sum(w * w for w in found.values()))
            weighed.update((number, weight * share) for number, weight in found.items())
        return weighed

    def _weight(self, number: int, count: int) -> float:
        """Weigh a term that an issue has ``count`` times, rarer ones more."""
        found = self._postings.get(number)
        seen = 0 if found is None else len(found.rows)
        rarity = math.log((1 + len(self._issues)) / (1 + seen)) + 1
        return (1 + math.log(count)) * rarity


def _numbered(view: View, counts: Mapping[str, int]) -> dict[int, int]:
    return {feature(view, term): count for term, count in counts.items()}
