"""All documents of a run, read once and kept as flat numbers; bodies are not kept."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Protocol, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

from causeloop_desktop.engine.domain.detection.arrays import Features, Flags, Floats, Integers
from causeloop_desktop.engine.domain.detection.values import Cancelled, DetectionCancelledError
from causeloop_desktop.engine.domain.documents import Document
from causeloop_desktop.engine.domain.patterns.fingerprints import Facts, facts_of
from causeloop_desktop.engine.domain.text.tokens import (
    ExactKey,
    Shape,
    Terms,
    View,
    exact_key,
    features,
    terms_of,
)
from causeloop_desktop.engine.domain.text.vectors import Rarity, vectors_of

SHAPES: tuple[Shape, ...] = ("prose", "trace", "line")
_CHECKED_EVERY = 500
_PLACED_AT_ONCE = 200

T = TypeVar("T")
Digests: TypeAlias = npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Counts:
    """One view of all documents; row r owns the entries ``starts[r]:starts[r + 1]``."""

    starts: Integers
    ids: Features
    counts: Floats


@dataclass(frozen=True, slots=True)
class Corpus:
    """The documents of a run in ascending order of their keys.

    Attributes:
        keys: Issue key of each row.
        digests: A number for the text and fields of each row: equal numbers, equal documents.
        views: Term counts, one per ``View``; none where rows are placed as they are read.
        exact: Index into ``exact_keys`` of each row, -1 without an exact key.
        templates: Index into ``template_names`` of each row.
        facts: Index into ``fact_sets`` of each row.
        shapes: Index into ``SHAPES`` of each row.
        sources: Index into ``source_names`` of each row.
    """

    keys: Integers
    digests: Digests
    views: tuple[Counts, ...]
    exact: Integers
    exact_keys: tuple[ExactKey, ...]
    templates: Integers
    template_names: tuple[str, ...]
    facts: Integers
    fact_sets: tuple[Facts, ...]
    shapes: Integers
    sources: Integers
    source_names: tuple[str, ...]
    titles: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.keys)


@dataclass(frozen=True, slots=True)
class Placed:
    """Documents as weighed entries: row r owns ``starts[r]:starts[r + 1]``."""

    starts: Integers
    ids: Features
    weights: Floats


def digest_of(document: Document) -> int:
    """A number that changes with everything of a document that detection looks at."""
    fields = (f"{name}={value}" for name, value in sorted(document.fields.items()))
    moment = str(document.occurred_us if document.time_known else 0)
    parts = (document.title, document.body, document.fingerprint or "", moment, *fields)
    text = "\0".join(parts).encode("utf-8", "replace")
    return int.from_bytes(blake2b(text, digest_size=8).digest(), "big")


class _Taker(Protocol):
    """Keeps the terms of each document in one form or another."""

    def add(self, terms: Terms) -> None:
        """Take the next document's terms."""


class _View:
    def __init__(self, view: View) -> None:
        self.view = view
        self.starts, self.ids, self.counts = array("q", [0]), array("I"), array("f")

    def add(self, terms: Terms) -> None:
        counted = terms.views[self.view]
        self.ids.extend(features(self.view, counted))
        self.counts.extend(counted.values())
        self.starts.append(len(self.ids))

    def done(self) -> Counts:
        return Counts(
            np.frombuffer(self.starts, np.int64),
            np.frombuffer(self.ids, np.uint32),
            np.frombuffer(self.counts, np.float32),
        )


class _Placing:
    """Weighs each document as it comes, by the rarity that an earlier run has learned."""

    def __init__(self, rarity: Rarity) -> None:
        self._rarity = rarity
        self._waiting: list[Terms] = []
        self.starts, self.ids, self.weights = array("q", [0]), array("I"), array("f")

    def add(self, terms: Terms) -> None:
        self._waiting.append(terms)
        if len(self._waiting) >= _PLACED_AT_ONCE:
            self._place()

    def _place(self) -> None:
        for vector in vectors_of(self._waiting, self._rarity):
            self.ids.frombytes(vector.ids.tobytes())
            self.weights.frombytes(vector.weights.tobytes())
            self.starts.append(len(self.ids))
        self._waiting = []

    def done(self) -> Placed:
        self._place()
        return Placed(
            np.frombuffer(self.starts, np.int64),
            np.frombuffer(self.ids, np.uint32),
            np.frombuffer(self.weights, np.float32),
        )


