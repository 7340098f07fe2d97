"""What an index derives from the rows that it begins with; kept, it need not be derived again.

Of half a million entries it takes longer to say where rows lie and which words they share than to
match the few issues of a sync. None of it is true by itself: a file that does not fit is derived
anew.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from causeloop_desktop.engine.domain.archives import held_as
from causeloop_desktop.engine.domain.scoring.features import Integers, lengths_of
from causeloop_desktop.engine.domain.scoring.latent import Latent, Places
from causeloop_desktop.engine.domain.scoring.segments import Segment
from causeloop_desktop.engine.domain.text.vectors import Ids, Weights

LAYOUT = 1
"""Raise it whenever an index derives anything else from the same rows."""


@dataclass(frozen=True, slots=True)
class Words:
    """Rows by their words.

    Attributes:
        rare: Those words that find rows.
        common: Those that find none.
    """

    rare: Segment
    common: Ids


@dataclass(frozen=True, slots=True)
class Derived:
    """What was derived from rows, in their order.

    Attributes:
        lengths: Length of each view's part of each row.
        places: Where each row lies among meanings.
        words: The rows by their words; ``None`` where nobody looked for any yet.
    """

    lengths: npt.NDArray[np.float32]
    places: Places
    words: Words | None = None

    @classmethod
    def of(cls, latent: Latent, starts: Integers, ids: Ids, weights: Weights) -> Self:
        """Derive all but the words from rows.

        Args:
            latent: Where terms lie among meanings.
            starts: Row r owns the entries ``starts[r]:starts[r + 1]``.
            ids: Feature numbers.
            weights: Their weights.
        """
        return cls(lengths_of(starts, ids, weights), latent.places_of(starts, ids, weights))

    def some(self, picks: Integers) -> Self:
        """What was derived from some of the rows."""
        return replace(self, lengths=self.lengths[picks], places=self.places[picks], words=None)

    def beside(self, others: Self) -> Self:
        """What was derived from these rows and then from the others."""
        lengths = np.concatenate((self.lengths, others.lengths))
        places = np.concatenate((self.places, others.places))
        return replace(self, lengths=lengths, places=places, words=None)

    def write(self, path: Path, source: str) -> None:
        """Keep it in an archive.

        Args:
            path: Where.
            source: Tells from which rows it was derived.
        """
        about = {"about": np.array(_about(source)), "lengths": self.lengths, "places": self.places}
        words = {} if self.words is None else _arrays(self.words)
        with path.open("wb") as target:
            np.savez(target, allow_pickle=False, **about, **words)

    @classmethod
    def read(cls, path: Path, source: str) -> Self:
        """Read what ``write`` kept.

        Raises:
            OSError: It is gone.
            ValueError: It is damaged, or was derived from other rows or otherwise.
        """
        with (
            path.open("rb") as file,
            held_as("index of these rows"),
            np.load(file, allow_pickle=False) as kept,
        ):
            if str(kept["about"]) != _about(source):
                raise ValueError("This index is of other rows.")
            words = _words(kept, len(kept["lengths"])) if "terms" in kept else None
            return cls(kept["lengths"], kept["places"], words)


def _about(source: str) -> str:
    return f"{LAYOUT} {source}"


def _arrays(words: Words) -> dict[str, Any]:
    rare = words.rare
    return {
        "terms": rare.terms,
        "starts": rare.starts,
        "rows": rare.rows,
        "weights": rare.weights,
        "common": words.common,
    }


def _words(kept: Mapping[str, npt.NDArray[Any]], count: int) -> Words:
    found = (kept[name] for name in ("terms", "starts", "rows", "weights"))
    return Words(Segment(0, count, *found), kept["common"])
