"""Run a full detection: read, group what is equal, link what is alike, describe what came out."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from causeloop_desktop.engine.domain.confidence import confidence_of
from causeloop_desktop.engine.domain.detection.atoms import Atoms, build_atoms
from causeloop_desktop.engine.domain.detection.continuity import Continuity, carry_over
from causeloop_desktop.engine.domain.detection.corpus import SHAPES, Corpus, Integers, read_corpus
from causeloop_desktop.engine.domain.detection.exemplars import Portrait, portrait_of
from causeloop_desktop.engine.domain.detection.linkage import Bounds, link
from causeloop_desktop.engine.domain.detection.matrix import Weighed, mean_rows, weigh
from causeloop_desktop.engine.domain.detection.neighbours import alike_pairs
from causeloop_desktop.engine.domain.detection.values import (
    Cancelled,
    DetectedPattern,
    Detection,
    DetectionCancelledError,
    DetectionSettings,
    Progress,
)
from causeloop_desktop.engine.domain.documents import Constraints, Document, IssueKey, PatternKey
from causeloop_desktop.engine.domain.exact import ExactKeys
from causeloop_desktop.engine.domain.fingerprints import Facts, attributes_from, summary_of
from causeloop_desktop.engine.domain.matching import Exemplars, MatchModel
from causeloop_desktop.engine.domain.naming import pattern_name
from causeloop_desktop.engine.domain.tokens import Shape

CUTS: Mapping[Shape, float] = {"prose": 0.3, "trace": 0.4, "line": 0.55}
"""Mean likeness at which groups of each shape still join, among 20,000 different issues."""

PER_DOUBLING, MEASURED_AT, LOOSEST = 0.03, 20_000, -0.12
"""Twice as many issues have twice as many chance neighbours, so the cuts rise with their number.

On samples of the development set one cut attached 2 of 100 issues wrongly among 500, 13 among 6,000
and 25 among 21,000; this slope keeps the share about equal.
"""

RECURRING = 3
RECURRING_CUT = 0.85
"""A line that came this often word for word was written by a machine and stands for itself."""

LOOSER = 0.8
"""Pairs down to this share of the lowest cut may hold two groups together."""

NO_CONSTRAINTS = Constraints()
AS_MEASURED = DetectionSettings()

_MEMBERS_OF_MEAN = 8


@dataclass(frozen=True, slots=True)
class _Grouped:
    """Patterns as rows of the corpus, largest first."""

    members: tuple[Integers, ...]
    portraits: tuple[Portrait, ...]


def _within(progress: Progress, start: float, end: float) -> Progress:
    return lambda share, step: progress(start + (end - start) * share, step)


def _cuts(corpus: Corpus, atoms: Atoms, settings: DetectionSettings) -> list[float]:
    """What each atom asks: its first row's shape decides, and for lines whether they recur."""
    _, first, sizes = np.unique(atoms.of_row, return_index=True, return_counts=True)
    shapes = corpus.shapes[first]
    crowd = PER_DOUBLING * math.log2(max(len(first), 1) / MEASURED_AT)
    cuts = np.array([CUTS[shape] for shape in SHAPES])[shapes] + max(crowd, LOOSEST)
    cuts[(shapes == SHAPES.index("line")) & (sizes >= RECURRING)] = RECURRING_CUT
    scaled: list[float] = np.minimum(cuts * 2 ** (1 - 2 * settings.sensitivity), 0.98).tolist()
    return scaled


def _linked(
    corpus: Corpus,
    atoms: Atoms,
    weighed: Weighed,
    settings: DetectionSettings,
    progress: Progress,
    cancelled: Cancelled,
) -> Integers:
    cuts = _cuts(corpus, atoms, settings)
    if not cuts:
        return np.zeros(0, np.int64)
    means = mean_rows(weighed.rows, atoms.of_row, len(cuts), _MEMBERS_OF_MEAN)
    pairs = alike_pairs(means, min(cuts) * LOOSER, _within(progress, 0.4, 0.8), cancelled)
    bounds = Bounds(cuts, settings.largest)
    return link(means, pairs, bounds, atoms.rules, cancelled).groups[atoms.of_row]


def _members(groups: Integers, minimum: int) -> tuple[Integers, ...]:
    """Rows of each group of at least ``minimum``, largest first, then by first row."""
    order = np.argsort(groups, kind="stable")
    edges = np.flatnonzero(np.diff(groups[order])) + 1
    parts = [part for part in np.split(order, edges) if len(part) >= max(minimum, 1)]
    return tuple(sorted(parts, key=lambda part: (-len(part), int(part[0]))))


