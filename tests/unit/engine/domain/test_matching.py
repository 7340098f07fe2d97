"""Matching one issue to known patterns, on the model of a real detection."""

import asyncio
import sys

import pytest

from causeloop_desktop.engine.domain.detection.run import detect
from causeloop_desktop.engine.domain.detection.values import Detection
from causeloop_desktop.engine.domain.documents import Document
from causeloop_desktop.engine.domain.matching import Matcher, MatchModel

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
        for name in ("matching", "why", "naming", "fingerprints", "confidence", "masking")
    )
    heavy = "{'scipy', 'sklearn'} & set(sys.modules)"
    code = f"import sys, {modules}; sys.exit(bool({heavy}))"
    assert asyncio.run(exit_code_of(code)) == 0
