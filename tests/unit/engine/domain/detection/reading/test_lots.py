"""Issues are drawn by lots that hang on each of them alone."""

import numpy as np

from causeloop_desktop.engine.domain.detection.reading.lots import drawn, mixed


def test_what_is_few_is_taken_whole() -> None:
    assert sorted(drawn(np.arange(7), 10).tolist()) == [*range(7)]


def test_a_few_new_issues_change_few_of_the_drawn() -> None:
    known, grown = np.arange(1, 20_001), np.arange(1, 20_201)
    before = {*known[drawn(known, 5_000)].tolist()}
    after = {*grown[drawn(grown, 5_000)].tolist()}
    assert len(before - after) <= 80
    assert len(after) == 5_000


def test_lots_hang_on_the_issue_and_not_on_its_place() -> None:
    keys = np.array([3, 14, 15, 92, 653])
    whole = keys[drawn(keys, 5)].tolist()
    without = keys[keys != 15]
    assert without[drawn(without, 4)].tolist() == [key for key in whole if key != 15]


def test_neighbouring_numbers_are_mixed_evenly() -> None:
    found = mixed(np.arange(10_000, dtype=np.uint64))
    quarters = np.bincount((found >> np.uint64(62)).astype(np.int64), minlength=4)
    assert quarters.min() > 2_300
    assert len(np.unique(found)) == 10_000
