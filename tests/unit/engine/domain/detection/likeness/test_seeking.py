"""Neighbours of a few rows among many, against all products."""

import numpy as np
import pytest
from scipy import sparse

from causeloop_desktop.engine.domain.detection.likeness.seeking import Seeker, compared
from causeloop_desktop.engine.domain.detection.reading.matrix import Matrix, unit_rows
from causeloop_desktop.engine.domain.detection.values import DetectionCancelledError

FLOOR = 0.3


def rows_of(count: int, seed: int = 3) -> Matrix:
    dice = np.random.default_rng(seed)
    dense = (dice.random((count, 40)) * (dice.random((count, 40)) < 0.3)).astype(np.float32)
    return unit_rows(sparse.csr_array(dense))


def parts(rows: Matrix, size: int = 7) -> list[tuple[int, Matrix]]:
    return [(at, rows[at : at + size]) for at in range(0, rows.shape[0], size)]


def test_every_alike_pair_is_found_in_whatever_parts_the_many_come() -> None:
    many, few = rows_of(30), rows_of(30)[[2, 11]]
    search = Seeker(few, np.ones(40, bool), FLOOR)
    likeness = (few @ many.T).toarray()
    wanted = {(i, j) for i in range(2) for j in range(30) if likeness[i, j] >= FLOOR}
    for size in (7, 30):
        found = search.pairs(parts(many, size), lambda: False)
        assert set(zip(found.left.tolist(), found.right.tolist(), strict=True)) == wanted
        assert found.likeness == pytest.approx(likeness[found.left, found.right], abs=1e-6)


def test_common_columns_find_nobody() -> None:
    search = Seeker(rows_of(2), np.zeros(40, bool), FLOOR)
    assert len(search.pairs(parts(rows_of(30)), lambda: False).left) == 0


def test_only_pairs_that_are_wanted_are_compared() -> None:
    many, few = rows_of(30), rows_of(30)[[2, 11]]
    every = Seeker(few, np.ones(40, bool), FLOOR).pairs(parts(many), lambda: False)
    some = Seeker(few, np.ones(40, bool), FLOOR, lambda one, other: (one == 1) & (other > 20))
    found = some.pairs(parts(many), lambda: False)
    wanted = (every.left == 1) & (every.right > 20)
    assert 0 < len(found.left) < len(every.left)
    assert found.right.tolist() == every.right[wanted].tolist()


def test_the_search_can_be_cancelled() -> None:
    search = Seeker(rows_of(2), np.ones(40, bool), FLOOR)
    with pytest.raises(DetectionCancelledError):
        search.pairs(parts(rows_of(30)), lambda: True)
    with pytest.raises(DetectionCancelledError):
        compared(rows_of(2), rows_of(2), (np.arange(2), np.arange(2)), lambda: True)
