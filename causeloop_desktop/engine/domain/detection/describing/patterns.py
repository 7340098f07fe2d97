"""Say of groups of rows what a person and matching need to know of them."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from causeloop_desktop.engine.domain.detection.arrays import Integers
from causeloop_desktop.engine.domain.detection.describing.exemplars import Portrait
from causeloop_desktop.engine.domain.detection.grouping.atoms import Atoms
from causeloop_desktop.engine.domain.detection.linking.cuts import more_among
from causeloop_desktop.engine.domain.detection.reading.corpus import SHAPES, Corpus
from causeloop_desktop.engine.domain.detection.reading.matrix import Matrix
from causeloop_desktop.engine.domain.detection.values import DetectedPattern
from causeloop_desktop.engine.domain.documents import IssueKey, PatternKey
from causeloop_desktop.engine.domain.matching.exact import ExactKeys
from causeloop_desktop.engine.domain.matching.model import Exemplars
from causeloop_desktop.engine.domain.patterns.confidence import (
    SLOPE,
    Leanings,
    Opinion,
    confidence_of,
)
from causeloop_desktop.engine.domain.patterns.fingerprints import Facts, attributes_from, summary_of
from causeloop_desktop.engine.domain.patterns.naming import TITLES_READ, pattern_name
from causeloop_desktop.engine.domain.text.vectors import Ids

LONE_KEPT = 50_000
"""Issues in no pattern that matching knows."""

TITLED_ALIKE = 3
"""A title that so many texts in prose bear names one failure. Two may have chosen it by chance.

Of pairs that people have read, 37 of 42 under a title that came twice were the same, 9 of 13 where
the texts were hardly alike; all 49 under a title that came more often.
"""


def members_of(groups: Integers, minimum: int) -> tuple[Integers, ...]:
    """Rows of each group of at least ``minimum``, largest first, then by first row."""
    order = np.argsort(groups, kind="stable")
    edges = np.flatnonzero(np.diff(groups[order])) + 1
    parts = [part for part in np.split(order, edges) if len(part) >= max(minimum, 1)]
    return tuple(sorted(parts, key=lambda part: (-len(part), int(part[0]))))


def describe(
    corpus: Corpus, key: PatternKey, members: Integers, portrait: Portrait, opinion: Opinion
) -> DetectedPattern:
    """Describe one pattern."""
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
        name=pattern_name(templates, corpus.titles[medoid], _titles(corpus, members)),
        summary=summary_of(attributes),
        attributes=attributes,
        confidence=confidence_of(_sure(corpus, members, similarities, exact, opinion)),
        exact=tuple(exact),
    )


def opinion_among(crowd: int, leanings: Leanings, placed: frozenset[IssueKey]) -> Opinion:
    """What is thought of the members of patterns among ``crowd`` different issues.

    The curve of confidence is of as many issues as the cuts were measured at. Among fewer there are
    fewer strangers to be alike by chance, and a likeness tells as much more as the cuts ask less.

    Args:
        crowd: How many different issues there are.
        leanings: What the workspace's people add to the log-odds of belonging.
        placed: Issues that belong because a person said so.
    """
    told = {s: leanings.get(s, 0.0) - SLOPE * more_among(s, crowd) for s in SHAPES}
    return Opinion(told, placed)


def _titles(corpus: Corpus, members: Integers) -> list[str]:
    return [corpus.titles[row] for row in members[:TITLES_READ].tolist()]


def exemplars_of(
    corpus: Corpus, rows: Matrix, features: Ids, kept: Mapping[PatternKey, Sequence[int]]
) -> Exemplars:
    """Some rows of each pattern, as matching reads them.

    Args:
        corpus: What was read.
        rows: The exemplars' rows, pattern after pattern in the order of ``kept``.
        features: The feature number of each column.
        kept: The exemplars of each pattern, by ascending key.
    """
    chosen = np.array([row for some in kept.values() for row in some], np.int64)
    patterns = np.repeat(np.array([*kept], np.int64), [len(some) for some in kept.values()])
    return Exemplars(
        issues=corpus.keys[chosen],
        patterns=patterns,
        starts=rows.indptr.astype(np.int64),
        ids=features[rows.indices],
        weights=rows.data.astype(np.float32),
    )


def lone_rows(patterns: Integers) -> Integers:
    """The rows that are in no pattern; of very many the latest."""
    return np.flatnonzero(patterns == 0)[-LONE_KEPT:]


def exact_keys_of(atoms: Atoms, patterns: Integers) -> ExactKeys:
    """The pattern for which each exact key stands; ``patterns`` has that of each row, else 0."""
    known = {key: int(patterns[row]) for key, row in atoms.keys.items() if patterns[row]}
    return ExactKeys.of(known)


def _exact_rows(corpus: Corpus, members: Integers) -> list[bool]:
    """Whether each member shares its exact key with enough other members."""
    numbers = corpus.exact[members]
    counted = Counter(numbers.tolist())
    keyed = zip(members.tolist(), numbers.tolist(), strict=True)
    return [number >= 0 and counted[number] >= _least(corpus, row) for row, number in keyed]


def _least(corpus: Corpus, row: int) -> int:
    """How many must share the key of a row that has one for it to tell that they belong."""
    kind, _ = corpus.exact_keys[corpus.exact[row]]
    if kind != "template" or SHAPES[int(corpus.shapes[row])] != "prose":
        return 2
    return TITLED_ALIKE


def _sure(
    corpus: Corpus,
    members: Integers,
    similarities: Sequence[float],
    exact: Sequence[bool],
    opinion: Opinion,
) -> Iterator[float]:
    """How likely each member belongs."""
    columns = (corpus.keys[members].tolist(), corpus.shapes[members].tolist(), similarities, exact)
    for issue, shape, likeness, equal in zip(*columns, strict=True):
        yield opinion.belonging(issue, SHAPES[shape], likeness, exact=equal)


def _similarities(corpus: Corpus, members: Integers, portrait: Portrait) -> tuple[float, ...]:
    """A member with an explicit fingerprint is wholly alike, as ``why.explain`` says too."""
    explicit = [
        number >= 0 and corpus.exact_keys[number][0] == "fingerprint"
        for number in corpus.exact[members].tolist()
    ]
    found = portrait.similarities.tolist()
    return tuple(1.0 if sure else s for s, sure in zip(found, explicit, strict=True))
