"""Sorting new issues: into patterns that are known, and pairs that no detection has seen."""

import pytest

from causeloop_desktop.engine.domain.detection.run import detect
from causeloop_desktop.engine.domain.documents import Document
from causeloop_desktop.engine.domain.matching.matcher import Matcher
from causeloop_desktop.engine.worker.matching import Sorter

STORIES = (
    "Payment provider timed out in checkout, the gateway gave up after a minute",
    "Search index is behind the catalogue, new articles cannot be found at all",
    "Customers are sent back to the login page, their session cookie is dropped",
)
LONE = Document(50, "Nightly export stops at the invoice table", "The export stops halfway.")


def known() -> list[Document]:
    return [Document(n, f"{STORIES[n % 3]} {n}", STORIES[n % 3]) for n in range(12)]


@pytest.fixture
def sorter() -> Sorter:
    return Sorter(Matcher(detect([*known(), LONE]).model), ())


def test_two_issues_that_tell_the_same_become_a_pattern(sorter: Sorter) -> None:
    places = sorter.places(Document(99, "Export stops at the invoice table", LONE.body))
    assert [(place.issue, place.pattern) for place in places] == [(99, -1), (50, -1)]
    assert [key for key, _ in sorter.take_names()] == [-1]
    assert sorter.linked == 2
    assert sorter.take_unsure() == []


def test_a_third_joins_the_pattern_of_the_two(sorter: Sorter) -> None:
    sorter.places(Document(99, "Export stops at the invoice table", LONE.body))
    again = sorter.places(Document(100, "The export stops at the invoice table", LONE.body))
    assert [(place.issue, place.pattern) for place in again] == [(100, -1)]


def test_what_equals_a_twin_later_joins_its_pattern_and_makes_no_other() -> None:
    grown = [(LONE, 0)]
    sorter = Sorter(Matcher(detect([*known(), LONE]).model), grown)
    sorter.places(Document(99, "Export stops at the invoice table", LONE.body))
    again = sorter.places(Document(100, LONE.title, "Once more, and this time for good."))
    assert [(place.issue, place.pattern) for place in again] == [(100, -1)]


def test_what_fits_nowhere_waits_alone_and_can_be_found(sorter: Sorter) -> None:
    blue = Document(98, "Blue kangaroo jumps over the fence", "Nobody knows why it jumps.")
    assert [place.pattern for place in sorter.places(blue)] == [0]
    assert [document.key for document, _ in sorter.take_unsure()] == [98]
    second = sorter.places(Document(97, "Blue kangaroo jumps over a fence", blue.body))
    assert {place.issue for place in second} == {97, 98}
