"""What would be decided about a text, without storing it."""

import pytest

from causeloop_desktop.contract.texts import (
    TextDecision,
    TextKeyKind,
    TextShape,
    TextTried,
    TextTry,
)
from causeloop_desktop.engine.services.matching.matchers import Matchers
from causeloop_desktop.engine.services.texts.service import TextService
from causeloop_desktop.engine.store.issues.documents import DocumentStore
from tests.support.patterns import DISK, LOGIN, Failure, Workshop

pytestmark = pytest.mark.anyio

KEYED = Failure("Job {} was seen", fingerprint="nightly-export")


async def tried(workshop: Workshop, text: str, **also: str) -> TextTried:
    matchers = Matchers(workshop.database, workshop.models)
    service = TextService(workshop.database, workshop.patterns, matchers)
    return await service.try_text(workshop.key, TextTry(text=text, **also))


async def test_a_known_template_would_join_its_pattern(workshop: Workshop) -> None:
    await workshop.push((DISK, [1, 20, 40]), (LOGIN, [2, 30]))
    await workshop.detect()

    found = await tried(workshop, "Disk full on node-99 while writing the index segment")

    assert found.decision is TextDecision.ATTACH
    assert found.pattern is not None
    assert found.pattern.name.startswith("Disk full")
    assert found.key is not None
    assert (found.key.kind, found.key.pattern) == (TextKeyKind.TEMPLATE, found.pattern)
    assert found.shape is TextShape.LINE
    assert found.candidates[0].pattern == found.pattern
    assert found.candidates[0].because
    assert found.similar
    assert "its title has the same form" in found.sentence


async def test_it_decides_as_matching_does(workshop: Workshop) -> None:
    await workshop.push((DISK, [1, 20, 40]), (LOGIN, [2, 30]))
    await workshop.detect()
    titles = [
        "Login token rejected for tenant 8 after certificate rotation",
        "Printer out of paper",
    ]

    said = [(await tried(workshop, title)).pattern for title in titles]
    await workshop.push(*((Failure(title), [0.1]) for title in titles))
    await workshop.match()

    newest = await workshop.database.read(lambda read: DocumentStore(read, workshop.key).newest())
    entries = (await workshop.patterns.snapshot(workshop.key)).entries
    place_of = {issue: one.id for one in entries for issue in one.row.state.members.issues}
    assert [ref and ref.id for ref in said] == [place_of.get(newest - 1), place_of.get(newest)]
    assert said[0] is not None
    assert said[1] is None


async def test_what_came_after_the_detection_is_known_by_its_key(workshop: Workshop) -> None:
    await workshop.push((DISK, [1, 20]))
    await workshop.match()

    found = await tried(workshop, "Disk full on node-99 while writing the index segment")

    assert found.decision is TextDecision.ATTACH
    assert found.score == 1.0


async def test_a_fingerprint_beats_the_words(workshop: Workshop) -> None:
    await workshop.push((KEYED, [1, 20]), (DISK, [2, 30]))
    await workshop.detect()

    found = await tried(workshop, "Disk full on node-1", fingerprint="nightly-export")

    assert found.pattern is not None
    assert found.pattern.name.startswith("Job")
    assert found.key is not None
    assert found.key.kind is TextKeyKind.FINGERPRINT


async def test_an_empty_workspace_says_that_nothing_is_alike(workshop: Workshop) -> None:
    found = await tried(workshop, "NullPointerException in CartStore\nHTTP 500 at checkout")

    assert found.decision is TextDecision.POOL
    assert found.candidates == ()
    assert found.template == "NullPointerException in CartStore"
    assert {fact.name for fact in found.facts} >= {"error_type", "root_cause"}
    assert sum(term.share for term in found.terms) <= 1.0 + 1e-6


async def test_nothing_is_stored(workshop: Workshop) -> None:
    await workshop.push((DISK, [1, 20]))
    await workshop.detect()
    before = await workshop.database.read(lambda read: DocumentStore(read, workshop.key).newest())

    await tried(workshop, "Disk full on node-5 while writing the index segment")

    after = await workshop.database.read(lambda read: DocumentStore(read, workshop.key).newest())
    assert after == before
