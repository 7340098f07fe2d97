"""Matching one issue to known patterns, on the model of a real detection."""

import asyncio
import sys

import pytest

from causeloop_desktop.engine.domain.detection.found import Detection
from causeloop_desktop.engine.domain.detection.run import detect
from causeloop_desktop.engine.domain.documents import Document
from causeloop_desktop.engine.domain.matching.matcher import Matcher
from causeloop_desktop.engine.domain.matching.model import MatchModel

PAY = "Card payments fail: the provider times out after the customer confirms the amount."
LOGIN = "Trade customers are sent back to the login page after they entered their password."


def shop() -> list[Document]:
    payments = [Document(n, f"Payment {n} timed out at provider", PAY) for n in range(4)]
    logins = [Document(10 + n, f"Login loop for customer {n} again", LOGIN) for n in range(4)]
    lines = [
        Document(20 + n, f"Disk full on report volume {name}")
        for n, name in enumerate(("alpha", "beta", "gamma"))
    ]
    alarms = [Document(30 + n, f"Alarm {n}", fingerprint="cpu") for n in range(3)]
    return [*payments, *logins, *lines, *alarms]


@pytest.fixture(scope="module")
def detection() -> Detection:
    return detect(shop())


@pytest.fixture
def matcher(detection: Detection) -> Matcher:
    return Matcher(MatchModel.from_bytes(detection.model.to_bytes()))


def pattern_of(detection: Detection, issue: int) -> int:
    return next(p.key for p in detection.patterns if issue in p.members)


def test_an_equal_fingerprint_decides_whatever_the_text_says(
    detection: Detection, matcher: Matcher
) -> None:
    match = matcher.match(Document(99, "Payment 7 timed out at provider", PAY, fingerprint="cpu"))
    assert match.pattern == pattern_of(detection, 30)
    assert (match.decided_by, match.score) == ("fingerprint", 1.0)


def test_an_unknown_fingerprint_is_never_attached_by_text(matcher: Matcher) -> None:
    match = matcher.match(Document(99, "Payment 7 timed out at provider", PAY, fingerprint="new"))
    assert (match.pattern, match.decided_by) == (None, "none")
    assert match.candidates


def test_an_equal_template_decides(detection: Detection, matcher: Matcher) -> None:
    match = matcher.match(Document(99, "Payment 4711 timed out at provider", "Nothing alike."))
    assert match.pattern == pattern_of(detection, 0)
    assert match.decided_by == "template"


def test_a_line_with_a_new_variable_word_is_the_same_template(
    detection: Detection, matcher: Matcher
) -> None:
    match = matcher.match(Document(99, "Disk full on report volume omega"))
    assert match.pattern == pattern_of(detection, 20)
    assert match.decided_by == "template"


def test_alike_prose_is_attached_by_its_text(detection: Detection, matcher: Matcher) -> None:
    match = matcher.match(Document(99, "Login loop for trade customers", LOGIN))
    assert match.pattern == pattern_of(detection, 10)
    assert match.decided_by == "text"
    assert match.nearest_other is None or match.nearest_other.pattern != match.pattern


def test_what_fits_nowhere_gets_candidates_at_most(matcher: Matcher) -> None:
    match = matcher.match(Document(99, "Blue sky over the payment office", "It rains."))
    assert (match.pattern, match.decided_by) == (None, "none")
    assert all(candidate.score < 0.5 for candidate in match.candidates)


def test_before_the_first_detection_nothing_matches() -> None:
    match = Matcher(MatchModel.empty()).match(Document(1, "Payment failed", PAY))
    assert (match.pattern, match.score, match.candidates) == (None, 0.0, ())


def test_an_issue_in_no_pattern_is_a_twin_of_one_that_tells_the_same() -> None:
    lone = Document(50, "Nightly export stops at the invoice table", "The export stops halfway.")
    matcher = Matcher(detect([*shop(), lone]).model)
    match = matcher.match(Document(99, "Export stops at the invoice table", lone.body))
    assert (match.pattern, match.decided_by) == (None, "none")
    assert match.twin is not None
    assert match.twin.issue == 50
    assert match.twin.score >= matcher.thresholds.of("prose").attach
    matcher.place(50, 7)
    assert matcher.match(Document(99, lone.title, lone.body)).pattern == 7


def test_what_is_added_is_found_at_once_and_never_beside_itself(matcher: Matcher) -> None:
    told = Document(60, "Voucher printer jams on thick paper", "The voucher printer jams daily.")
    assert 60 not in matcher.ranked(told)
    matcher.add(told)
    again = Document(61, "Voucher printer jams", told.body)
    assert matcher.ranked(again, 3)[0] == 60
    assert 60 not in matcher.ranked(told)
    assert matcher.likeness_of(again, 60) > 0.5


def test_issues_are_ranked_best_first(detection: Detection, matcher: Matcher) -> None:
    ranked = matcher.ranked(Document(99, "Login loop for customer", LOGIN))
    assert set(ranked[:3]) <= {10, 11, 12, 13}
    assert len(ranked) == len(set(ranked)) <= 10


def test_a_model_survives_its_bytes(detection: Detection) -> None:
    kept = MatchModel.from_bytes(detection.model.to_bytes())
    assert kept.lone.issues.tolist() == detection.model.lone.issues.tolist()
    assert kept.latent.places.tolist() == detection.model.latent.places.tolist()


def test_renaming_replaces_provisional_keys(detection: Detection) -> None:
    names = {pattern.key: 100 - pattern.key for pattern in detection.patterns}
    renamed = Matcher(detection.model.renamed(names))
    match = renamed.match(Document(99, "Payment 8 timed out at provider", PAY))
    assert match.pattern == names[pattern_of(detection, 0)]


def test_broken_bytes_are_refused() -> None:
    with pytest.raises(ValueError, match="no matching model"):
        MatchModel.from_bytes(b"nothing")


async def exit_code_of(code: str) -> int:
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", code)
    return await process.wait()


def test_matching_and_why_need_no_scipy() -> None:
    modules = ", ".join(
        f"causeloop_desktop.engine.domain.{name}"
        for name in ("matching.matcher", "why.together", "patterns.naming", "patterns.confidence")
    )
    heavy = "{'scipy', 'sklearn'} & set(sys.modules)"
    code = f"import sys, {modules}; sys.exit(bool({heavy}))"
    assert asyncio.run(exit_code_of(code)) == 0


def test_the_nearest_issue_of_each_pattern_is_named(detection: Detection, matcher: Matcher) -> None:
    asked = Document(0, "Payment 0 timed out at provider", PAY)
    patterns = [pattern_of(detection, 10), pattern_of(detection, 0), 4711]

    nearest = [*matcher.nearest(asked, patterns)]

    for pattern, issue in zip(patterns, nearest, strict=True):
        _, rows = matcher.likeness(matcher.vector(asked), pattern, asked.key)
        assert issue == (matcher.issue(rows[0]) if rows else None)
    assert nearest[1] in {1, 2, 3}
    assert nearest[2] is None
