"""What a full detection makes of the fixtures: bounds that a slip would break."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pytest

from causeloop_desktop.engine.domain.detection.run import detect
from tests.quality.fixtures import Labelled, failed_tests, log_lines, rare_lines, tickets, traces
from tests.quality.measures import false_attach, grouping_accuracy, pair_f1


def clusters_of(items: Sequence[Labelled]) -> list[int]:
    """Detect patterns; an issue that is in none is alone under a number of its own."""
    found = detect([item.document(key) for key, item in enumerate(items, start=1)])
    place = {issue: pattern.key for pattern in found.patterns for issue in pattern.members}
    return [place.get(key, key) for key in range(1, len(items) + 1)]


def truth_of(items: Sequence[Labelled]) -> list[str]:
    return [item.group or item.name for item in items]


def test_tickets_in_different_words_are_found_and_others_stay_apart() -> None:
    items = tickets()
    found = clusters_of(items)
    assert pair_f1(truth_of(items), found) >= 0.8
    assert false_attach(truth_of(items), found) <= 0.12


def test_crashes_are_told_apart_by_their_frames() -> None:
    items = traces()
    found = clusters_of(items)
    assert pair_f1(truth_of(items), found) >= 0.85
    assert false_attach(truth_of(items), found) <= 0.15


def test_failed_tests_are_not_one_failure_because_their_assertions_read_alike() -> None:
    items = failed_tests()
    found = clusters_of(items)
    assert max(Counter(found).values()) <= 6
    assert false_attach(truth_of(items), found) <= 0.25


def test_log_lines_are_grouped_by_what_never_varies() -> None:
    items = log_lines()
    lines, groups = grouping_accuracy(truth_of(items), clusters_of(items))
    assert lines >= 0.95
    assert groups >= 0.9


@pytest.mark.parametrize("seed", range(4))
def test_rare_lines_are_neither_put_together_nor_taken_apart(seed: int) -> None:
    items = rare_lines(seed)
    lines, groups = grouping_accuracy(truth_of(items), clusters_of(items))
    assert lines >= 0.95
    assert groups >= 0.88


@pytest.mark.parametrize("seed", [1, 2])
def test_everything_in_one_workspace_keeps_its_kind(seed: int) -> None:
    kinds = (tickets(), traces(), log_lines())
    items = [item for kind in kinds for item in kind]
    items = [items[at] for at in np.random.default_rng(seed).permutation(len(items))]
    found = dict(zip((item.name for item in items), clusters_of(items), strict=True))
    scores = [pair_f1(truth_of(kind), [found[item.name] for item in kind]) for kind in kinds]
    assert scores[0] >= 0.8
    assert scores[1] >= 0.6
    assert scores[2] >= 0.95
    mixed = [{name.split("-")[0] for name in found if found[name] == n} for n in found.values()]
    assert all(len(letters) == 1 for letters in mixed)
