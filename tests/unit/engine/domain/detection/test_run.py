"""Whole detections: what belongs together comes together, and people are obeyed."""

import random
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from causeloop_desktop.engine.domain.detection.describing.patterns import opinion_among
from causeloop_desktop.engine.domain.detection.found import Detection
from causeloop_desktop.engine.domain.detection.linking.cuts import MEASURED_AT, RISE, rise_of
from causeloop_desktop.engine.domain.detection.run import detect
from causeloop_desktop.engine.domain.detection.values import (
    DetectionCancelledError,
    DetectionSettings,
)
from causeloop_desktop.engine.domain.documents import Constraints, Document
from causeloop_desktop.engine.domain.patterns.confidence import EXACT, belonging

STORIES = (
    ("Payment provider timed out for order {n}", "Card payments fail, the gateway gives up."),
    ("Search index is behind the catalogue by {n} hours", "New articles cannot be found."),
    ("Customers are sent back to the login page", "The session cookie of {n} users is dropped."),
    ("Report worker has no space left", "Temporary exports fill the volume since {n}."),
)


def shop(size: int = 40) -> list[Document]:
    """Four failures told again and again, and one issue that fits nowhere."""
    told = [
        Document(n, STORIES[n % 4][0].format(n=n), STORIES[n % 4][1].format(n=n))
        for n in range(size)
    ]
    return [*told, Document(9_999, "Blue kangaroo jumps", "Nobody knows why.")]


def partition(detection: Detection) -> set[frozenset[int]]:
    return {frozenset(pattern.members) for pattern in detection.patterns}


def home(detection: Detection, issue: int) -> int | None:
    return next((p.key for p in detection.patterns if issue in p.members), None)


def test_each_failure_becomes_one_pattern_and_the_rest_stays_in_the_pool() -> None:
    detection = detect(shop())
    assert partition(detection) == {frozenset(range(k, 40, 4)) for k in range(4)}
    assert detection.pool == 1
    assert [pattern.key for pattern in detection.patterns] == [-1, -2, -3, -4]
    assert detection.patterns[0].name == "Payment provider timed out for order …"


def test_nothing_in_nothing_out() -> None:
    detection = detect([])
    assert (detection.patterns, detection.pool, detection.moved) == ((), 0, 0)


def test_a_stream_is_read_like_a_list() -> None:
    documents = shop()

    def stream() -> Iterator[Document]:
        yield from documents

    assert detect(stream()).patterns == detect(documents).patterns


def test_a_stream_whose_keys_do_not_ascend_is_refused() -> None:
    with pytest.raises(ValueError, match="keys must ascend"):
        detect(iter(shop()[::-1]))


@settings(max_examples=10, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_documents_changes_nothing(dice: random.Random) -> None:
    documents = shop()
    dice.shuffle(documents)
    shuffled, sorted_ = detect(documents), detect(shop())
    assert shuffled.patterns == sorted_.patterns
    assert shuffled.model.to_bytes() == sorted_.model.to_bytes()


def test_patterns_keep_their_keys() -> None:
    first = detect(shop())
    keys = {pattern.key: 700 + n for n, pattern in enumerate(first.patterns)}
    before = {issue: keys[pattern.key] for pattern in first.patterns for issue in pattern.members}
    second = detect(shop(60), previous=before)
    assert {p.key: p.change for p in second.patterns} == dict.fromkeys(keys.values(), "kept")
    assert (second.moved, second.vanished, dict(second.merged_into)) == (0, (), {})


def test_a_split_by_pins_is_obeyed() -> None:
    pins = {0: 1, 4: 1, 8: 1, 12: 2, 16: 2}
    detection = detect(shop(), Constraints(pins=pins), dict.fromkeys(range(0, 40, 4), 1))
    assert {issue: home(detection, issue) for issue in pins} == pins


def test_a_merge_by_must_links_is_obeyed() -> None:
    detection = detect(shop(), Constraints(must_link=((0, 1),)))
    assert home(detection, 0) == home(detection, 1)


def test_a_ban_is_obeyed_and_does_not_break_the_pattern() -> None:
    before = dict.fromkeys(range(0, 40, 4), 5)
    detection = detect(shop(), Constraints(bans=frozenset({(8, 5)})), before)
    assert home(detection, 0) == 5
    assert home(detection, 8) != 5


def test_a_cannot_link_against_a_must_link_is_counted() -> None:
    wishes = Constraints(must_link=((0, 4),), cannot_link=((4, 0), (8, 12)))
    detection = detect(shop(), wishes)
    assert detection.conflicts == 1
    assert home(detection, 0) == home(detection, 4)
    assert home(detection, 8) != home(detection, 12)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 23), st.integers(0, 23)), max_size=4),
    st.lists(st.tuples(st.integers(0, 23), st.integers(0, 23)), max_size=6),
    st.dictionaries(st.integers(0, 23), st.integers(1, 3), max_size=6),
    st.sets(st.tuples(st.integers(0, 23), st.integers(1, 3)), max_size=4),
)
def test_no_detection_violates_a_constraint_unless_it_says_so(
    must: list[tuple[int, int]],
    cannot: list[tuple[int, int]],
    pins: dict[int, int],
    bans: set[tuple[int, int]],
) -> None:
    wishes = Constraints(tuple(must), tuple(cannot), pins, frozenset(bans))
    detection = detect(shop(24), wishes, {issue: 1 + issue % 4 for issue in range(24)})
    if detection.conflicts:
        return
    assert all(home(detection, a) == home(detection, b) for a, b in must if a != b)
    assert all(home(detection, a) != home(detection, b) for a, b in cannot if home(detection, a))
    assert all(home(detection, issue) != pattern for issue, pattern in bans)
    assert all(home(detection, issue) in (pattern, None) for issue, pattern in pins.items())


