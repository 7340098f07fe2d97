"""Evidence of many pairs at once, against evidence that is asked for one by one."""

import numpy as np
import pytest

from causeloop_desktop.engine.domain.detection.likeness.evidence import Witness
from causeloop_desktop.engine.domain.detection.reading.corpus import read_corpus
from causeloop_desktop.engine.domain.detection.reading.matrix import weigh
from causeloop_desktop.engine.domain.documents import Document
from causeloop_desktop.engine.domain.scoring.features import EVIDENCE, Question
from causeloop_desktop.engine.domain.scoring.index import Index
from causeloop_desktop.engine.domain.scoring.latent import DIMENSIONS, Latent
from causeloop_desktop.engine.domain.text.tokens import terms_of
from causeloop_desktop.engine.domain.text.vectors import vector_of
from tests.quality.fixtures import tickets

DOCUMENTS = [
    *(item.document(key) for key, item in enumerate(tickets()[:30], start=1)),
    Document(31, "", "only a text about a payment", time_known=False),
    Document(32, "Payment"),
]


def latent_of(features: np.ndarray[tuple[int], np.dtype[np.uint32]]) -> Latent:
    """Places for every other term."""
    dice = np.random.default_rng(3)
    known = np.sort(features)[::2]
    return Latent(known, dice.standard_normal((len(known), DIMENSIONS)).astype(np.float16))


def test_pairs_at_once_have_in_common_what_they_have_one_by_one() -> None:
    weighed = weigh(read_corpus(DOCUMENTS, lambda: False))
    latent = latent_of(weighed.features)
    witness = Witness.of(weighed.features, weighed.rarity, latent)
    none = np.zeros(0, np.uint32), np.zeros(0, np.float32)
    index = Index(latent, np.zeros(1, np.int64), *none)
    for later, document in enumerate(DOCUMENTS):
        vector = vector_of(terms_of(document), weighed.rarity)
        place = latent.place(vector.ids, vector.weights)
        earlier = np.arange(later)
        one_by_one = Question(vector, weighed.rarity, place).evidence(index.rows(earlier))
        rows = weighed.rows[earlier], weighed.rows[np.full(later, later)]
        assert witness.evidence(*rows) == pytest.approx(one_by_one, abs=1e-5, nan_ok=True)
        index.add(vector, place)


def test_nothing_is_said_of_no_pairs() -> None:
    weighed = weigh(read_corpus(DOCUMENTS, lambda: False))
    witness = Witness.of(weighed.features, weighed.rarity, Latent.empty())
    assert witness.evidence(weighed.rows[:0], weighed.rows[:0]).shape == (0, len(EVIDENCE))


def test_breadth_is_the_likeness_of_words_without_the_largest() -> None:
    documents = [
        Document(1, "Balancer hangs", "disk full", fields={"service": "a"}, occurred_us=1),
        Document(2, "Balancer is slow", "disk full", fields={"service": "a"}, occurred_us=1),
        Document(3, "Balancer crashes", "no memory", fields={"service": "a"}, occurred_us=1),
    ]
    weighed = weigh(read_corpus(documents, lambda: False))
    witness = Witness.of(weighed.features, weighed.rarity, Latent.empty())
    found = witness.breadth(weighed.rows[[0, 0, 0]], weighed.rows[[0, 1, 2]])
    assert found[0] > found[1] > 0
    assert found[2] == pytest.approx(0, abs=1e-6), "its name in title and text is one word"
