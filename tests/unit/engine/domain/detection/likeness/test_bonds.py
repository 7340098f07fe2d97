"""How strongly pairs are bound."""

from collections.abc import Sequence

import numpy as np
import pytest

from causeloop_desktop.engine.domain.detection.likeness.bonds import (
    BESIDE,
    BESIDE_LESS,
    MEANT,
    MEANT_LESS,
    WORDS_LESS,
    Bonds,
    chance_of,
    trust_of,
)
from causeloop_desktop.engine.domain.detection.likeness.evidence import Witness
from causeloop_desktop.engine.domain.detection.likeness.neighbours import Pairs
from causeloop_desktop.engine.domain.detection.reading.corpus import SHAPES, read_corpus
from causeloop_desktop.engine.domain.detection.reading.lots import drawn
from causeloop_desktop.engine.domain.detection.reading.matrix import Weighed, weigh
from causeloop_desktop.engine.domain.detection.values import DetectionCancelledError
from causeloop_desktop.engine.domain.documents import Document
from causeloop_desktop.engine.domain.scoring.latent import Latent

DAY_US = 86_400_000_000
WORDS = (
    *("disk", "full", "on", "backup", "node", "while", "snapshot"),
    *("of", "volume", "was", "written", "by", "agent"),
)


def unlike(count: int, days: int) -> list[Document]:
    """Give issues that share a few words, spread over some days."""
    return [
        Document(
            number,
            f"{WORDS[number % 13]} {WORDS[number % 11]} term{'abcdefghij'[number % 10]}",
            f"{WORDS[number % 7]} {WORDS[number % 5]} only{'klmnopqrst'[number // 10 % 10]}x",
            occurred_us=DAY_US * (1 + days * number // count),
        )
        for number in range(1, count + 1)
    ]


def weighed_of(documents: Sequence[Document]) -> tuple[Weighed, Witness]:
    weighed = weigh(read_corpus(documents, lambda: False))
    return weighed, Witness.of(weighed.features, weighed.rarity, Latent.empty())


def bound(
    documents: Sequence[Document], trust: float = 1.0, shapes: Sequence[int] = (0, 0)
) -> float:
    weighed, witness = weighed_of(documents)
    pairs = Pairs(np.array([0]), np.array([1]), np.array([0.4], np.float32))
    bonds = Bonds(witness, 0.08, trust)
    found = bonds.of(weighed.rows, np.array(shapes), pairs, lambda: False)
    return float(found.likeness[0])


TWINS = (
    Document(1, "Backup fails: disk full", "no space left on node seven", occurred_us=DAY_US),
    Document(2, "Disk full on backup", "no space left on node seven", occurred_us=2 * DAY_US),
)
ACQUAINTED = (
    Document(1, "Backup fails on Sunday", "agent was updated", occurred_us=DAY_US),
    Document(
        2, "Backup agent was slow on Sunday", "updated many files", occurred_us=3_000 * DAY_US
    ),
)
STRANGERS = (
    Document(1, "Backup fails on Sunday", "agent was updated", occurred_us=DAY_US),
    Document(2, "Backup of a volume is slow", "many files", occurred_us=3_000 * DAY_US),
)


def test_what_shares_more_than_words_is_bound_more_strongly() -> None:
    assert bound(TWINS) > 0.4 > bound(ACQUAINTED)
    assert bound(ACQUAINTED) == pytest.approx(0.4 - WORDS_LESS)


def test_where_little_is_known_likeness_alone_decides() -> None:
    assert bound(TWINS, trust=0) == bound(ACQUAINTED, trust=0) == pytest.approx(0.4)
    assert bound(ACQUAINTED, trust=0.5) == pytest.approx(0.4 - WORDS_LESS / 2)


def test_one_shared_name_binds_no_strangers() -> None:
    weighed, witness = weighed_of(STRANGERS)
    kept = witness.breadth(weighed.rows[[0]], weighed.rows[[1]])[0]
    assert kept == pytest.approx(0, abs=1e-6)
    assert bound(STRANGERS) == pytest.approx(0.4 - WORDS_LESS - BESIDE_LESS * BESIDE)


def test_strangers_with_a_rare_name_in_common_do_not_mean_the_same() -> None:
    weighed = weigh(read_corpus(TWINS, lambda: False))
    mine, yours = (set(weighed.rows[[row]].indices.tolist()) for row in (0, 1))
    apart = np.zeros((len(weighed.features), 64), np.float16)
    apart[sorted(mine - yours), 0] = 1
    apart[sorted(yours - mine), 1] = 1
    order = np.argsort(weighed.features)
    pairs = Pairs(np.array([0]), np.array([1]), np.array([0.4], np.float32))
    found = []
    for places in (apart, np.ones_like(apart)):
        latent = Latent(weighed.features[order], places[order])
        bonds = Bonds(Witness.of(weighed.features, weighed.rarity, latent), 0.08, 1.0)
        bound = bonds.of(weighed.rows, np.zeros(2, np.int64), pairs, lambda: False)
        found.append(float(bound.likeness[0]))
    assert found[0] <= found[1] - MEANT * MEANT_LESS


def test_lines_are_left_to_their_templates() -> None:
    line = SHAPES.index("line")
    assert bound(TWINS, shapes=(0, line)) == bound(TWINS, shapes=(line, 0)) == pytest.approx(0.4)


def test_the_scorer_is_trusted_the_more_the_more_issues_there_are() -> None:
    trusts = [trust_of(crowd) for crowd in (0, 300, 3_000, 20_000, 1_000_000)]
    assert trusts == sorted(trusts)
    assert trusts[:2] == [0, 0]
    assert 0 < trusts[2] < 1
    assert trusts[3:] == [1, 1]


def test_among_issues_of_one_day_nearness_says_nothing() -> None:
    chances = []
    for days in (1, 3_000):
        weighed, witness = weighed_of(unlike(300, days))
        chances.append(chance_of(witness, weighed.rows[drawn(np.arange(300), 300)]))
    assert chances[0] > chances[1] + 0.1


def test_one_issue_has_no_strangers() -> None:
    weighed, witness = weighed_of(TWINS[:1])
    assert chance_of(witness, weighed.rows) == 0


def test_weighing_stops_when_asked_to() -> None:
    weighed, witness = weighed_of(TWINS)
    pairs = Pairs(np.array([0]), np.array([1]), np.array([0.4], np.float32))
    with pytest.raises(DetectionCancelledError):
        Bonds(witness, 0.08, 1.0).of(weighed.rows, np.zeros(2, np.int64), pairs, lambda: True)
