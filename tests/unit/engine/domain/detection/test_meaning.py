"""Words that occur together come to lie together, and always at the same place."""

from itertools import pairwise

import numpy as np

from causeloop_desktop.engine.domain.detection.corpus import read_corpus
from causeloop_desktop.engine.domain.detection.matrix import Weighed, weigh
from causeloop_desktop.engine.domain.detection.meaning import learn_meaning
from causeloop_desktop.engine.domain.documents import Document
from causeloop_desktop.engine.domain.scoring.latent import DIMENSIONS, Latent, Places
from causeloop_desktop.engine.domain.tokens import View, feature

TOPICS = 64


def weighed() -> Weighed:
    """Of each topic some say "crash…" and some "quit…", and all say the same other words."""
    documents = [
        Document(n, f"{('crash', 'quit')[n % 2]}{name} at", f"topic{name} beside{name} under{name}")
        for n in range(20 * TOPICS)
        for name in ["".join("abcdefghij"[int(digit)] for digit in str(100 + n // 20))]
    ]
    return weigh(read_corpus(documents, lambda: False))


def place(latent: Latent, term: str) -> Places:
    return latent.place(np.array([feature(View.TEXT, term)], np.uint32), np.ones(1, np.float32))


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


def test_a_few_issues_teach_nothing() -> None:
    few = weigh(read_corpus([Document(1, "Disk full"), Document(2, "Disk full")], lambda: False))
    assert len(learn_meaning(few.rows, few.features).ids) == 0
