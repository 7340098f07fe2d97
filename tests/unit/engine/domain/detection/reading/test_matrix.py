"""The matrix of a run says the same as the vectors of single documents."""

import numpy as np
import pytest

from causeloop_desktop.engine.domain.detection.reading.corpus import read_corpus
from causeloop_desktop.engine.domain.detection.reading.matrix import mean_rows, weigh
from causeloop_desktop.engine.domain.documents import Document
from causeloop_desktop.engine.domain.text.tokens import terms_of
from causeloop_desktop.engine.domain.text.vectors import vector_of

DOCUMENTS = [
    Document(1, "Payment provider timed out", "Card payments fail."),
    Document(2, "Payment page is blank", "The page stays white.", fields={"service": "web"}),
    Document(3, "Search is slow", fields={"service": "web"}),
    Document(4, "4711", ""),
]


def test_rows_equal_the_vectors_of_single_documents() -> None:
    weighed = weigh(read_corpus(DOCUMENTS, lambda: False))
    for row, document in enumerate(DOCUMENTS):
        vector = vector_of(terms_of(document), weighed.rarity)
        part = slice(weighed.rows.indptr[row], weighed.rows.indptr[row + 1])
        ids = weighed.features[weighed.rows.indices[part]]
        theirs = dict(zip(ids.tolist(), weighed.rows.data[part].tolist(), strict=True))
        assert dict(zip(vector.ids.tolist(), vector.weights.tolist(), strict=True)) == (
            pytest.approx(theirs, abs=1e-6)
        )


def test_the_mean_of_a_group_is_a_unit_row_of_its_first_members() -> None:
    rows = weigh(read_corpus(DOCUMENTS, lambda: False)).rows
    means = mean_rows(rows, np.array([0, 0, 1, 1]), 2, most=1)
    assert means.toarray()[0] == pytest.approx(rows.toarray()[0])
    assert np.linalg.norm(mean_rows(rows, np.array([0, 0, 1, 1]), 2, 8).toarray()[0]) == (
        pytest.approx(1)
    )
