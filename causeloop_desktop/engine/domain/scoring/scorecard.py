"""A scorecard: each piece of evidence gives points, and the score is their sum.

The points come from an additive model that is fitted to known duplicates (``training/``); they are
its log-odds, moved and scaled so that no evidence at all is 0 and all of it is 1. So the ranking is
the model's, and what each piece of evidence is worth can be read off. Two issues that have nothing
to do with each other still share common words and a season: that much counts as a score of 0.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Self, TypeAlias

import numpy as np
import numpy.typing as npt

Points: TypeAlias = npt.NDArray[np.float64]

SHIPPED = "pair-scorer.json"

CHANCE = 0.6
"""Points that issues come to by chance: on the development set half of all best candidates have
fewer, though nine in ten of them are no duplicates."""

_DIGITS = 4
"""Beyond these, what is counted says how it was added up."""


@dataclass(frozen=True)
class Table:
    """The points of one piece of evidence.

    Attributes:
        edges: Ascending; a value at an edge belongs to the step below it.
        points: One more than edges, never falling.
        unknown: The points where the evidence cannot be had.
    """

    edges: Points
    points: Points
    unknown: float

    def of(self, values: npt.NDArray[np.float64]) -> Points:
        """The points of each value; NaN is unknown."""
        # What is unknown comes to the last step, and behind that stand its own points.
        found: Points = self._points_and_unknown[self.edges.searchsorted(values) + np.isnan(values)]
        return found

    @cached_property
    def _points_and_unknown(self) -> Points:
        return np.append(self.points, self.unknown)

    def between(self, values: npt.NDArray[np.float64]) -> Points:
        """Points that rise evenly from the middle of each step to that of the next.

        A trifle more evidence is worth a trifle more, so decisions hardly change when a few new
        issues make all words a trifle rarer.
        """
        if not len(self.edges):
            return self.of(values)
        ends = (min(0.0, self.edges[0]), max(1.0, self.edges[-1]))
        middles = np.concatenate((ends[:1], (self.edges[1:] + self.edges[:-1]) / 2, ends[1:]))
        unknown = np.isnan(values)
        seen = np.where(unknown, 0.0, values).round(_DIGITS)
        return np.where(unknown, self.unknown, np.interp(seen, middles, self.points))


@dataclass(frozen=True, slots=True)
class Scorecard:
    """Tables by the names of what they read.

    Attributes:
        tables: In the order of ``features.EVIDENCE``.
        log_odds: Slope and offset that turn a score into the model's log-odds.
    """

    tables: Mapping[str, Table]
    log_odds: tuple[float, float]

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Self:
        """Read what the training script wrote."""
        tables = {
            name: Table(np.array(t["edges"]), np.array(t["points"]), t["unknown"])
            for name, t in kept["tables"].items()
        }
        slope, offset = kept["log_odds"]
        return cls(tables, (slope, offset))

    def points(self, evidence: npt.NDArray[np.float64]) -> Points:
        """The points of each pair (row) for each piece of evidence (column)."""
        columns: Sequence[Points] = [
            table.of(evidence[:, at]) for at, table in enumerate(self.tables.values())
        ]
        return np.stack(columns, axis=1)

    def totals(self, evidence: npt.NDArray[np.float64]) -> Points:
        """The points of each pair together, 0..1."""
        total = np.zeros(len(evidence))
        for at, table in enumerate(self.tables.values()):
            total += table.of(evidence[:, at])
        return total

    def even_totals(self, evidence: npt.NDArray[np.float64]) -> Points:
        """The same without steps."""
        columns = [table.between(evidence[:, at]) for at, table in enumerate(self.tables.values())]
        total: Points = np.sum(columns, axis=0)
        return total


@lru_cache(maxsize=1)
def shipped() -> Scorecard:
    """The scorecard that comes with the program."""
    return Scorecard.of(json.loads(_file().read_text("utf-8")))


def _file() -> Path:
    """Find the tables: in the installed package, or in the source tree."""
    package = Path(__file__).parents[3]
    homes = (package / "resources", package.parent / "resources")
    return next(
        (home / SHIPPED for home in homes if (home / SHIPPED).is_file()), homes[1] / SHIPPED
    )
