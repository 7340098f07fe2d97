"""All documents of a run, read once and kept as flat numbers; bodies are not kept."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

from causeloop_desktop.engine.domain.detection.values import Cancelled, DetectionCancelledError
from causeloop_desktop.engine.domain.documents import Document
from causeloop_desktop.engine.domain.fingerprints import Facts, facts_of
from causeloop_desktop.engine.domain.tokens import (
    ExactKey,
    Shape,
    Terms,
    View,
    exact_key,
    feature,
    terms_of,
)

SHAPES: tuple[Shape, ...] = ("prose", "trace", "line")
_CHECKED_EVERY = 500

T = TypeVar("T")
Integers: TypeAlias = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Counts:
    """One view of all documents; row r owns the entries ``starts[r]:starts[r + 1]``."""

    starts: Integers
    ids: npt.NDArray[np.uint32]
    counts: npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Corpus:
    """The documents of a run in ascending order of their keys.

    Attributes:
        keys: Issue key of each row.
        views: Term counts, one per ``View``.
        exact: Index into ``exact_keys`` of each row, -1 without an exact key.
        templates: Index into ``template_names`` of each row.
        facts: Index into ``fact_sets`` of each row.
        shapes: Index into ``SHAPES`` of each row.
    """

    keys: Integers
    views: tuple[Counts, ...]
    exact: Integers
    exact_keys: tuple[ExactKey, ...]
    templates: Integers
    template_names: tuple[str, ...]
    facts: Integers
    fact_sets: tuple[Facts, ...]
    shapes: Integers
    titles: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.keys)


class _View:
    def __init__(self, view: View) -> None:
        self.view = view
        self.starts, self.ids, self.counts = array("q", [0]), array("I"), array("f")

    def add(self, terms: Terms) -> None:
        counted = terms.views[self.view]
        self.ids.extend(feature(self.view, term) for term in counted)
        self.counts.extend(counted.values())
        self.starts.append(len(self.ids))

    def done(self) -> Counts:
        return Counts(
            np.frombuffer(self.starts, np.int64),
            np.frombuffer(self.ids, np.uint32),
            np.frombuffer(self.counts, np.float32),
        )


def _ascending(documents: Iterable[Document]) -> Iterator[Document]:
    if isinstance(documents, Sequence):
        yield from sorted(documents, key=lambda document: document.key)
        return
    last: int | None = None
    for document in documents:
        if last is not None and document.key <= last:
            raise ValueError(f"Issue {document.key} came after {last}: keys must ascend.")
        last = document.key
        yield document


class _Reader:
    """Collects documents; every different key, template and set of facts is kept once."""

    def __init__(self) -> None:
        self.keys, self.exact, self.templates = array("q"), array("q"), array("q")
        self.facts, self.shapes = array("q"), array("q")
        self.views = [_View(view) for view in View]
        self.exact_keys: dict[ExactKey, int] = {}
        self.template_names: dict[str, int] = {}
        self.fact_sets: dict[Facts, int] = {}
        self.titles: list[str] = []

    def add(self, document: Document) -> None:
        terms = terms_of(document)
        key = exact_key(document, terms)
        self.keys.append(document.key)
        self.exact.append(-1 if key is None else _number(self.exact_keys, key))
        self.templates.append(_number(self.template_names, terms.template))
        self.facts.append(_number(self.fact_sets, facts_of(document)))
        self.shapes.append(SHAPES.index(terms.shape))
        self.titles.append(document.title)
        for view in self.views:
            view.add(terms)

    def done(self) -> Corpus:
        return Corpus(
            keys=np.frombuffer(self.keys, np.int64),
            views=tuple(view.done() for view in self.views),
            exact=np.frombuffer(self.exact, np.int64),
            exact_keys=tuple(self.exact_keys),
            templates=np.frombuffer(self.templates, np.int64),
            template_names=tuple(self.template_names),
            facts=np.frombuffer(self.facts, np.int64),
            fact_sets=tuple(self.fact_sets),
            shapes=np.frombuffer(self.shapes, np.int64),
            titles=tuple(self.titles),
        )


def _number(table: dict[T, int], value: T) -> int:
    return table.setdefault(value, len(table))


def read_corpus(documents: Iterable[Document], cancelled: Cancelled) -> Corpus:
    """Read every document once.

    Args:
        documents: A sequence in any order, or a stream with strictly ascending keys.
        cancelled: Asked every few hundred documents.

    Raises:
        ValueError: If a stream's keys do not ascend.
        DetectionCancelledError: If asked to stop.
    """
    reader = _Reader()
    for index, document in enumerate(_ascending(documents)):
        if index % _CHECKED_EVERY == 0 and cancelled():
            raise DetectionCancelledError
        reader.add(document)
    return reader.done()
