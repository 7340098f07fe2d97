"""The index finds what shares rare words or meaning, however its rows came."""

import numpy as np
import pytest

from causeloop_desktop.engine.domain.documents import Document
from causeloop_desktop.engine.domain.scoring.features import Question
from causeloop_desktop.engine.domain.scoring.index import LEAST_COMMON, Index
from causeloop_desktop.engine.domain.scoring.latent import Latent
from causeloop_desktop.engine.domain.scoring.seeking import (
    BY_MEANING,
    BY_WORDS,
    LEAST_ALIKE,
    LEAST_MEANING,
)
from causeloop_desktop.engine.domain.scoring.segments import among
from causeloop_desktop.engine.domain.text.tokens import terms_of
from causeloop_desktop.engine.domain.text.vectors import Rarity, Vector, vector_of

DICE = np.random.default_rng(7)
WORDS = ["".join(DICE.choice(list("abcdefghij"), 6)) for _ in range(400)]
DOCUMENTS = [Document(n, " ".join(DICE.choice(WORDS, 6))) for n in range(700)]
RARITY = Rarity.empty()


def vectors() -> list[Vector]:
    return [vector_of(terms_of(document), RARITY) for document in DOCUMENTS]


def empty(latent: Latent) -> Index:
    none = np.zeros(0, np.uint32), np.zeros(0, np.float32)
    return Index(latent, np.zeros(1, np.int64), *none)


def grown(latent: Latent) -> Index:
    index = empty(latent)
    for vector in vectors():
        index.add(vector, latent.place(vector.ids, vector.weights))
    return index


def at_once(found: list[Vector]) -> Index:
    starts = np.cumsum([0, *(len(vector.ids) for vector in found)])
    ids = np.concatenate([vector.ids for vector in found])
    return Index(Latent.empty(), starts, ids, np.concatenate([one.weights for one in found]))


def question(vector: Vector, latent: Latent) -> Question:
    return Question(vector, RARITY, latent.place(vector.ids, vector.weights))


@pytest.fixture(scope="module")
def index() -> Index:
    return grown(Latent.empty())


def test_the_most_alike_rows_are_found(index: Index) -> None:
    everything = index.rows(np.arange(len(index)))
    for vector in vectors()[::70]:
        asked = question(vector, Latent.empty())
        likeness = asked.likeness(everything)
        left_out = np.setdiff1d(np.arange(len(index)), index.near(asked))
        assert likeness[left_out].max() <= max(np.sort(likeness)[-BY_WORDS], LEAST_ALIKE)


def test_rows_at_once_are_the_same_as_rows_one_by_one(index: Index) -> None:
    found = vectors()
    together = at_once(found)
    picks = np.array([3, 650, 0])
    one, other = index.rows(picks), together.rows(picks)
    assert np.array_equal(one.ids, other.ids)
    assert one.lengths == pytest.approx(other.lengths)
    assert len(together.near(question(found[0], Latent.empty()))) <= BY_WORDS


def test_meaning_finds_what_shares_no_word() -> None:
    one, other = (
        vector_of(terms_of(DOCUMENTS[0]), RARITY),
        vector_of(terms_of(DOCUMENTS[1]), RARITY),
    )
    ids = np.unique(np.concatenate((one.ids, other.ids)))
    latent = Latent(ids, np.ones((len(ids), 64), np.float16))
    index = empty(latent)
    for vector in vectors():
        index.add(vector, latent.place(vector.ids, vector.weights))
    without = set(grown(Latent.empty()).near(question(one, Latent.empty())).tolist())
    gained = set(index.near(question(one, latent)).tolist()) - without
    assert gained


def test_of_many_near_in_meaning_the_nearest_are_found() -> None:
    places = DICE.standard_normal((2_000, 64)).astype(np.float32)
    places[:, 0] += 10
    places /= np.sqrt((places**2).sum(axis=1))[:, None]
    index = empty(Latent.empty())
    for place in places:
        index.add(vectors_of_nothing(), place)
    found = index.near(Question(vectors_of_nothing(), RARITY, places[0]))
    scores = places @ places[0]
    assert np.median(scores) > LEAST_MEANING
    assert set(found.tolist()) == set(np.argsort(-scores)[:BY_MEANING].tolist())


def vectors_of_nothing() -> Vector:
    return Vector(({}, {}, {}, {}), np.zeros(0, np.uint32), np.zeros(0, np.float32))


def test_a_word_that_most_know_finds_no_later_row_either() -> None:
    """Else each new issue would be held against all that came since, ever more of them."""
    common = [vector_of(terms_of(Document(1, "backup failed")), RARITY)] * (LEAST_COMMON + 1)
    index = at_once(common)
    place = Latent.empty().place(common[0].ids, common[0].weights)
    later = vector_of(terms_of(Document(2, "backup failed volcano")), RARITY)
    for vector in (common[0], later):
        index.add(vector, place)
    assert index.near(question(common[0], Latent.empty())).tolist() == []
    asked = vector_of(terms_of(Document(3, "volcano")), RARITY)
    assert index.near(question(asked, Latent.empty())).tolist() == [len(index) - 1]


def test_numbers_are_looked_up_among_others() -> None:
    known = np.array([2, 5, 9])
    asked = np.array([1, 2, 5, 9, 12])
    assert among(known, asked).tolist() == [False, True, True, True, False]
    assert among(known[:0], asked).tolist() == [False] * 5
