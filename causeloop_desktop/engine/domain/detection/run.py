"""Run a full detection: read, group what is equal, link what is alike, describe what came out."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from causeloop_desktop.engine.domain.detection.arrays import Floats, Integers
from causeloop_desktop.engine.domain.detection.comparing.continuity import Continuity, carry_over
from causeloop_desktop.engine.domain.detection.describing.exemplars import Portrait, portrait_of
from causeloop_desktop.engine.domain.detection.describing.patterns import (
    describe,
    exact_keys_of,
    exemplars_of,
    lone_rows,
    members_of,
    opinion_among,
)
from causeloop_desktop.engine.domain.detection.found import Detection
from causeloop_desktop.engine.domain.detection.grouping.atoms import Atoms, build_atoms
from causeloop_desktop.engine.domain.detection.linking.cuts import cuts_of, machines_of, rise_of
from causeloop_desktop.engine.domain.detection.linking.from_scratch import Linking, link_atoms
from causeloop_desktop.engine.domain.detection.linking.linkage import Bounds
from causeloop_desktop.engine.domain.detection.linking.trees import Tree
from causeloop_desktop.engine.domain.detection.reading.corpus import Corpus, read_corpus
from causeloop_desktop.engine.domain.detection.reading.entries import Spans, entries_of
from causeloop_desktop.engine.domain.detection.reading.matrix import Matrix, Weighed, weigh
from causeloop_desktop.engine.domain.detection.state import Basis, State
from causeloop_desktop.engine.domain.detection.values import (
    Cancelled,
    DetectionCancelledError,
    DetectionSettings,
    Progress,
    within,
)
from causeloop_desktop.engine.domain.documents import Constraints, Document, IssueKey, PatternKey
from causeloop_desktop.engine.domain.matching.model import LONE, MatchModel
from causeloop_desktop.engine.domain.patterns.confidence import Leanings
from causeloop_desktop.engine.domain.scoring.latent import Latent

NO_CONSTRAINTS = Constraints()
AS_MEASURED = DetectionSettings()

_ROWS_BETWEEN_QUESTIONS = 5_000


@dataclass(frozen=True, slots=True)
class _Grouped:
    """Patterns as rows of the corpus, largest first."""

    members: tuple[Integers, ...]
    portraits: tuple[Portrait, ...]
    kept: Continuity


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
    corpus: Corpus,
    atoms: Atoms,
    weighed: Weighed,
    grouped: _Grouped,
    patterns: Integers,
    latent: Latent,
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
        latent,
    )


def _state(
    corpus: Corpus, atoms: Atoms, weighed: Weighed, linking: Linking, found: "_Found"
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
        basis=Basis(
            found.wishes.settings,
            len(sizes),
            len(corpus),
            linking.chance,
            machines=machines_of(corpus, atoms.of_row),
        ),
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
    leanings: Leanings | None = None,
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
        leanings: What the workspace's people add to the log-odds of belonging.

    Raises:
        DetectionCancelledError: If asked to stop; nothing was decided.
        ValueError: If the keys of a stream do not ascend.
    """
    wishes = _Wishes(constraints, previous or {}, settings, leanings or {})
    return _Run(wishes, progress, cancelled).run(documents)


@dataclass(frozen=True, slots=True)
class _Wishes:
    """What a run goes by besides the issues: people, what was before, the workspace's choices."""

    constraints: Constraints
    previous: Mapping[IssueKey, PatternKey]
    settings: DetectionSettings
    leanings: Leanings


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

    def _linked(self, corpus: Corpus, atoms: Atoms, weighed: Weighed) -> Linking:
        settings = self._wishes.settings
        crowd = int(atoms.of_row.max()) + 1 if len(corpus) else 0
        machines = machines_of(corpus, atoms.of_row)
        cuts = cuts_of(corpus, atoms.of_row, settings, crowd, machines)
        bounds = Bounds(cuts.tolist(), settings.largest, rise=rise_of(crowd))
        return link_atoms(corpus, atoms, weighed, bounds, self._progress, self._cancelled)

    def _grouped(
        self, corpus: Corpus, atoms: Atoms, weighed: Weighed, linking: Linking
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
        linking: Linking,
        grouped: _Grouped,
    ) -> Detection:
        patterns, kept = _patterns(len(corpus), grouped), grouped.kept
        placed = self._wishes.constraints.placed
        opinion = opinion_among(linking.means.shape[0], self._wishes.leanings, placed)
        described = tuple(
            describe(corpus, key, rows, portrait, opinion)
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
            model=_model(corpus, atoms, weighed, grouped, patterns, linking.latent),
            capped=linking.linked.capped,
            state=_state(corpus, atoms, weighed, linking, found),
        )