def test_equal_fingerprints_are_one_pattern_and_different_ones_never_join() -> None:
    same = "Payment provider timed out"
    documents = [
        Document(1, same, fingerprint="a"),
        Document(2, "Something else entirely", fingerprint="a"),
        Document(3, same, fingerprint="b"),
        Document(4, same, fingerprint="b"),
    ]
    detection = detect(documents)
    assert partition(detection) == {frozenset({1, 2}), frozenset({3, 4})}
    assert detection.patterns[0].similarities == (1.0, 1.0)


def test_the_minimum_size_is_a_setting() -> None:
    documents = [*shop(8), Document(500, STORIES[0][0].format(n=1), STORIES[0][1])]
    sizes = [len(p.members) for p in detect(documents, settings=DetectionSettings(3)).patterns]
    assert sizes == [3]


def test_sensitivity_joins_more_or_less() -> None:
    documents = [
        Document(1_001, "Payment provider timed out", "Gateway answers late since noon."),
        Document(1_002, "Provider of payments is slow", "The gateway answers after a minute."),
        *shop()[1::4],
    ]
    strict = detect(documents, settings=DetectionSettings(sensitivity=0.0))
    loose = detect(documents, settings=DetectionSettings(sensitivity=1.0))
    assert home(strict, 1_001) is None
    assert home(loose, 1_001) == home(loose, 1_002) is not None


def test_likeness_never_joins_more_groups_than_allowed() -> None:
    words = ("alpha", "beta", "gamma", "delta", "omega", "sigma", "kappa", "theta")
    documents = [
        Document(n, f"Payment provider gateway timed out {word}", f"Card payments fail {word}")
        for n, word in enumerate(words)
    ]
    capped, free = detect(documents, settings=DetectionSettings(largest=3)), detect(documents)
    assert max(len(p.members) for p in capped.patterns) <= 3
    assert max(len(p.members) for p in free.patterns) == len(words)


def test_a_run_can_be_cancelled() -> None:
    with pytest.raises(DetectionCancelledError):
        detect(shop(), cancelled=lambda: True)


def test_progress_grows_to_one() -> None:
    told: list[float] = []
    detect(shop(), progress=lambda share, _: told.append(share))
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_groups_ask_for_more_as_they_grow_only_where_there_are_strangers() -> None:
    rises = [rise_of(crowd) for crowd in (0, 60, 300, 3_000, MEASURED_AT, 1_000_000)]
    assert rises == sorted(rises)
    assert (rises[0], rises[1], rises[-2], rises[-1]) == (0, 0, RISE, RISE)
    assert 0 < rises[3] < RISE


def test_people_who_reject_make_a_detection_less_sure() -> None:
    documents = [
        Document(1, "Balancer hangs on a full disk", "No space is left on the node"),
        Document(2, "A full disk lets the balancer hang", "No space was left on the node"),
        Document(3, "Quota of a folder is ignored"),
        Document(4, "Quota of a folder is ignored"),
    ]
    doubted = detect(documents, leanings={"prose": -1.0, "line": -1.0}).patterns
    for one, other in zip(detect(documents).patterns, doubted, strict=True):
        assert one.members == other.members
        assert one.confidence > other.confidence or all(one.exact)


def titled(bodies: list[str]) -> list[Document]:
    """Texts in prose under one title."""
    return [Document(n, "Memory leak in the server", body) for n, body in enumerate(bodies, 1)]


def test_a_title_that_came_twice_is_believed_as_far_as_the_texts_agree() -> None:
    strangers = ["The heap grows by a gigabyte a day", "Native buffers of sockets stay behind"]
    for bodies, least, exact in (
        (strangers, 0.0, False),
        ([strangers[0]] * 2, EXACT, False),
        ([*strangers, "Threads of closed sessions are never freed"], EXACT, True),
    ):
        (pattern,) = detect(titled(bodies)).patterns
        assert pattern.exact == (exact,) * len(bodies)
        assert pattern.confidence >= least
    (doubtful,) = detect(titled(strangers)).patterns
    assert doubtful.confidence < EXACT


def test_the_same_likeness_tells_more_among_few_but_not_of_crashes() -> None:
    few, measured, many = (
        opinion_among(crowd, {}, frozenset()) for crowd in (100, MEASURED_AT, 1_000_000)
    )
    for shape in ("prose", "line"):
        told = [one.belonging(1, shape, 0.4, exact=False) for one in (many, measured, few)]
        assert told == sorted(told)
        assert told[0] < told[1] == belonging(0.4) < told[2]
    assert few.belonging(1, "trace", 0.4, exact=False) == belonging(0.4)


def test_titles_that_name_different_tickets_are_no_proof_however_many() -> None:
    body = "The fix applies cleanly and its tests pass"
    titles = [f"Backport the fix of SHOP-{n} to the old branch" for n in range(100, 104)]
    (pattern,) = detect([Document(n, title, body) for n, title in enumerate(titles, 1)]).patterns
    assert not any(pattern.exact)


def test_a_person_who_binds_issues_makes_a_detection_sure_of_them() -> None:
    documents = [
        Document(1, "Balancer hangs on a full disk", "No space is left on the node"),
        Document(2, "Quota of a folder is ignored", "Writes go on beyond the limit"),
    ]
    bound = Constraints(must_link=((1, 2),))
    assert [pattern.confidence for pattern in detect(documents, bound).patterns] == [1.0]
