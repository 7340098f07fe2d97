"""How sure a detection is of its patterns."""

import numpy as np
import pytest

from causeloop_desktop.engine.domain.confidence import EXACT
from causeloop_desktop.engine.domain.detection.certainty import (
    LOOKED_AT,
    NEUTRAL,
    Company,
    Leanings,
    confidences,
)
from causeloop_desktop.engine.domain.detection.corpus import read_corpus
from causeloop_desktop.engine.domain.detection.evidence import Witness
from causeloop_desktop.engine.domain.detection.matrix import weigh
from causeloop_desktop.engine.domain.detection.run import detect
from causeloop_desktop.engine.domain.documents import Document
from causeloop_desktop.engine.domain.scoring.latent import Latent

DOCUMENTS = [
    Document(1, "Balancer hangs on a full disk", "No space is left on the node"),
    Document(2, "A full disk lets the balancer hang", "No space was left on the node"),
    Document(3, "Balancer logs twice", "Each line of the log appears two times"),
    Document(4, "Quota of a folder is ignored", "same title"),
    Document(5, "Quota of a folder is ignored", "another text altogether"),
]


def told(*groups: list[int], leanings: Leanings = NEUTRAL) -> list[float]:
    corpus = read_corpus(DOCUMENTS, lambda: False)
    weighed = weigh(corpus)
    witness = Witness.of(weighed.features, weighed.rarity, Latent.empty())
    companies = [Company.of(corpus, np.array(rows), rows[0]) for rows in groups]
    found = confidences(companies, corpus, lambda some: weighed.rows[some], witness, leanings)
    return list(found)


def test_one_failure_in_other_words_is_surer_than_one_name_in_common() -> None:
    same, named = told([0, 1], [0, 2])
    assert same > 0.5 > named


def test_each_member_counts_alike() -> None:
    same, named, both = told([0, 1], [0, 2], [0, 1, 2])
    assert both == pytest.approx((same + named) / 2)


def test_an_equal_key_is_sure_whatever_the_texts_say() -> None:
    assert told([3, 4]) == pytest.approx([EXACT])


def test_people_lean_what_is_weighed_and_not_what_is_equal() -> None:
    neutral, against = told([0, 1], [3, 4]), told([0, 1], [3, 4], leanings={"prose": -1.0})
    assert against[0] < neutral[0]
    assert against[1] == neutral[1]


def test_one_alone_is_sure_and_none_is_nothing() -> None:
    assert told([0]) == [EXACT]
    assert told() == []


def test_of_many_some_are_looked_at() -> None:
    rows = np.arange(1_000)
    company = Company(500, rows, np.zeros(1_000, bool))
    assert LOOKED_AT // 2 < len(company.others()) <= LOOKED_AT
    assert 500 not in company.others()


def test_a_detection_asks_people_too() -> None:
    doubted = detect(DOCUMENTS, leanings={"prose": -2.0}).patterns
    for one, other in zip(detect(DOCUMENTS).patterns, doubted, strict=True):
        assert one.members == other.members
        assert one.confidence > other.confidence or all(one.exact)
