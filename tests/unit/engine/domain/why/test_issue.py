"""Why: parts that sum to the score, whatever the text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from causeloop_desktop.engine.domain.detection.run import detect
from causeloop_desktop.engine.domain.documents import Document
from causeloop_desktop.engine.domain.matching.matcher import Matcher
from causeloop_desktop.engine.domain.why.issue import explain, similar

WORDS = ("payment", "gateway", "timeout", "cart", "login", "search", "disk", "full", "provider")
TEXT = st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join)
FIELDS = st.dictionaries(st.just("service"), st.sampled_from(["pay", "web"]), max_size=1)

SHOP = [
    Document(n, f"{WORDS[n % 3]} {WORDS[n % 4]} {WORDS[n % 5]} {n}", f"{WORDS[n % 7]} since {n}")
    for n in range(40)
] + [
    Document(100 + n, "Search is slow", f"Alarm {n}", fingerprint="slow", fields={"service": "web"})
    for n in range(3)
]
DETECTION = detect(SHOP)
MATCHER = Matcher(DETECTION.model)
KEYS = [pattern.key for pattern in DETECTION.patterns]


@given(TEXT, TEXT, FIELDS, st.sampled_from(KEYS))
def test_parts_sum_to_the_score_and_each_is_worth_what_it_says(
    title: str, body: str, fields: dict[str, str], pattern: int
) -> None:
    document = Document(999, title, body, fields=fields)
    whole = explain(document, pattern, MATCHER)
    vector = MATCHER.vector(document)
    assert sum(part.value for part in whole.parts) == pytest.approx(whole.score)
    assert whole.score == pytest.approx(MATCHER.likeness(vector, pattern, 999)[0], abs=1e-5)
    for part in whole.parts:
        without = explain(document, pattern, MATCHER, frozenset({(part.kind, part.label)}))
        assert whole.score - without.score == pytest.approx(part.value)
        assert without.score < whole.score


def test_detection_reports_the_score_that_why_explains() -> None:
    documents = {document.key: document for document in SHOP}
    for pattern in DETECTION.patterns:
        for issue, similarity in zip(pattern.members, pattern.similarities, strict=True):
            explained = explain(documents[issue], pattern.key, MATCHER)
            assert explained.score == pytest.approx(similarity, abs=1e-5)
            assert issue not in explained.neighbours


def test_an_explicit_fingerprint_is_the_whole_reason() -> None:
    pattern = next(pattern for pattern in DETECTION.patterns if 100 in pattern.members)
    explained = explain(SHOP[-1], pattern.key, MATCHER)
    assert [(part.kind, part.label, part.value) for part in explained.parts] == [
        ("fingerprint", "slow", 1.0)
    ]
    assert explain(SHOP[-1], pattern.key, MATCHER, frozenset({("fingerprint", "slow")})).score == 0


def test_a_shared_template_is_one_part() -> None:
    payments = [Document(n, f"Payment {n} timed out at provider", WORDS[n]) for n in range(4)]
    detection = detect(payments)
    explained = explain(payments[0], detection.patterns[0].key, Matcher(detection.model))
    labels = [part.label for part in explained.parts if part.kind == "template"]
    assert labels == ["Payment … timed out at provider"]
    assert not any(part.kind == "phrase" for part in explained.parts)


def test_a_long_explanation_can_be_shortened_without_changing_the_score() -> None:
    document = Document(999, SHOP[5].title, " ".join(WORDS))
    whole = explain(document, MATCHER.match(document).candidates[0].pattern, MATCHER)
    short = whole.shortened(2)
    assert short.score == whole.score
    assert sum(part.value for part in short.parts) == pytest.approx(whole.score)
    assert len(short.parts) == 3
    assert whole.shortened(99) is whole


def test_similar_issues_are_ranked_with_their_reasons() -> None:
    ranked = similar(
        Document(1, "Payment provider timeout"),
        [Document(2, "Disk full"), Document(3, "Provider timeout in payment"), Document(1, "x")],
        MATCHER,
    )
    assert [one.key for one in ranked] == [3, 2]
    assert ranked[0].score == pytest.approx(sum(part.value for part in ranked[0].parts))
    assert ranked[1].score == 0


def test_a_form_that_nobody_shares_is_no_reason() -> None:
    payments = [
        Document(1, "Payment timed out at provider", "gateway answered too late for the cart"),
        Document(2, "Provider timeout in payment", "gateway answered too late for the cart"),
        Document(3, "Provider timeout in payment", "gateway answered too late for the cart"),
    ]
    detection = detect(payments)
    (pattern,) = detection.patterns
    matcher = Matcher(detection.model)
    kinds = [
        {part.kind for part in explain(document, pattern.key, matcher).parts}
        for document in payments
    ]
    assert ["template" in found for found in kinds] == [False, True, True]
