"""The score that decides, taken apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from causeloop_desktop.engine.domain.detection.run import detect
from causeloop_desktop.engine.domain.documents import Document
from causeloop_desktop.engine.domain.matching.matcher import NEIGHBOURS, Matcher
from causeloop_desktop.engine.domain.matching.model import MatchModel
from causeloop_desktop.engine.domain.why.deciding import (
    Decision,
    Share,
    averaged,
    decision_on,
    lacking,
)
from tests.quality.fixtures import tickets

DAY_US = 86_400_000_000
ITEMS = tickets()
DOCUMENTS = [item.document(key) for key, item in enumerate(ITEMS, start=1)]
HALF = DOCUMENTS[: len(DOCUMENTS) // 2]
MODEL = detect(HALF).model
MATCHER = Matcher(MODEL)
PATTERNS = sorted(set(MODEL.exemplars.patterns.tolist()))
WORDS = ("payment", "refused", "card", "search", "slow", "login", "token", "export", "csv", "disk")
TEXT = st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join)


def summed(decision: Decision) -> float:
    return sum(share.value for share in decision.shares)


@pytest.mark.parametrize("document", DOCUMENTS[::7])
def test_parts_sum_to_the_score_that_matching_compares_with_its_thresholds(
    document: Document,
) -> None:
    for candidate in MATCHER.match(document).candidates:
        decision = decision_on(document, candidate.pattern, MATCHER)
        assert decision.score == pytest.approx(candidate.score, abs=1e-6)
        assert summed(decision) == pytest.approx(decision.score)
        assert 0 < len(decision.members) <= NEIGHBOURS
        assert document.key not in decision.members


@given(TEXT, TEXT, st.sampled_from(PATTERNS), st.integers(0, 400))
def test_removing_the_largest_part_lowers_the_score_by_just_that(
    title: str, body: str, pattern: int, day: int
) -> None:
    document = Document(99_999, title, body, occurred_us=day * DAY_US)
    whole = decision_on(document, pattern, MATCHER)
    assert summed(whole) == pytest.approx(whole.score)
    if whole.shares and whole.shares[0].value > 0:
        top = whole.shares[0]
        without = decision_on(document, pattern, MATCHER, frozenset({top.piece}))
        assert without.score == pytest.approx(whole.score - top.value)
        assert without.score < whole.score
        assert without.members == whole.members


def test_what_chance_gives_is_taken_off_and_comes_last() -> None:
    told = [decision_on(one, MATCHER.match(one).candidates[0].pattern, MATCHER) for one in HALF]
    weighed = [one for one in told if any(share.piece == "chance" for share in one.shares)]
    assert weighed
    for decision in weighed:
        assert decision.shares[-1].piece == "chance"
        assert decision.shares[-1].value < 0
        assert all(share.value > 0 for share in decision.shares[:-1])


def test_the_rare_word_and_the_fields_have_names() -> None:
    told = [decision_on(one, MATCHER.match(one).candidates[0].pattern, MATCHER) for one in HALF]
    rare = [share.label for one in told for share in one.shares if share.piece == "rarest"]
    assert all(rare)
    assert {" " in word for word in rare} == {False}
    fields = {share.label for one in told for share in one.shares if share.piece == "fields"}
    assert all("=" in label for label in fields if label)


def test_the_mean_of_decisions_sums_and_names_what_most_name() -> None:
    one = Decision(0.6, (Share("rarest", "csv", 0.4), Share("text", "", 0.2)), (1, 2))
    other = Decision(0.2, (Share("rarest", "csv", 0.2),), (2, 3))
    third = Decision(0.1, (Share("rarest", "row", 0.1),), ())
    mean = averaged([one, other, third])
    assert mean.score == pytest.approx(0.3)
    assert [share.piece for share in mean.shares] == ["rarest", "text"]
    assert mean.shares[0].label == "csv"
    assert mean.shares[0].value == pytest.approx(0.7 / 3)
    assert mean.members == (2, 1, 3)
    assert averaged([one, third]).shares[0].label == "", "nobody's word is that of most"
    assert averaged([]) == Decision(0, (), ())


def test_before_any_detection_there_is_nothing_to_take_apart() -> None:
    decision = decision_on(DOCUMENTS[0], 1, Matcher(MatchModel.empty()))
    assert decision == Decision(0, (), ())


def test_what_another_pattern_says_and_the_issue_does_not() -> None:
    members = [
        Document(1, "Export of invoices hangs", "the csv is empty"),
        Document(2, "Export of invoices stops", "the csv has no rows"),
        Document(3, "Export of bills hangs", "the csv is empty"),
    ]
    asked = Document(9, "Export of orders")
    found = lacking(asked, members, MATCHER)
    assert "csv" in found
    assert "export" not in found, "that it says itself"
    assert "rows" not in found, "one of three is not most"
