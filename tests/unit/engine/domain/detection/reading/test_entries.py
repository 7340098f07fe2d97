"""Rows as spans of one list."""

import numpy as np
from scipy import sparse

from causeloop_desktop.engine.domain.detection.reading.corpus import Placed
from causeloop_desktop.engine.domain.detection.reading.entries import Spans, entries_of

ROWS = sparse.csr_array(np.array([[1, 0, 2], [0, 0, 0], [0, 3, 0]], np.float32))
FEATURES = np.array([50, 20, 90], np.uint32)


def test_rows_come_out_as_they_went_in_in_any_order() -> None:
    entries, spans = entries_of(ROWS, FEATURES)
    picked = entries.take(spans, np.array([2, 0, 0]))
    assert picked.toarray().tolist() == [[0, 3, 0], [1, 0, 2], [1, 0, 2]]
    whole = [part.toarray().tolist() for _, part in entries.parts(spans)]
    assert whole == [ROWS.toarray().tolist()]


def test_features_that_are_new_get_columns_at_the_end() -> None:
    entries, spans = entries_of(ROWS, FEATURES)
    ids, weights = np.array([90, 7, 20], np.uint32), np.array([4, 5, 6], np.float32)
    more, further = entries.with_placed(Placed(np.array([0, 1, 3]), ids, weights))
    assert more.features.tolist() == [50, 20, 90, 7]
    assert more.take(further, np.arange(2)).toarray().tolist() == [[0, 0, 4, 0], [0, 6, 0, 5]]
    assert more.take(spans, np.array([0])).toarray().tolist() == [[1, 0, 2, 0]]


def test_spans_of_several_lists_are_picked_as_if_they_were_one() -> None:
    entries, spans = entries_of(ROWS, FEATURES)
    more, means = entries.with_rows(ROWS[[2]])
    both = Spans.joined((spans, means), np.array([3, 0]))
    assert more.take(both, np.arange(2)).toarray().tolist() == [[0, 3, 0], [1, 0, 2]]
