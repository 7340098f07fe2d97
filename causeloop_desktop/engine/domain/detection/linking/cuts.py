"""How alike two groups must be to become one."""

import math
from collections.abc import Collection, Mapping
from typing import TypeAlias

import numpy as np

from causeloop_desktop.engine.domain.detection.arrays import Doubles, Integers
from causeloop_desktop.engine.domain.detection.likeness.bonds import trust_of
from causeloop_desktop.engine.domain.detection.reading.corpus import SHAPES, Corpus
from causeloop_desktop.engine.domain.detection.values import DetectionSettings
from causeloop_desktop.engine.domain.text.tokens import Shape

Cuts: TypeAlias = Doubles

CUTS: Mapping[Shape, float] = {"prose": 0.28, "trace": 0.45, "line": 0.55}
"""Mean likeness at which two of each shape still join, among 20,000 different issues."""

PER_DOUBLING, MEASURED_AT, LOOSEST = 0.03, 20_000, -0.1
"""Twice as many issues have twice as many chance neighbours, so the cuts rise with their number.

On samples of the development set one cut attached 2 of 100 issues wrongly among 500, 13 among 6,000
and 25 among 21,000; this slope keeps the share about equal.
"""

TRACES_MORE = 0.15
"""What crashes ask more where nothing is known to be rare: those of one error share their words
however few there are, and only by rarity do frames count for more than the words around them."""

RISE = 0.15
"""How much more twice as large a group asks among 20,000 issues; nothing six doublings below.

A rare name that two strangers share carries them over a cut that suits pairs, and a topic gathers
more of them the larger it is. Labels hardly tell: on the earlier 60 % of the development set pair
F1 is .53 for rises from .10 to .15, but false attach sinks and a reader meets fewer topics. Few
issues hold no strangers to gather, and one failure in two wordings is less alike among them.
"""

RECURRING = 3
RECURRING_CUT = 0.85
"""A line that came this often word for word was written by a machine and stands for itself."""

MACHINES = 0.5
FEWEST_LINES = 50
"""Share of its lines that recur in a source that a machine writes, and lines that tell it.

Of eight logs half recur among the first hundred lines already, but in one, and nineteen in twenty
among two thousand; of 20,859 titles that people wrote one in thirty does.
"""

MACHINES_CUT = 0.98
"""Where machines write, a line that came once is another statement, whatever words it shares."""

LOOSER = 0.8
"""Pairs down to this share of the lowest cut may hold two groups together."""


def machines_of(corpus: Corpus, of_row: Integers) -> tuple[str, ...]:
    """The sources most of whose lines recur."""
    lines = corpus.shapes == SHAPES.index("line")
    recurring = lines & (np.bincount(of_row)[of_row] >= RECURRING)
    many = len(corpus.source_names)
    written = np.bincount(corpus.sources[lines], minlength=many)
    again = np.bincount(corpus.sources[recurring], minlength=many)
    found = (written >= FEWEST_LINES) & (again >= MACHINES * written)
    return tuple(corpus.source_names[source] for source in np.flatnonzero(found).tolist())


def cuts_of(
    corpus: Corpus,
    of_row: Integers,
    settings: DetectionSettings,
    crowd: int,
    machines: Collection[str],
) -> Cuts:
    """What each atom asks: its first row's shape decides, and for lines whether they recur.

    Args:
        corpus: What was read.
        of_row: The atom of each row.
        settings: The workspace's choices.
        crowd: How many atoms there are to be mistaken for each other.
        machines: Sources whose lines are written by machines.
    """
    _, first, sizes = np.unique(of_row, return_index=True, return_counts=True)
    shapes = corpus.shapes[first]
    asked = [CUTS[shape] + more_among(shape, crowd) for shape in SHAPES]
    asked[SHAPES.index("trace")] += TRACES_MORE * (1 - trust_of(crowd))
    cuts: Cuts = np.array(asked)[shapes]
    lines = shapes == SHAPES.index("line")
    written = np.array([name in machines for name in corpus.source_names], bool)
    cuts[lines & (sizes >= RECURRING)] = RECURRING_CUT
    cuts[lines & written[corpus.sources[first]]] = MACHINES_CUT
    scaled: Cuts = np.minimum(cuts * 2 ** (1 - 2 * settings.sensitivity), 0.98)
    return scaled


def more_among(shape: Shape, crowd: int) -> float:
    """What a cut asks more, or less, among ``crowd`` issues than where it was measured.

    Traces never ask less: those of one error share their words however few there are.
    """
    more = PER_DOUBLING * math.log2(max(crowd, 1) / MEASURED_AT)
    return max(more, 0.0 if shape == "trace" else LOOSEST)


def rise_of(crowd: int) -> float:
    """How much more twice as large a group asks, among ``crowd`` atoms."""
    return RISE * trust_of(crowd)


def floor_of(cuts: Cuts) -> float:
    """Likeness from which two atoms are neighbours."""
    return float(cuts.min()) * LOOSER if len(cuts) else 1.0
