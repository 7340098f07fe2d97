"""What a detection leaves for matching: numbers only, so it can be kept and shipped as data."""

import io
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self, TypeAlias

import numpy as np
import numpy.typing as npt

from causeloop_desktop.engine.domain.archives import held_as
from causeloop_desktop.engine.domain.documents import PatternKey
from causeloop_desktop.engine.domain.matching.exact import ExactKeys
from causeloop_desktop.engine.domain.scoring.latent import Latent
from causeloop_desktop.engine.domain.text.vectors import Ids, Rarity, Weights

LONE = 0
"""Stands for the pattern of an issue that is in none."""

GONE = np.iinfo(np.int64).min
"""Stands for the pattern of an issue that is not known any more; no pattern's key, not even a
provisional one."""

Keys: TypeAlias = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Exemplars:
    """A few typical issues of every pattern, as sparse rows ordered by pattern.

    Attributes:
        issues: Issue key of each row.
        patterns: Pattern key of each row; rows of one pattern stand together.
        starts: Row r owns the entries ``starts[r]:starts[r + 1]``.
        ids: Feature numbers of the entries.
        weights: Their weights.
    """

    issues: Keys
    patterns: Keys
    starts: Keys
    ids: Ids
    weights: Weights

    @classmethod
    def empty(cls) -> Self:
        """No pattern is known."""
        none = np.zeros(0, np.int64)
        return cls(
            none, none, np.zeros(1, np.int64), np.zeros(0, np.uint32), np.zeros(0, np.float32)
        )

    def row(self, at: int) -> tuple[Ids, Weights]:
        """The entries of one row."""
        part = slice(int(self.starts[at]), int(self.starts[at + 1]))
        return self.ids[part], self.weights[part]

    def entries(self, rows: Keys) -> Keys:
        """Where the entries of some rows stand, row after row."""
        lengths = self.starts[rows + 1] - self.starts[rows]
        ends = np.cumsum(lengths)
        within = np.arange(int(lengths.sum())) - np.repeat(ends - lengths, lengths)
        places: Keys = np.repeat(self.starts[rows], lengths) + within
        return places

    def some(self, rows: Keys) -> Self:
        """Some of the rows, in this order."""
        entries = self.entries(rows)
        return type(self)(
            issues=self.issues[rows],
            patterns=self.patterns[rows],
            starts=np.append(0, np.cumsum(np.diff(self.starts)[rows])).astype(np.int64),
            ids=self.ids[entries],
            weights=self.weights[entries],
        )

    def beside(self, others: Self) -> Self:
        """These rows and then the others."""
        return type(self)(
            np.concatenate((self.issues, others.issues)),
            np.concatenate((self.patterns, others.patterns)),
            np.concatenate((self.starts, others.starts[1:] + self.starts[-1])),
            np.concatenate((self.ids, others.ids)),
            np.concatenate((self.weights, others.weights)),
        )


@dataclass(frozen=True, slots=True)
class MatchModel:
    """Everything that matching needs to know of a workspace.

    Attributes:
        rarity: How rare terms are.
        exemplars: Typical issues of every pattern.
        exact: Keys that decide by themselves.
        lone: Issues that are in no pattern, the latest.
        latent: Where terms lie among meanings.
    """

    rarity: Rarity
    exemplars: Exemplars
    exact: ExactKeys
    lone: Exemplars = field(default_factory=Exemplars.empty)
    latent: Latent = field(default_factory=Latent.empty)

    @property
    def rows(self) -> Exemplars:
        """All issues that others are compared with: the exemplars, then the lone ones."""
        return self.exemplars.beside(self.lone)

    @classmethod
    def empty(cls) -> Self:
        """The model of a workspace before its first detection."""
        return cls(Rarity.empty(), Exemplars.empty(), ExactKeys.of({}))

    def renamed(self, keys: Mapping[PatternKey, PatternKey]) -> Self:
        """The same model with provisional pattern keys replaced by ``keys``."""
        return replace(
            self,
            exemplars=replace(self.exemplars, patterns=_renamed(self.exemplars.patterns, keys)),
            exact=replace(self.exact, patterns=_renamed(self.exact.patterns, keys)),
        )

    def only(self, patterns: Keys) -> Self:
        """The same model without the exact keys of any other pattern."""
        own = np.isin(self.exact.patterns, patterns)
        exact = ExactKeys(self.exact.numbers[own], self.exact.patterns[own])
        return replace(self, exact=exact)

    def to_bytes(self) -> bytes:
        """The model as an npz archive."""
        target = io.BytesIO()
        np.savez(
            target,
            rarity_ids=self.rarity.ids,
            rarity_weights=self.rarity.weights,
            rarity_unseen=np.float64(self.rarity.unseen),
            exact_numbers=self.exact.numbers,
            exact_patterns=self.exact.patterns,
            latent_ids=self.latent.ids,
            latent_places=self.latent.places,
            **_arrays_of("", self.exemplars),
            **_arrays_of("lone_", self.lone),
        )
        return target.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Read what ``to_bytes`` wrote.

        Raises:
            ValueError: If ``data`` is not such an archive.
        """
        with held_as("matching model"), np.load(io.BytesIO(data), allow_pickle=False) as kept:
            return cls(*_parts_from(kept))


_COLUMNS = ("issues", "patterns", "starts", "ids", "weights")


def _arrays_of(prefix: str, rows: Exemplars) -> dict[str, Any]:
    return {f"{prefix}{name}": getattr(rows, name) for name in _COLUMNS}


def _parts_from(
    kept: Mapping[str, npt.NDArray[Any]],
) -> tuple[Rarity, Exemplars, ExactKeys, Exemplars, Latent]:
    return (
        Rarity(kept["rarity_ids"], kept["rarity_weights"], float(kept["rarity_unseen"])),
        Exemplars(*(kept[name] for name in _COLUMNS)),
        ExactKeys(kept["exact_numbers"], kept["exact_patterns"]),
        Exemplars(*(kept[f"lone_{name}"] for name in _COLUMNS)),
        Latent(kept["latent_ids"], kept["latent_places"]),
    )


def _renamed(patterns: Keys, keys: Mapping[PatternKey, PatternKey]) -> Keys:
    if not keys:
        return patterns
    unique, inverse = np.unique(patterns, return_inverse=True)
    named = np.fromiter((keys.get(int(k), int(k)) for k in unique), np.int64, len(unique))
    return named[inverse]