def in_order(documents: Iterable[Document]) -> Iterator[Document]:
    """Yield documents by ascending key.

    Raises:
        ValueError: If they are a stream whose keys do not ascend.
    """
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

    def __init__(self, known: Corpus | None = None) -> None:
        self.keys, self.digests, self.exact = array("q"), array("Q"), array("q")
        self.templates, self.facts, self.shapes = array("q"), array("q"), array("q")
        self.sources = array("q")
        self.exact_keys = _numbered(known.exact_keys if known else ())
        self.template_names = _numbered(known.template_names if known else ())
        self.fact_sets = _numbered(known.fact_sets if known else ())
        self.source_names = _numbered(known.source_names if known else ())
        self.titles: list[str] = []

    def read(
        self, documents: Iterable[Document], takers: Sequence[_Taker], cancelled: Cancelled
    ) -> None:
        for index, document in enumerate(in_order(documents)):
            if index % _CHECKED_EVERY == 0 and cancelled():
                raise DetectionCancelledError
            terms = self._add(document)
            for taker in takers:
                taker.add(terms)

    def _add(self, document: Document) -> Terms:
        terms = terms_of(document)
        key = exact_key(document, terms)
        self.keys.append(document.key)
        self.digests.append(digest_of(document))
        self.exact.append(-1 if key is None else _number(self.exact_keys, key))
        self.templates.append(_number(self.template_names, terms.template))
        self.facts.append(_number(self.fact_sets, facts_of(document)))
        self.shapes.append(SHAPES.index(terms.shape))
        self.sources.append(_number(self.source_names, document.source))
        self.titles.append(document.title)
        return terms

    def done(self, views: Iterable[Counts] = ()) -> Corpus:
        return Corpus(
            keys=np.frombuffer(self.keys, np.int64),
            digests=np.frombuffer(self.digests, np.uint64),
            views=tuple(views),
            exact=np.frombuffer(self.exact, np.int64),
            exact_keys=tuple(self.exact_keys),
            templates=np.frombuffer(self.templates, np.int64),
            template_names=tuple(self.template_names),
            facts=np.frombuffer(self.facts, np.int64),
            fact_sets=tuple(self.fact_sets),
            shapes=np.frombuffer(self.shapes, np.int64),
            sources=np.frombuffer(self.sources, np.int64),
            source_names=tuple(self.source_names),
            titles=tuple(self.titles),
        )


def _number(table: dict[T, int], value: T) -> int:
    return table.setdefault(value, len(table))


def _numbered(values: Sequence[T]) -> dict[T, int]:
    return {value: number for number, value in enumerate(values)}


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
    views = [_View(view) for view in View]
    reader.read(documents, views, cancelled)
    return reader.done(view.done() for view in views)


def read_further(
    documents: Iterable[Document], known: Corpus, rarity: Rarity, cancelled: Cancelled
) -> tuple[Corpus, Placed]:
    """Read further documents beside those of ``known``, whose numbers for equal things they share.

    Raises:
        DetectionCancelledError: If asked to stop.
    """
    reader, placing = _Reader(known), _Placing(rarity)
    reader.read(documents, [placing], cancelled)
    return reader.done(), placing.done()


def joined(known: Corpus, kept: Flags, further: Corpus) -> tuple[Corpus, Integers]:
    """One corpus of some rows of ``known`` and all of ``further``, by ascending key.

    Returns:
        The corpus, and for each row its number in ``known``, or -1 if it is a further one.
    """
    rows = np.flatnonzero(kept)
    origin = np.concatenate((rows, np.full(len(further), -1, np.int64)))
    keys = np.concatenate((known.keys[rows], further.keys))
    order = np.argsort(keys, kind="stable")
    titles = [*(known.titles[row] for row in rows.tolist()), *further.titles]
    corpus = replace(
        further,
        keys=keys[order],
        digests=np.concatenate((known.digests[rows], further.digests))[order],
        exact=np.concatenate((known.exact[rows], further.exact))[order],
        templates=np.concatenate((known.templates[rows], further.templates))[order],
        facts=np.concatenate((known.facts[rows], further.facts))[order],
        shapes=np.concatenate((known.shapes[rows], further.shapes))[order],
        sources=np.concatenate((known.sources[rows], further.sources))[order],
        titles=tuple(titles[at] for at in order.tolist()),
    )
    return corpus, origin[order]
