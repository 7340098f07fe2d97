"""Link groups of equal issues: learn what words mean, find neighbours, weigh and join them."""

from dataclasses import dataclass

import numpy as np

from causeloop_desktop.engine.domain.detection.arrays import Floats
from causeloop_desktop.engine.domain.detection.grouping.atoms import Atoms
from causeloop_desktop.engine.domain.detection.likeness.bonds import (
    STRANGERS,
    Bonds,
    chance_of,
    trust_of,
)
from causeloop_desktop.engine.domain.detection.likeness.evidence import Witness
from causeloop_desktop.engine.domain.detection.likeness.meaning import ROWS, learn_meaning
from causeloop_desktop.engine.domain.detection.likeness.neighbours import KEPT, Pairs, alike_pairs
from causeloop_desktop.engine.domain.detection.linking.cuts import floor_of
from causeloop_desktop.engine.domain.detection.linking.linkage import Bounds, Linked, link
from causeloop_desktop.engine.domain.detection.reading.corpus import Corpus
from causeloop_desktop.engine.domain.detection.reading.lots import drawn
from causeloop_desktop.engine.domain.detection.reading.matrix import (
    MEMBERS_OF_MEAN,
    Matrix,
    Weighed,
    mean_rows,
)
from causeloop_desktop.engine.domain.detection.values import Cancelled, Progress, within
from causeloop_desktop.engine.domain.scoring.latent import Latent


@dataclass(frozen=True, slots=True)
class Linking:
    """What linking started from and what it came to.

    Attributes:
        means: The mean row of each atom.
        weakest: Likeness of each atom to its farthest neighbour that counts.
        linked: Its groups.
        latent: Where terms lie among meanings.
        chance: Points that strangers share.
    """

    means: Matrix
    weakest: Floats
    linked: Linked
    latent: Latent
    chance: float


def link_atoms(
    corpus: Corpus,
    atoms: Atoms,
    weighed: Weighed,
    bounds: Bounds,
    progress: Progress,
    cancelled: Cancelled,
) -> Linking:
    """Join atoms that are the same failure.

    Raises:
        DetectionCancelledError: If asked to stop.
    """
    count = len(bounds.cuts)
    if not count:
        nothing = Linked(np.zeros(0, np.int64))
        return Linking(weighed.rows, np.zeros(0, np.float32), nothing, Latent.empty(), 0.0)
    read = np.sort(drawn(corpus.keys, ROWS))
    latent = learn_meaning(weighed.rows[read], weighed.features)
    means = mean_rows(weighed.rows, atoms.of_row, count, MEMBERS_OF_MEAN)
    floor = floor_of(np.array(bounds.cuts))
    pairs = alike_pairs(means, floor, within(progress, 0.4, 0.65), cancelled)
    progress(0.65, "Weighing what issues share")
    witness = Witness.of(weighed.features, weighed.rarity, latent)
    strangers = means[drawn(corpus.keys[atoms.first], STRANGERS)]
    bonds = Bonds(witness, chance_of(witness, strangers), trust_of(count))
    bound = bonds.of(means, corpus.shapes[atoms.first], pairs, cancelled)
    progress(0.7, "Joining issues")
    linked = link(means, bound, bounds, atoms.rules, cancelled)
    return Linking(means, weakest_of(pairs, count), linked, latent, bonds.chance)


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
