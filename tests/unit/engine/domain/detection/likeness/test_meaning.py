"""Words that occur together come to lie together, and always at the same place."""

from itertools import pairwise

import numpy as np
import pytest

from causeloop_desktop.engine.domain.detection.likeness.meaning import learn_meaning
from causeloop_desktop.engine.domain.detection.reading.corpus import read_corpus
from causeloop_desktop.engine.domain.detection.reading.matrix import Weighed, weigh
from causeloop_desktop.engine.domain.documents import Document
from causeloop_desktop.engine.domain.scoring.latent import DIMENSIONS, Latent, Places
from causeloop_desktop.engine.domain.text.tokens import View, features

TOPICS = 64


def documents(topics: int, of_each: int) -> list[Document]:
    """Of each topic some say "crash…" and some "quit…", and all say the same other words."""
    return [
        Document(n, f"{('crash', 'quit')[n % 2]}{name} at", f"topic{name} beside{name} under{name}")
        for n in range(of_each * topics)
        for name in ["".join("abcdefghij"[int(digit)] for digit in str(100 + n // of_each))]
    ]


def weighed() -> Weighed:
    return weigh(read_corpus(documents(TOPICS, of_each=20), lambda: False))


def learn(some: list[Document]) -> Latent:
    found = weigh(read_corpus(some, lambda: False))
    return learn_meaning(found.rows, found.features)


def place(latent: Latent, term: str) -> Places:
    return latent.place(np.fromiter(features(View.TEXT, [term]), np.uint32), np.ones(1, np.float32))


def test_two_words_for_one_thing_lie_together() -> None:
    found = weighed()
    latent = learn_meaning(found.rows, found.features)
    names = ("bab", "bad", "baf", "bba", "bbc", "bbe")
    same = [place(latent, f"crash{name}") @ place(latent, f"quit{name}") for name in names]
    other = [place(latent, f"crash{a}") @ place(latent, f"quit{b}") for a, b in pairwise(names)]
    assert np.mean(same) > 0.6
    assert abs(np.mean(other)) < 0.2


def test_the_same_issues_give_the_same_numbers() -> None:
    one, other = (learn_meaning(w.rows, w.features) for w in (weighed(), weighed()))
    assert np.array_equal(one.places, other.places)
    assert one.places.shape[1] == DIMENSIONS


def test_a_few_new_issues_turn_the_space_little() -> None:
    """Where words have no order, what the search starts from decides which space is found."""
    dice = np.random.default_rng(5)
    words = ["word" + "".join(map(chr, dice.integers(97, 123, 6).tolist())) for _ in range(300)]
    known = [Document(n, "Title", " ".join(dice.choice(words, 12))) for n in range(1_000)]
    new = [Document(1_000 + n, "Another", "newword otherword") for n in range(3)]
    before, after = (learn(some) for some in (known, [*known, *new]))
    assert len(after.ids) > len(before.ids)
    was, now = ([place(at, a) @ place(at, b) for a, b in pairwise(words)] for at in (before, after))
    assert now == pytest.approx(was, abs=0.1)


def test_a_few_issues_teach_nothing() -> None:
    few = weigh(read_corpus([Document(1, "Disk full"), Document(2, "Disk full")], lambda: False))
    assert len(learn_meaning(few.rows, few.features).ids) == 0
