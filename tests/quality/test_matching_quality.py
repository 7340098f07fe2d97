"""What matching says of the fixtures one by one, before any later issue was seen."""

from collections.abc import Sequence
from itertools import pairwise

import pytest

from causeloop_desktop.engine.worker.replay.scratch import Scratch
from tests.quality.fixtures import Labelled, log_lines, tickets, traces
from tests.quality.measures import false_attach, pair_f1, recall_at


def ranked_of(items: Sequence[Labelled]) -> dict[str, list[str]]:
    """Rank the ten earlier issues most like each, as a replay does."""
    scratch = Scratch()
    said = [scratch.ask(item.document(key)) for key, item in enumerate(items)]
    return {
        item.name: [items[other].name for other in one.ranked]
        for item, one in zip(items, said, strict=True)
    }


def attached_of(items: Sequence[Labelled]) -> list[int]:
    """Match issue by issue; one that is attached to nothing is alone."""
    scratch = Scratch()
    for key, item in enumerate(items, start=1):
        scratch.feed(item.document(key))
    return [scratch.group_of.get(key, -key) for key in range(1, len(items) + 1)]


@pytest.mark.parametrize(
    ("items", "first", "fifth"),
    [(tickets(), 0.9, 0.97), (traces(), 0.95, 0.98), (log_lines(), 0.95, 0.98)],
    ids=["tickets", "traces", "lines"],
)
def test_the_earlier_relative_is_among_the_first(
    items: Sequence[Labelled], first: float, fifth: float
) -> None:
    groups = {item.name: item.group for item in items}
    ranked = ranked_of(items)
    assert recall_at(1, groups, ranked) >= first
    assert recall_at(5, groups, ranked) >= fifth


@pytest.mark.parametrize(
    ("items", "least"),
    [(traces(), 0.9), (log_lines(), 0.93)],
    ids=["traces", "lines"],
)
def test_what_repeats_itself_is_attached_without_asking(
    items: Sequence[Labelled], least: float
) -> None:
    truth = [item.group for item in items]
    found = attached_of(items)
    assert pair_f1(truth, found) >= least
    assert false_attach(truth, found) <= 0.1


def test_tickets_are_attached_only_where_it_is_sure() -> None:
    items = tickets()
    truth = [item.group or item.name for item in items]
    found = attached_of(items)
    assert false_attach(truth, found) <= 0.05
    together = [
        (one, other)
        for cluster in set(found)
        for one, other in pairwise(t for t, c in zip(truth, found, strict=True) if c == cluster)
    ]
    assert sum(one != other for one, other in together) <= 1
