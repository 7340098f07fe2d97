from __future__ import annotations

import gc
import threading
import weakref
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject

from causeloop_desktop.desktop.collector import Collector

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

MANY = 200_000


class Knot:
    """Something that only the collector can free."""

    def __init__(self) -> None:
        self.me = self


@pytest.fixture
def collector(qtbot: QtBot) -> Iterator[Collector]:
    owner = QObject()
    made = Collector(owner)
    yield made
    made.stop()


def allocate() -> None:
    """Make enough for the interpreter to collect, were it left to itself."""
    assert len([[number] for number in range(MANY)]) == MANY


def test_another_thread_never_collects(collector: Collector) -> None:
    phases: list[str] = []
    gc.callbacks.append(lambda phase, _facts: phases.append(phase))
    thread = threading.Thread(target=allocate)
    thread.start()
    thread.join()
    gc.callbacks.pop()
    assert phases == []


def test_garbage_is_gone_after_a_look(collector: Collector) -> None:
    knot = weakref.ref(Knot())
    assert knot() is not None
    collector.look()
    assert knot() is None


def test_garbage_waits_a_second_at_most(collector: Collector, qtbot: QtBot) -> None:
    knot = weakref.ref(Knot())
    qtbot.waitUntil(lambda: knot() is None, timeout=3000)


def test_garbage_that_grew_old_is_found_in_the_end(collector: Collector) -> None:
    gc.collect()  # a walk that other tests left due would find it at once
    kept = [Knot()]
    knot = weakref.ref(kept[0])
    gc.collect(1)
    kept.clear()
    collector.look()
    assert knot() is not None
    for _ in range((gc.get_threshold()[1] + 1) * (gc.get_threshold()[2] + 2)):
        collector.look()
    assert knot() is None


def test_what_has_settled_is_walked_through_no_more(collector: Collector) -> None:
    kept = [[number] for number in range(MANY)]
    collector.settle()
    collector.look()
    assert gc.get_freeze_count() > len(kept)
    assert len(gc.get_objects()) < MANY / 10


def test_settling_keeps_no_young_garbage(collector: Collector) -> None:
    knot = weakref.ref(Knot())
    collector.settle()
    collector.look()
    assert knot() is None


def test_the_interpreter_collects_again_afterwards(collector: Collector) -> None:
    collector.settle()
    collector.look()
    collector.stop()
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0
