"""The workspace in memory: issues find each other as they would have, one by one."""

from causeloop_desktop.engine.domain.documents import Document
from causeloop_desktop.engine.worker.replay.scratch import FIRST_DETECTION, Scratch

DAY_US = 86_400_000_000

PARTS = ("name node", "data node", "scheduler", "shuffle", "web console", "balancer", "journal")
FAULTS = ("leaks sockets", "hangs at start", "drops its lease", "eats all memory", "logs twice")


def alone(key: int) -> Document:
    """Make an issue of few words that hardly any other has."""
    part, fault = PARTS[key % len(PARTS)], FAULTS[key // len(PARTS) % len(FAULTS)]
    return Document(key, f"word{chr(97 + key % 26)}{chr(97 + key // 26)} {part} {fault}", "", None)


def prose(key: int, words: str) -> Document:
    """Make a report whose title is new and whose text is about one thing."""
    title = f"Trouble again, seen by team {chr(97 + key % 26)}{chr(97 + key // 26)}"
    body = f"The certificate of the billing gateway has expired and payments fail. {words}"
    return Document(key, title, body, occurred_us=key * DAY_US)


def test_equal_forms_find_each_other_and_the_first_is_taken_along() -> None:
    scratch = Scratch()
    assert scratch.feed(Document(1, "Disk 17 full on node-3", occurred_us=DAY_US)) is None
    assert scratch.feed(Document(2, "Login is slow", occurred_us=2 * DAY_US)) is None
    pattern = scratch.feed(Document(3, "Disk 99 full on node-8", occurred_us=3 * DAY_US))
    assert pattern is not None
    assert scratch.pattern_of == {1: pattern, 3: pattern}
    assert scratch.known_us == {pattern: 3 * DAY_US}


def test_a_detection_over_the_past_lets_likeness_of_text_attach() -> None:
    scratch = Scratch()
    told = [prose(key, "") for key in range(1, 6)]
    for document in told:
        scratch.feed(document)
    before = dict(scratch.pattern_of)
    for key in range(6, FIRST_DETECTION + 1):
        scratch.feed(alone(key))
    assert scratch.detections == 0
    pattern = scratch.feed(prose(FIRST_DETECTION + 1, "Renew it."))
    assert scratch.detections == 1
    assert before == {}
    assert pattern is not None
    assert {scratch.group_of[document.key] for document in told} == {pattern}
    assert scratch.known_us[pattern] == (FIRST_DETECTION + 1) * DAY_US


def test_groups_stay_what_they_were_when_a_later_detection_runs() -> None:
    scratch = Scratch()
    groups: dict[int, int] = {}
    for key in range(1, 3 * FIRST_DETECTION):
        scratch.feed(prose(key, "") if key % 9 == 0 else alone(key))
        assert scratch.group_of.items() >= groups.items()
        groups = dict(scratch.group_of)
    assert scratch.detections >= 2
    assert set(scratch.group_of.values()) <= scratch.known_us.keys()


def test_what_it_is_put_with_comes_first_and_nothing_later_is_named() -> None:
    scratch = Scratch()
    titles = ("Disk 17 full on node-3", "Disk cache is slow", "Disk 99 full on node-8")
    said = [scratch.ask(Document(key, title)) for key, title in enumerate(titles, start=1)]
    assert said[0] == ((), None)
    assert said[1].joined is None
    assert said[2].joined == 1
    assert said[2].ranked[0] == 1
    for key, one in enumerate(said, start=1):
        assert all(earlier < key for earlier in one.ranked)
