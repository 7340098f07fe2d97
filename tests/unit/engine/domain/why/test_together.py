"""Why issues are together: parts that sum over the members."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from causeloop_desktop.engine.domain.detection.run import detect
from causeloop_desktop.engine.domain.documents import Document
from causeloop_desktop.engine.domain.matching.matcher import Matcher
from causeloop_desktop.engine.domain.why.issue import explain
from causeloop_desktop.engine.domain.why.together import explain_pattern, top_terms

WORDS = ("payment", "gateway", "timeout", "cart", "login", "search", "disk", "full", "provider")
SHOP = [
    Document(n, f"{WORDS[n % 3]} {WORDS[n % 4]} {WORDS[n % 5]} {n}", f"{WORDS[n % 7]} since {n}")
    for n in range(60)
]
DETECTION = detect(SHOP)
MATCHER = Matcher(DETECTION.model)
BY_KEY = {document.key: document for document in SHOP}


def members_of(place: int) -> list[Document]:
    return [BY_KEY[key] for key in DETECTION.patterns[place].members]


@given(st.data())
def test_parts_sum_to_the_mean_score_and_the_top_part_lowers_it(data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(DETECTION.patterns) - 1))
    pattern, every = DETECTION.patterns[place].key, members_of(place)
    some = data.draw(st.lists(st.sampled_from(every), min_size=1, unique_by=lambda one: one.key))
    whole = explain_pattern(some, pattern, MATCHER)
    scores = [explain(member, pattern, MATCHER).score for member in some]

    assert sum(part.value for part in whole.parts) == pytest.approx(whole.score)
    assert whole.score == pytest.approx(sum(scores) / len(some))
    if whole.parts:
        top = whole.parts[0]
        without = explain_pattern(some, pattern, MATCHER, frozenset({(top.kind, top.label)}))
        assert whole.score - without.score == pytest.approx(top.value)
        assert without.score < whole.score
    assert all(1 <= part.count <= whole.of == len(some) for part in whole.parts)


def test_the_nearest_other_pattern_lacks_what_is_named() -> None:
    for place, pattern in enumerate(DETECTION.patterns):
        found = explain_pattern(members_of(place), pattern.key, MATCHER)
        if found.nearest_other is None:
            continue
        assert found.nearest_other.pattern != pattern.key
        assert found.nearest_other.score <= 1.0
        known = {
            part.label
            for member in members_of(place)
            for part in explain(member, found.nearest_other.pattern, MATCHER).parts
        }
        assert known.isdisjoint(found.lacking)


def test_a_long_explanation_can_be_shortened_without_changing_the_score() -> None:
    whole = explain_pattern(members_of(0), DETECTION.patterns[0].key, MATCHER)
    short = whole.shortened(1)
    assert sum(part.value for part in short.parts) == pytest.approx(whole.score)
    assert len(short.parts) <= 2
    assert whole.shortened(99) is whole


def test_top_terms_are_shared_by_most_members() -> None:
    payments = [Document(n, f"Payment {n} timed out at provider", "Queue stuck") for n in range(4)]
    detection = detect(payments)
    found = explain_pattern(payments, detection.patterns[0].key, Matcher(detection.model))
    terms = top_terms(found, 5)
    assert {"payment", "provider"} <= set(terms)
    assert "queue" in terms
    assert len(terms) <= 5
