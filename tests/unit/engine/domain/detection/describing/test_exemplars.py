"""The few issues that stand for a pattern."""

import numpy as np
import pytest
from scipy import sparse

from causeloop_desktop.engine.domain.detection.describing.exemplars import KEPT, portrait_of
from causeloop_desktop.engine.domain.detection.reading.matrix import unit_rows


def test_the_medoid_comes_first_and_breadth_follows() -> None:
    dense = np.array([[1, 0, 0], [1, 1, 0], [0, 1, 0], [0, 1, 1]], np.float32)
    portrait = portrait_of(unit_rows(sparse.csr_array(dense)), np.arange(4), np.arange(4))
    assert portrait.exemplars[0] == 1
    assert sorted(portrait.exemplars.tolist()) == [0, 1, 2, 3]


def test_no_member_is_compared_with_itself() -> None:
    dense = np.array([[1, 0], [0, 1]], np.float32)
    portrait = portrait_of(sparse.csr_array(dense), np.arange(2), np.arange(2))
    assert portrait.similarities.tolist() == [0, 0]


def test_many_equal_members_need_few_exemplars() -> None:
    rows = unit_rows(sparse.csr_array(np.ones((50, 2), np.float32)))
    portrait = portrait_of(rows, np.arange(50), np.zeros(50, np.int64))
    assert len(portrait.exemplars) <= KEPT // 2
    assert portrait.similarities.tolist() == pytest.approx([1] * 50)
