"""Replay: issues find each other as they would have, one by one."""

from causeloop_desktop.engine.domain.documents import Document
from causeloop_desktop.engine.worker.replay import Replay

TITLES = ("Disk 17 full on node-3", "Login is slow", "Disk 99 full on node-8")


def test_equal_forms_find_each_other_and_the_first_is_taken_along() -> None:
    replay = Replay()
    replay.feed([Document(key, title) for key, title in enumerate(TITLES[:2], start=1)])
    assert replay.pattern_of == {}
    replay.feed([Document(3, TITLES[2])])
    assert set(replay.pattern_of) == {1, 3}
    assert replay.pattern_of[1] == replay.pattern_of[3]
