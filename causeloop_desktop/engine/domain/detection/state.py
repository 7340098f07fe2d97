"""What a detection leaves for the next one: issues as numbers, and how groups came about."""

import json
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from causeloop_desktop.engine.domain.archives import held_as
from causeloop_desktop.engine.domain.detection.arrays import Floats, Integers
from causeloop_desktop.engine.domain.detection.linking.trees import Tree
from causeloop_desktop.engine.domain.detection.reading.corpus import Corpus
from causeloop_desktop.engine.domain.detection.reading.entries import Entries, Spans
from causeloop_desktop.engine.domain.detection.values import CONFIGURATION, DetectionSettings
from causeloop_desktop.engine.domain.documents import Constraints, PatternKey

LAYOUT = 8
"""Raise it whenever the file means something else; an older file is as good as none."""

_BETWEEN = "\0"


@dataclass(frozen=True, slots=True)
class Basis:
    """What the last full run went by; later runs keep to it.

    Attributes:
        settings: The workspace's choices.
        crowd: Atoms among which the cuts were set.
        issues: Issues that it looked at.
        chance: Points that strangers share, by the pair scorer.
        changed: Issues that came, went or changed since.
        moment_us: When it was.
        seen_us: The last write to an issue that the latest run can have seen.
        configuration: The grouping configuration.
        machines: The sources whose lines are written by machines.
    """

    settings: DetectionSettings
    crowd: int
    issues: int
    chance: float = 0.0
    changed: int = 0
    moment_us: int = 0
    seen_us: int = 0
    configuration: str = CONFIGURATION
    machines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class State:
    """Everything that a later detection needs of an earlier one.

    Attributes:
        corpus: What was read; its views are gone, the rows stand for them.
        entries: The entries of all rows, of issues and of atoms.
        rows: Where the row of each issue stands.
        atoms: Where the mean row of each atom stands; that of a lone issue is its own.
        of_row: The atom of each issue.
        frequency: In how many atoms each column stands.
        weakest: Likeness of each atom to its farthest neighbour that counts; 0 with few.
        tree: How atoms were joined.
        patterns: The pattern of each issue, 0 where it fits nowhere.
        similarities: Likeness of each issue to its pattern.
        forms: Templates of lines that have a more general form.
        constraints: What people had decided.
        basis: What the last full run went by.
    """

    corpus: Corpus
    entries: Entries
    rows: Spans
    atoms: Spans
    of_row: Integers
    frequency: Integers
    weakest: Floats
    tree: Tree
    patterns: Integers
    similarities: Floats
    forms: Mapping[str, str]
    constraints: Constraints
    basis: Basis

    def renamed(self, keys: Mapping[PatternKey, PatternKey]) -> Self:
        """The same state with provisional pattern keys replaced by ``keys``."""
        unique, inverse = np.unique(self.patterns, return_inverse=True)
        named = np.fromiter((keys.get(int(k), int(k)) for k in unique), np.int64, len(unique))
        return replace(self, patterns=named[inverse])

    def write(self, path: Path) -> None:
        """Keep the state as an npz archive, which is not compressed: it is read more often."""
        arrays = {**_arrays(self), **_texts(self)}
        with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
            for name, array in arrays.items():
                with archive.open(f"{name}.npy", "w", force_zip64=True) as target:
                    np.lib.format.write_array(target, array, allow_pickle=False)

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read what ``write`` kept.

        Raises:
            ValueError: If the file is damaged or of another time.
        """
        with (
            held_as("state of a detection"),
            path.open("rb") as source,
            np.load(source, allow_pickle=False) as kept,
        ):
            return cls(**_fields(kept))


_LISTS = ("exact_kinds", "exact_texts", "template_names", "fact_sets", "source_names")
_OF_CORPUS = ("keys", "digests", "exact", "templates", "facts", "shapes", "sources")
_OF_STATE = ("of_row", "frequency", "weakest", "patterns", "similarities")
_OF_ENTRIES = ("features", "columns", "weights")


def _arrays(state: State) -> dict[str, npt.NDArray[Any]]:
    return {
        **{name: getattr(state.corpus, name) for name in _OF_CORPUS},
        **{name: getattr(state, name) for name in _OF_STATE},
        **{name: getattr(state.entries, name) for name in _OF_ENTRIES},
        "row_spans": np.stack((state.rows.starts, state.rows.ends)),
        "atom_spans": np.stack((state.atoms.starts, state.atoms.ends)),
        "joins": np.stack((state.tree.one, state.tree.other)),
        "likeness": state.tree.likeness,
    }


def _texts(state: State) -> dict[str, npt.NDArray[np.uint8]]:
    corpus = state.corpus
    texts = {
        "titles": _BETWEEN.join(title.replace(_BETWEEN, " ") for title in corpus.titles),
        "exact_kinds": json.dumps([kind for kind, _ in corpus.exact_keys]),
        "exact_texts": json.dumps([text for _, text in corpus.exact_keys]),
        "template_names": json.dumps(corpus.template_names),
        "fact_sets": json.dumps(corpus.fact_sets),
        "source_names": json.dumps(corpus.source_names),
        "about": json.dumps(_about(state)),
    }
    return {
        name: np.frombuffer(text.encode("utf-8", "surrogatepass"), np.uint8)
        for name, text in texts.items()
    }


def _about(state: State) -> dict[str, object]:
    held = state.constraints
    return {
        "layout": LAYOUT,
        "leaves": state.tree.leaves,
        "basis": asdict(state.basis),
        "forms": dict(state.forms),
        "must_link": held.must_link,
        "cannot_link": held.cannot_link,
        "pins": [*held.pins.items()],
        "bans": sorted(held.bans),
    }


def _fields(kept: Mapping[str, npt.NDArray[Any]]) -> dict[str, Any]:
    about = json.loads(_text(kept["about"]))
    if about["layout"] != LAYOUT:
        raise ValueError("The state of a detection has another layout.")
    one, other = kept["joins"]
    return {
        **{name: kept[name] for name in _OF_STATE},
        "corpus": _corpus(kept),
        "entries": Entries(*(kept[name] for name in _OF_ENTRIES)),
        "rows": Spans(*kept["row_spans"]),
        "atoms": Spans(*kept["atom_spans"]),
        "tree": Tree(about["leaves"], one, other, kept["likeness"]),
        "forms": about["forms"],
        "constraints": _constraints(about),
        "basis": _basis(about["basis"]),
    }


def _basis(about: Mapping[str, Any]) -> Basis:
    settings, machines = DetectionSettings(**about["settings"]), tuple(about["machines"])
    return Basis(**{**about, "settings": settings, "machines": machines})


def _corpus(kept: Mapping[str, npt.NDArray[Any]]) -> Corpus:
    kinds, texts, names, facts, sources = (json.loads(_text(kept[name])) for name in _LISTS)
    return Corpus(
        **{name: kept[name] for name in _OF_CORPUS},
        views=(),
        exact_keys=tuple(zip(kinds, texts, strict=True)),
        template_names=tuple(names),
        fact_sets=tuple(tuple((name, value) for name, value in one) for one in facts),
        source_names=tuple(sources),
        titles=tuple(_text(kept["titles"]).split(_BETWEEN)) if len(kept["keys"]) else (),
    )


def _constraints(about: Mapping[str, Any]) -> Constraints:
    return Constraints(
        must_link=tuple((one, other) for one, other in about["must_link"]),
        cannot_link=tuple((one, other) for one, other in about["cannot_link"]),
        pins=dict(about["pins"]),
        bans=frozenset((issue, pattern) for issue, pattern in about["bans"]),
    )


def _text(kept: npt.NDArray[np.uint8]) -> str:
    return kept.tobytes().decode("utf-8", "surrogatepass")
