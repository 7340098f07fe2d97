"""Learn from a workspace's own texts which words occur together.

Randomised singular value decomposition (Halko, Martinsson and Tropp, 2011) which starts
from signs that hang on the terms alone: the same issues always give the same numbers.
"""

import numpy as np

from causeloop_desktop.engine.domain.detection.arrays import Features, Floats, Integers
from causeloop_desktop.engine.domain.detection.reading.lots import mixed
from causeloop_desktop.engine.domain.detection.reading.matrix import Matrix
from causeloop_desktop.engine.domain.scoring.features import views_of
from causeloop_desktop.engine.domain.scoring.latent import DIMENSIONS, Latent
from causeloop_desktop.engine.domain.text.tokens import View

ROWS = 20_000
"""Issues from which is learned; more of them would say the same."""

TERMS = 30_000
SELDOM, OFTEN = 3, 0.2
"""A term in fewer documents says nothing yet; in a larger share of all it says nothing any more."""

_SPARE = 10
_ROUNDS = 2
_HALF = np.uint64(1 << 63)


def _columns(rows: Matrix, features: Features) -> Integers:
    frequency = np.bincount(rows.indices, minlength=rows.shape[1])
    text = views_of(features) == View.TEXT
    good = np.flatnonzero(text & (frequency >= SELDOM) & (frequency <= OFTEN * rows.shape[0]))
    order = np.lexsort((features[good], -frequency[good]))
    chosen = good[order[:TERMS]]
    return chosen[np.argsort(features[chosen], kind="stable")].astype(np.int64)


def _signs(terms: Features) -> Floats:
    """A row of signs for each term, the same whichever other terms there are.

    So a few new issues turn the space little.
    """
    seeds = np.left_shift(terms[:, None], 8, dtype=np.uint64)
    chances = mixed(seeds + np.arange(DIMENSIONS + _SPARE, dtype=np.uint64))
    signs: Floats = np.where(chances < _HALF, 1, -1).astype(np.float32)
    return signs


def learn_meaning(rows: Matrix, features: Features) -> Latent:
    """Place the terms of some documents; a few documents teach nothing."""
    columns = _columns(rows, features)
    if min(len(columns), rows.shape[0]) < 2 * DIMENSIONS:
        return Latent.empty()
    part = rows[:, columns].tocsr().astype(np.float32)
    turned = part.T.tocsr()
    basis = part @ _signs(features[columns])
    for _ in range(_ROUNDS):
        basis = part @ (turned @ np.linalg.qr(basis)[0])
    narrow = (turned @ np.linalg.qr(basis)[0]).T
    _, _, places = np.linalg.svd(narrow, full_matrices=False)
    return Latent(features[columns], places[:DIMENSIONS].T.astype(np.float16))
