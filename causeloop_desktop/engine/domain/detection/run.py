"""Run a full detection: read, group what is equal, link what is alike, describe what came out."""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from causeloop_desktop.engine.domain.detection.atoms import Atoms, build_atoms
from causeloop_desktop.engine.domain.detection.continuity import Continuity, carry_over
from causeloop_desktop.engine.domain.detection.corpus import SHAPES, Corpus, Integers, read_corpus
from causeloop_desktop.engine.domain.detection.describing import (
    describe,
    exact_keys_of,
    exemplars_of,
    lone_rows,
    members_of,
)
from causeloop_desktop.engine.domain.detection.entries import Spans, entries_of
from causeloop_desktop.engine.domain.detection.exemplars import Portrait, portrait_of
from causeloop_desktop.engine.domain.detection.linkage import Bounds, Linked, link
from causeloop_desktop.engine.domain.detection.matrix import Matrix, Weighed, mean_rows, weigh
from causeloop_desktop.engine.domain.detection.meaning import learn_meaning
from causeloop_desktop.engine.domain.detection.neighbours import KEPT, Pairs, alike_pairs
from causeloop_desktop.engine.domain.detection.state import Basis, Floats, State
from causeloop_desktop.engine.domain.detection.trees import Tree
from causeloop_desktop.engine.domain.detection.values import (
    Cancelled,
    Detection,
    DetectionCancelledError,
    DetectionSettings,
    Progress,
)
from causeloop_desktop.engine.domain.documents import Constraints, Document, IssueKey, PatternKey
from causeloop_desktop.engine.domain.match_model import LONE, MatchModel
from causeloop_desktop.engine.domain.tokens import Shape

CUTS: Mapping[Shape, float] = {"prose": 0.28, "trace": 0.45, "line": 0.55}
"""Mean likeness at which two of each shape still join, among 20,000 different issues."""

PER_DOUBLING, MEASURED_AT, LOOSEST = 0.03, 20_000, -0.1
"""Twice as many issues have twice as many chance neighbours, so the cuts rise with their number.

On samples of the development set one cut attached 2 of 100 issues wrongly among 500, 13 among 6,000
and 25 among 21,000; this slope keeps the share about equal.
"""

RISE, DOUBLINGS = 0.15, 6
"""How much more twice as large a group asks among 20,000 issues; nothing six doublings below.

A rare name that two strangers share carries them over a cut that suits pairs, and a topic gathers
more of them the larger it is. Labels hardly tell: on the earlier 60 % of the development set pair
F1 is .53 for rises from .10 to .15, but false attach sinks and a reader meets fewer topics. Few
issues hold no strangers to gather, and one failure in two wordings is less alike among them.
"""

RECURRING = 3
RECURRING_CUT = 0.85
"""A line that came this often word for word was written by a machine and stands for itself."""

LOOSER = 0.8
"""Pairs down to this share of the lowest cut may hold two groups together."""

MEMBERS_OF_MEAN = 8
"""Issues of an atom, the first ones, whose mean stands for it when atoms are compared."""

NO_CONSTRAINTS = Constraints()
AS_MEASURED = DetectionSettings()

_ROWS_BETWEEN_QUESTIONS = 5_000

Cuts = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Linking:
    """What linking started from and what it came to."""

    means: Matrix
    weakest: Floats
    linked: Linked


@dataclass(frozen=True, slots=True)
class _Grouped:
    """Patterns as rows of the corpus, largest first."""

    members: tuple[Integers, ...]
    portraits: tuple[Portrait, ...]
    kept: Continuity


def within(progress: Progress, start: float, end: float) -> Progress:
    """Progress of a part, told as progress of the whole."""
    return lambda share, step: progress(start + (end - start) * share, step)


def cuts_of(corpus: Corpus, of_row: Integers, settings: DetectionSettings, crowd: int) -> Cuts:
    """What each atom asks: its first row's shape decides, and for lines whether they recur.

    Args:
        corpus: What was read.
        of_row: The atom of each row.
        settings: The workspace's choices.
        crowd: How many atoms there are to be mistaken for each other.
    """
    _, first, sizes = np.unique(of_row, return_index=True, return_counts=True)
    shapes = corpus.shapes[first]
    more = PER_DOUBLING * math.log2(max(crowd, 1) / MEASURED_AT)
    # Crashes of one error share their words however few there are: only their frames differ.
    looser = np.where(shapes == SHAPES.index("trace"), 0.0, LOOSEST)
    cuts: Cuts = np.array([CUTS[shape] for shape in SHAPES])[shapes] + np.maximum(more, looser)
    cuts[(shapes == SHAPES.index("line")) & (sizes >= RECURRING)] = RECURRING_CUT
    scaled: Cuts = np.minimum(cuts * 2 ** (1 - 2 * settings.sensitivity), 0.98)
    return scaled


