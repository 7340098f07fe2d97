"""The space in which documents are compared."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from causeloop_desktop.engine.domain.documents import Document
from causeloop_desktop.engine.domain.text.tokens import terms_of
from causeloop_desktop.engine.domain.text.vectors import Rarity, rarity, vector_of

WORDS = st.lists(
    st.sampled_from(["payment", "gateway", "timeout", "cart", "login", "search", "disk"]),
    max_size=8,
).map(" ".join)


def test_rarity_is_the_smoothed_inverse_document_frequency() -> None:
    assert rarity(np.array([0, 9]), 9).tolist() == pytest.approx([np.log(10) + 1, 1])


def test_unknown_terms_weigh_as_unseen() -> None:
    rare = Rarity(np.array([5], np.uint32), np.array([2], np.float32), 7.0)
    assert rare.of(np.array([4, 5, 6], np.uint32)).tolist() == [7, 2, 7]
    assert Rarity.empty().of(np.array([4], np.uint32)).tolist() == [1]


@given(WORDS, WORDS)
def test_vectors_have_unit_length_or_none(title: str, body: str) -> None:
    vector = vector_of(terms_of(Document(1, title, body)), Rarity.empty())
    length = float(np.linalg.norm(vector.weights))
    assert length == pytest.approx(1 if title or body else 0, abs=1e-6)
    assert len(vector.terms) == len(vector.ids) == len(vector.weights)