def _exact_rows(corpus: Corpus, members: Integers) -> list[bool]:
    """Whether each member shares its exact key with another member."""
    numbers = corpus.exact[members]
    counted = Counter(numbers.tolist())
    return [number >= 0 and counted[number] > 1 for number in numbers.tolist()]


def _similarities(corpus: Corpus, members: Integers, portrait: Portrait) -> tuple[float, ...]:
    """A member with an explicit fingerprint is wholly alike, as ``why.explain`` says too."""
    explicit = [
        number >= 0 and corpus.exact_keys[number][0] == "fingerprint"
        for number in corpus.exact[members].tolist()
    ]
    found = portrait.similarities.tolist()
    return tuple(1.0 if sure else s for s, sure in zip(found, explicit, strict=True))


def _describe(
    corpus: Corpus, key: PatternKey, members: Integers, portrait: Portrait
) -> DetectedPattern:
    medoid = int(portrait.exemplars[0])
    templates = Counter(corpus.template_names[n] for n in corpus.templates[members].tolist())
    facts: Counter[Facts] = Counter(corpus.fact_sets[n] for n in corpus.facts[members].tolist())
    attributes = attributes_from(facts)
    similarities = _similarities(corpus, members, portrait)
    exact = _exact_rows(corpus, members)
    return DetectedPattern(
        key=key,
        members=tuple(corpus.keys[members].tolist()),
        similarities=similarities,
        medoid=int(corpus.keys[medoid]),
        name=pattern_name(templates, corpus.titles[medoid]),
        summary=summary_of(attributes),
        attributes=attributes,
        confidence=confidence_of(zip(similarities, exact, strict=True)),
        exact=tuple(exact),
    )


def _model(
    corpus: Corpus, atoms: Atoms, weighed: Weighed, grouped: _Grouped, keys: tuple[int, ...]
) -> MatchModel:
    order = sorted(range(len(keys)), key=lambda index: keys[index])
    rows = [grouped.portraits[index].exemplars for index in order]
    patterns = np.repeat(np.array([keys[i] for i in order], np.int64), [len(r) for r in rows])
    chosen = np.concatenate([np.zeros(0, np.int64), *rows])
    taken = weighed.rows[chosen]
    exemplars = Exemplars(
        issues=corpus.keys[chosen],
        patterns=patterns,
        starts=taken.indptr.astype(np.int64),
        ids=weighed.features[taken.indices],
        weights=taken.data.astype(np.float32),
    )
    pattern_of = {
        int(row): keys[index] for index, rows in enumerate(grouped.members) for row in rows
    }
    known = {key: pattern_of[row] for key, row in atoms.keys.items() if row in pattern_of}
    return MatchModel(weighed.rarity, exemplars, ExactKeys.of(known))


def _portraits(
    weighed: Weighed, atoms: Atoms, members: tuple[Integers, ...], cancelled: Cancelled
) -> Iterable[Portrait]:
    for index, rows in enumerate(members):
        if index % 100 == 0 and cancelled():
            raise DetectionCancelledError
        yield portrait_of(weighed.rows, rows, atoms.of_row[rows])


def _report(
    corpus: Corpus, grouped: _Grouped, kept: Continuity, model: MatchModel, conflicts: int
) -> Detection:
    patterns = tuple(
        _describe(corpus, key, members, portrait)
        for key, members, portrait in zip(
            kept.keys, grouped.members, grouped.portraits, strict=True
        )
    )
    return Detection(
        patterns=patterns,
        vanished=kept.vanished,
        merged_into=kept.merged_into,
        moved=kept.moved,
        pool=len(corpus) - sum(len(members) for members in grouped.members),
        conflicts=conflicts,
        model=model,
    )


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
    before = previous or {}
    progress(0.0, "Reading issues")
    corpus = read_corpus(documents, cancelled)
    progress(0.3, "Grouping equal issues")
    atoms = build_atoms(corpus, constraints, before)
    weighed = weigh(corpus)
    groups = _linked(corpus, atoms, weighed, settings, progress, cancelled)
    progress(0.85, "Describing patterns")
    members = _members(groups, settings.minimum_size)
    grouped = _Grouped(members, tuple(_portraits(weighed, atoms, members, cancelled)))
    kept = carry_over([corpus.keys[rows].tolist() for rows in members], before, constraints)
    model = _model(corpus, atoms, weighed, grouped, kept.keys)
    result = _report(corpus, grouped, kept, model, atoms.conflicts)
    progress(1.0, "Done")
    return result