def rise_of(crowd: int) -> float:
    """How much more twice as large a group asks, among ``crowd`` atoms."""
    doublings = math.log2(max(crowd, 1) / MEASURED_AT)
    return RISE * min(max(1 + doublings / DOUBLINGS, 0.0), 1.0)


def floor_of(cuts: Cuts) -> float:
    """Likeness from which two atoms are neighbours."""
    return float(cuts.min()) * LOOSER if len(cuts) else 1.0


def weakest_of(pairs: Pairs, rows: int) -> Floats:
    """Likeness of each row's last neighbour that counts; 0 where more would be welcome."""
    ends = np.concatenate((pairs.left, pairs.right))
    both = np.concatenate((pairs.likeness, pairs.likeness))
    order = np.lexsort((-both, ends))
    sizes = np.bincount(ends, minlength=rows)
    last = np.cumsum(sizes) - sizes + KEPT - 1
    full = sizes >= KEPT
    weakest = np.zeros(rows, np.float32)
    weakest[full] = both[order[last[full]]]
    return weakest


def _linked(
    weighed: Weighed,
    atoms: Atoms,
    bounds: Bounds,
    progress: Progress,
    cancelled: Cancelled,
) -> _Linking:
    count = len(bounds.cuts)
    if not count:
        none = np.zeros(0, np.int64)
        return _Linking(weighed.rows, np.zeros(0, np.float32), Linked(none))
    means = mean_rows(weighed.rows, atoms.of_row, count, MEMBERS_OF_MEAN)
    floor = floor_of(np.array(bounds.cuts))
    pairs = alike_pairs(means, floor, within(progress, 0.4, 0.7), cancelled)
    progress(0.7, "Joining issues")
    linked = link(means, pairs, bounds, atoms.rules, cancelled)
    return _Linking(means, weakest_of(pairs, count), linked)


def _portraits(
    rows: Matrix, atoms: Atoms, members: Iterable[Integers], progress: Progress, asked: Cancelled
) -> Iterator[Portrait]:
    done, total = 0, max(len(atoms.of_row), 1)
    for some in members:
        before, done = done, done + len(some)
        if done // _ROWS_BETWEEN_QUESTIONS > before // _ROWS_BETWEEN_QUESTIONS or not before:
            if asked():
                raise DetectionCancelledError
            progress(done / total, "Describing patterns")
        yield portrait_of(rows, some, atoms.of_row[some])


def _patterns(rows: int, grouped: _Grouped) -> Integers:
    patterns = np.zeros(rows, np.int64)
    for key, members in zip(grouped.kept.keys, grouped.members, strict=True):
        patterns[members] = key
    return patterns


def _model(
    corpus: Corpus, atoms: Atoms, weighed: Weighed, grouped: _Grouped, patterns: Integers
) -> MatchModel:
    portraits = dict(zip(grouped.kept.keys, grouped.portraits, strict=True))
    chosen = {key: portraits[key].exemplars.tolist() for key in sorted(portraits)}
    rows = np.array([row for some in chosen.values() for row in some], np.int64)
    exemplars = exemplars_of(corpus, weighed.rows[rows], weighed.features, chosen)
    alone = lone_rows(patterns)
    return MatchModel(
        weighed.rarity,
        exemplars,
        exact_keys_of(atoms, patterns),
        exemplars_of(corpus, weighed.rows[alone], weighed.features, {LONE: alone.tolist()}),
        learn_meaning(weighed.rows, weighed.features),
    )


def _state(
    corpus: Corpus, atoms: Atoms, weighed: Weighed, linking: _Linking, found: "_Found"
) -> State:
    """Keep mean rows only where they differ from the row of the one issue they are the mean of."""
    entries, rows = entries_of(weighed.rows, weighed.features)
    sizes = np.bincount(atoms.of_row, minlength=linking.means.shape[0])
    several = np.flatnonzero(sizes > 1)
    entries, means = entries.with_rows(linking.means[several])
    place = atoms.first
    place[several] = len(corpus) + np.arange(len(several))
    return State(
        corpus=corpus,
        entries=entries,
        rows=rows,
        atoms=Spans.joined((rows, means), place),
        of_row=atoms.of_row,
        frequency=np.bincount(linking.means.indices, minlength=linking.means.shape[1]),
        weakest=linking.weakest,
        tree=Tree.of(len(sizes), linking.linked.merges),
        patterns=found.patterns,
        similarities=found.similarities,
        forms=atoms.forms,
        constraints=found.wishes.constraints,
        basis=Basis(found.wishes.settings, len(sizes), len(corpus)),
    )


@dataclass(frozen=True, slots=True)
class _Found:
    """What a run decided about each row, and by which wishes."""

    patterns: Integers
    similarities: Floats
    wishes: "_Wishes"


