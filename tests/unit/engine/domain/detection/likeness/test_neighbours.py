"""Pairs of alike rows against all pairs."""

import numpy as np
import pytest
from scipy import sparse

from causeloop_desktop.engine.domain.detection.likeness.neighbours import KEPT, alike_pairs
from causeloop_desktop.engine.domain.detection.reading.matrix import unit_rows
from causeloop_desktop.engine.domain.detection.values import DetectionCancelledError


def test_every_alike_pair_is_found_once() -> None:
    dice = np.random.default_rng(3)
    dense = (dice.random((15, 40)) * (dice.random((15, 40)) < 0.3)).astype(np.float32)
    rows = unit_rows(sparse.csr_array(dense))
    pairs = alike_pairs(rows, 0.3, lambda *_: None, lambda: False)
    likeness = (rows @ rows.T).toarray()
    wanted = {(i, j) for i in range(15) for j in range(i + 1, 15) if likeness[i, j] >= 0.3}
    found = list(zip(pairs.left.tolist(), pairs.right.tolist(), strict=True))
    assert set(found) == wanted
    assert len(found) == len(wanted)
    assert pairs.likeness == pytest.approx([likeness[pair] for pair in found], abs=1e-6)


def test_only_the_nearest_are_kept() -> None:
    rows = unit_rows(sparse.csr_array(np.ones((200, 2), np.float32)))
    pairs = alike_pairs(rows, 0.5, lambda *_: None, lambda: False)
    assert len(pairs.left) <= 200 * KEPT


def test_empty_rows_have_no_neighbours() -> None:
    rows = sparse.csr_array((3, 4), dtype=np.float32)
    assert len(alike_pairs(rows, 0.3, lambda *_: None, lambda: False).left) == 0


def test_the_search_can_be_cancelled() -> None:
    rows = unit_rows(sparse.csr_array(np.ones((5, 2), np.float32)))
    with pytest.raises(DetectionCancelledError):
        alike_pairs(rows, 0.3, lambda *_: None, lambda: True)
