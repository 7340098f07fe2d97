"""Issues that are read a page at once are answered as those that are read one by one."""

from collections.abc import Sequence

import pytest

from causeloop_desktop.engine.domain.detection.run import detect
from causeloop_desktop.engine.domain.documents import Document
from causeloop_desktop.engine.domain.matching.matcher import Matcher
from causeloop_desktop.engine.domain.matching.matches import Match
from causeloop_desktop.engine.domain.matching.model import MatchModel
from tests.quality.fixtures import Labelled, log_lines, tickets, traces

PAGE = 20


def answers(
    model: MatchModel, documents: Sequence[Document], page: int
) -> list[tuple[Match, tuple[int, ...]]]:
    """Ask about documents that come page by page; each is found by the next one."""
    matcher, said = Matcher(model), []
    for at, document in enumerate(documents):
        if page and at % page == 0:
            matcher.prepare(documents[at : at + page])
        match = matcher.match(document)
        said.append((match, matcher.ranked(document)))
        matcher.add(document, match.pattern or 0)
    return said


@pytest.mark.parametrize(
    "items", [tickets(), traces(), log_lines()], ids=["tickets", "traces", "lines"]
)
def test_a_page_is_answered_as_its_issues_one_by_one(items: Sequence[Labelled]) -> None:
    documents = [item.document(key) for key, item in enumerate(items, start=1)]
    half = len(documents) // 2
    model = detect(documents[:half]).model
    alone, at_once = answers(model, documents[half:], 0), answers(model, documents[half:], PAGE)
    assert any(match.candidates for match, _ in alone)
    assert alone == at_once