def _no_progress(share: float, step: str) -> None:
    """Nobody watches."""


def detect(
    documents: Iterable[Document],
    constraints: Constraints = NO_CONSTRAINTS,
    previous: Mapping[IssueKey, PatternKey] | None = None,
    settings: DetectionSettings = AS_MEASURED,
    progress: Progress = _no_progress,
    cancelled: Cancelled = lambda: False,
) -> Detection:
    """Find the patterns among ``documents``.

    The result depends on the documents and their keys, not on the order in which they come.

    Args:
        documents: A sequence in any order, or a stream with ascending keys.
        constraints: What people decided; obeyed.
        previous: The pattern of each issue after the last run, so that patterns keep their keys.
        settings: The workspace's choices.
        progress: Told the share that is done, 0..1, and the step in words.
        cancelled: Asked often; once it says yes the run stops.

    Raises:
        DetectionCancelledError: If asked to stop; nothing was decided.
        ValueError: If the keys of a stream do not ascend.
    """
    wishes = _Wishes(constraints, previous or {}, settings)
    return _Run(wishes, progress, cancelled).run(documents)


@dataclass(frozen=True, slots=True)
class _Wishes:
    """What a run goes by besides the issues: people, what was before, the workspace's choices."""

    constraints: Constraints
    previous: Mapping[IssueKey, PatternKey]
    settings: DetectionSettings


class _Run:
    def __init__(self, wishes: _Wishes, progress: Progress, cancelled: Cancelled) -> None:
        self._wishes, self._progress, self._cancelled = wishes, progress, cancelled

    def run(self, documents: Iterable[Document]) -> Detection:
        self._step(0.0, "Reading issues")
        corpus, atoms, weighed = self._read(documents)
        linking = self._linked(corpus, atoms, weighed)
        self._step(0.8, "Describing patterns")
        grouped = self._grouped(corpus, atoms, weighed, linking)
        result = self._report(corpus, atoms, weighed, linking, grouped)
        self._progress(1.0, "Done")
        return result

    def _step(self, share: float, step: str) -> None:
        if self._cancelled():
            raise DetectionCancelledError
        self._progress(share, step)

    def _read(self, documents: Iterable[Document]) -> tuple[Corpus, Atoms, Weighed]:
        """Read and weigh; term counts are forgotten, they are as large as the rows made of them."""
        read = read_corpus(documents, self._cancelled)
        self._step(0.3, "Grouping equal issues")
        atoms = build_atoms(read, self._wishes.constraints, self._wishes.previous)
        self._step(0.35, "Weighing words")
        return replace(read, views=()), atoms, weigh(read)

    def _linked(self, corpus: Corpus, atoms: Atoms, weighed: Weighed) -> _Linking:
        settings = self._wishes.settings
        crowd = int(atoms.of_row.max()) + 1 if len(corpus) else 0
        cuts = cuts_of(corpus, atoms.of_row, settings, crowd)
        bounds = Bounds(cuts.tolist(), settings.largest, rise=rise_of(crowd))
        return _linked(weighed, atoms, bounds, self._progress, self._cancelled)

    def _grouped(
        self, corpus: Corpus, atoms: Atoms, weighed: Weighed, linking: _Linking
    ) -> _Grouped:
        groups = linking.linked.groups[atoms.of_row]
        members = members_of(groups, self._wishes.settings.minimum_size)
        telling = within(self._progress, 0.8, 0.95)
        portraits = tuple(_portraits(weighed.rows, atoms, members, telling, self._cancelled))
        issues = [corpus.keys[rows].tolist() for rows in members]
        kept = carry_over(issues, self._wishes.previous, self._wishes.constraints)
        return _Grouped(members, portraits, kept)

    def _report(
        self,
        corpus: Corpus,
        atoms: Atoms,
        weighed: Weighed,
        linking: _Linking,
        grouped: _Grouped,
    ) -> Detection:
        patterns, kept = _patterns(len(corpus), grouped), grouped.kept
        described = tuple(
            describe(corpus, key, rows, portrait)
            for key, rows, portrait in zip(
                kept.keys, grouped.members, grouped.portraits, strict=True
            )
        )
        similarities = np.zeros(len(corpus), np.float32)
        for rows, pattern in zip(grouped.members, described, strict=True):
            similarities[rows] = pattern.similarities
        found = _Found(patterns, similarities, self._wishes)
        return Detection(
            patterns=described,
            vanished=kept.vanished,
            merged_into=kept.merged_into,
            moved=kept.moved,
            pool=int((patterns == 0).sum()),
            conflicts=atoms.conflicts,
            model=_model(corpus, atoms, weighed, grouped, patterns),
            capped=linking.linked.capped,
            state=_state(corpus, atoms, weighed, linking, found),
        )
