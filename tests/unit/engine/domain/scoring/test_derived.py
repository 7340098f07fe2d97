"""What an index derives is as good as what it would derive again, and fits nothing else."""

from pathlib import Path

import numpy as np
import pytest

from causeloop_desktop.engine.domain.documents import Document
from causeloop_desktop.engine.domain.scoring.derived import Derived
from causeloop_desktop.engine.domain.scoring.features import Integers, Question
from causeloop_desktop.engine.domain.scoring.index import Index
from causeloop_desktop.engine.domain.scoring.latent import Latent
from causeloop_desktop.engine.domain.text.tokens import terms_of
from causeloop_desktop.engine.domain.text.vectors import Ids, Rarity, Weights, vector_of

DICE = np.random.default_rng(11)
WORDS = ["".join(DICE.choice(list("abcdefghij"), 6)) for _ in range(60)]
VECTORS = [
    vector_of(terms_of(Document(n, " ".join(DICE.choice(WORDS, 5)))), Rarity.empty())
    for n in range(120)
]
TERMS = np.unique(np.concatenate([vector.ids for vector in VECTORS]))
LATENT = Latent(TERMS, DICE.standard_normal((len(TERMS), 64)).astype(np.float16))

Rows = tuple[Integers, Ids, Weights]


def rows(first: int = 0, last: int = len(VECTORS)) -> Rows:
    some = VECTORS[first:last]
    starts = np.cumsum([0, *(len(one.ids) for one in some)])
    ids = np.concatenate([one.ids for one in some])
    return starts, ids, np.concatenate([one.weights for one in some])


def found(index: Index) -> list[list[int]]:
    """What each document finds, also after another one was added."""
    places = [LATENT.place(one.ids, one.weights) for one in VECTORS]
    index.add(VECTORS[3], places[3])
    asked = zip(VECTORS[::10], places[::10], strict=True)
    return [index.near(Question(one, Rarity.empty(), place)).tolist() for one, place in asked]


def test_an_index_from_what_was_kept_finds_the_same(tmp_path: Path) -> None:
    fresh = Index(LATENT, *rows())
    fresh.derived.write(tmp_path / "kept", "these rows")

    kept = Index(LATENT, *rows(), Derived.read(tmp_path / "kept", "these rows"))

    assert found(kept) == found(fresh)
    picks = np.array([1, 50, 119])
    assert np.array_equal(kept.rows(picks).places, fresh.rows(picks).places)
    assert np.array_equal(kept.rows(picks).lengths, fresh.rows(picks).lengths)


def test_rows_of_two_indexes_need_their_words_to_be_looked_up_anew(tmp_path: Path) -> None:
    one, other = Index(LATENT, *rows(0, 70)), Index(LATENT, *rows(70))
    swapped = np.array([*range(70, 120), *range(70)])

    joined = one.derived.beside(other.derived)
    joined.some(swapped).some(np.argsort(swapped)).write(tmp_path / "kept", "both")

    kept = Derived.read(tmp_path / "kept", "both")
    assert kept.words is None
    assert found(Index(LATENT, *rows(), kept)) == found(Index(LATENT, *rows()))


def test_what_was_derived_before_rows_were_added_is_of_the_first_rows() -> None:
    index = Index(LATENT, *rows())
    found(index)
    assert len(index.derived.places) == len(index.derived.lengths) == len(VECTORS)


def test_what_is_of_other_rows_is_refused(tmp_path: Path) -> None:
    Index(LATENT, *rows()).derived.write(tmp_path / "kept", "these rows")
    with pytest.raises(ValueError, match="no index of these rows"):
        Derived.read(tmp_path / "kept", "others")
    with pytest.raises(FileNotFoundError):
        Derived.read(tmp_path / "lost", "others")


def test_hidden_rows_are_not_found_and_leave_room_for_others() -> None:
    hidden = np.arange(0, 120, 2)
    half = Index(LATENT, *rows(), hidden=hidden)
    shown = {row for near in found(half) for row in near}
    assert shown
    assert not shown & {*hidden.tolist()}
