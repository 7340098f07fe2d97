"""What matching and detection leave in doubt, under limits wide enough to doubt everything."""

from datetime import UTC, datetime

import pytest

from causeloop_desktop.engine.domain.detection.found import Detection
from causeloop_desktop.engine.domain.detection.run import detect
from causeloop_desktop.engine.domain.detection.values import DetectedPattern
from causeloop_desktop.engine.domain.documents import Constraints, Document
from causeloop_desktop.engine.domain.matching.matcher import Matcher
from causeloop_desktop.engine.domain.matching.thresholds import SHIPPED, Limits, Thresholds
from causeloop_desktop.engine.worker.reviews import (
    MEMBERS_OF_ONE,
    Unsure,
    doubts_of,
    least_sure,
    rows_of,
)
from tests.support.doubts import DOUBTS

NOON = datetime(2025, 6, 1, 12, tzinfo=UTC)
DOUBT_ALL = Thresholds(dict.fromkeys(SHIPPED, Limits(attach=0.999, offer=0.01)))


@pytest.fixture(scope="module")
def documents() -> list[Document]:
    records = [record for one in DOUBTS[:6] for record in one.records(NOON)]
    return [
        Document(key, record["title"], occurred_us=key * 1_000_000)
        for key, record in enumerate(records, start=1)
    ]


@pytest.fixture(scope="module")
def found(documents: list[Document]) -> Detection:
    return detect([one for one in documents if not one.title.startswith("Again")])


def unsure(documents: list[Document], matcher: Matcher) -> list[Unsure]:
    near = [one for one in documents if one.title.startswith("Again")]
    return [Unsure(one, matcher.match(one).candidates, severity=2) for one in near]


def test_a_doubt_names_its_pattern_and_the_issue_there_that_reads_most_alike(
    documents: list[Document], found: Detection
) -> None:
    matcher = Matcher(found.model, DOUBT_ALL)
    sizes = {pattern.key: len(pattern.members) for pattern in found.patterns}

    doubts = list(doubts_of(unsure(documents, matcher), matcher, sizes))

    assert len(doubts) == 6
    pattern_of = {issue: one.key for one in found.patterns for issue in one.members}
    for doubt in doubts:
        first = doubt.offers[0]
        assert first.pattern == pattern_of[doubt.issue - 1]
        assert first.nearest in pattern_of
        assert pattern_of[first.nearest or 0] == first.pattern
        assert [offer.score for offer in doubt.offers] == sorted(
            (offer.score for offer in doubt.offers), reverse=True
        )


def test_what_people_told_apart_is_not_offered_again(
    documents: list[Document], found: Detection
) -> None:
    matcher = Matcher(found.model, DOUBT_ALL)
    asked = unsure(documents, matcher)
    first = next(doubts_of(asked, matcher, {}))
    bans = {(first.issue, first.offers[0].pattern)}

    again = {one.issue: one for one in doubts_of(asked, matcher, {}, bans)}

    offered = [offer.pattern for offer in again[first.issue].offers] if first.issue in again else []
    assert first.offers[0].pattern not in offered


def test_what_comes_near_nothing_leaves_no_question(
    documents: list[Document], found: Detection
) -> None:
    nothing = Thresholds(dict.fromkeys(SHIPPED, Limits(attach=1.1, offer=1.05)))
    matcher = Matcher(found.model, nothing)

    assert list(doubts_of(unsure(documents, matcher), matcher, {})) == []


def test_a_doubt_crosses_the_pipe_as_plain_lists(
    documents: list[Document], found: Detection
) -> None:
    matcher = Matcher(found.model, DOUBT_ALL)
    (row, *_) = rows_of(doubts_of(unsure(documents, matcher), matcher, {}))
    assert row[:3] == (4, "candidate", "line")


def pattern(key: int, similarities: tuple[float, ...], exact: tuple[bool, ...]) -> DetectedPattern:
    members = tuple(range(key * 10, key * 10 + len(similarities)))
    return DetectedPattern(key, members, similarities, "a name", "", (), 0.9, exact=exact)


def test_the_least_alike_members_come_first_and_few_of_one_pattern() -> None:
    patterns = [
        pattern(1, (0.9, 0.2, 0.4, 0.3), (False,) * 4),
        pattern(2, (0.25, 0.1, 0.8), (False, True, False)),
    ]

    chosen = least_sure(patterns, Constraints(), below=0.7)

    assert chosen == [(11, 1, 0.2), (20, 2, 0.25), (13, 1, 0.3)]
    assert len([one for one in chosen if one[1] == 1]) == MEMBERS_OF_ONE


def test_members_that_people_placed_are_sure() -> None:
    patterns = [pattern(1, (0.1, 0.2, 0.3), (False,) * 3)]
    placed = Constraints(must_link=((10, 99),), pins={11: 1})

    assert least_sure(patterns, placed, below=0.7) == [(12, 1, 0.3)]
