"""The highest numbers are those that putting all into an order would give."""

import numpy as np
import pytest

from causeloop_desktop.engine.domain.scoring.highest import BLOCK, highest, in_blocks, likely

DICE = np.random.default_rng(5)
SLACK = 1e-3


def ordered(scores: list[float], count: int, least: float) -> set[int]:
    """The places of the highest, the last of equals."""
    good = [(score, at) for at, score in enumerate(scores) if score >= least]
    return {at for _, at in sorted(good)[-count:]}


@pytest.mark.parametrize("digits", [0, 1, 6])
def test_the_last_of_equals_are_taken(digits: int) -> None:
    for _ in range(50):
        scores = DICE.random(300).round(digits)
        found = highest(scores, 16, 0.4)
        assert {*found.tolist()} == ordered(scores.tolist(), 16, 0.4)


def test_of_few_none_below_the_least_is_taken() -> None:
    assert highest(np.array([0.1, 0.5, 0.39]), 16, 0.4).tolist() == [1]
    assert highest(np.zeros(0), 16, 0.4).tolist() == []


@pytest.mark.parametrize("blocks", [0, 1, 7, 16, 40])
@pytest.mark.parametrize("digits", [1, 6])
def test_likely_places_hold_all_that_may_be_highest(blocks: int, digits: int) -> None:
    table = DICE.random((5, blocks * BLOCK)).round(digits).astype(np.float32)
    blurred = table + DICE.uniform(-SLACK / 2, SLACK / 2, table.shape).astype(np.float32)

    found = [places.tolist() for places in likely(blurred, 16, 0.4, SLACK)]

    assert len(found) == len(table)
    for places, scores in zip(found, table.tolist(), strict=True):
        assert places == sorted(places)
        assert {*places} >= ordered(scores, 16, 0.4)


def test_of_many_only_few_are_looked_at() -> None:
    table = DICE.random((3, 400 * BLOCK)).astype(np.float32)
    assert max(map(len, likely(table, 16, 0.0))) < 400


def test_tables_are_as_wide_as_whole_blocks() -> None:
    assert [in_blocks(width) for width in (0, 1, BLOCK, BLOCK + 1)] == [0, BLOCK, BLOCK, 2 * BLOCK]
