"""What is new in the last week, over a real store."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from causeloop_desktop.contract.base import Source
from causeloop_desktop.contract.novelty import Novelty
from causeloop_desktop.engine.services.matching.matchers import Matchers
from causeloop_desktop.engine.services.novelty.service import FRESH_US, TOO_YOUNG, NoveltyService
from causeloop_desktop.engine.store.columns.catalog import IssueCatalog
from causeloop_desktop.engine.store.intake.ingest import upsert
from tests.support.databases import NOON_US, add_workspace
from tests.support.patterns import DAY_US, DISK, LOGIN, Failure, Workshop

pytestmark = pytest.mark.anyio

PASSKEY = Failure("Passkey prompt never closes after update {}")
ODD = [Failure(f"{what} is out of {of}") for what, of in (("Printer", "paper"), ("Lift", "order"))]


@pytest.fixture
def catalog(workshop: Workshop, tmp_path: Path) -> Iterator[IssueCatalog]:
    opened = IssueCatalog(workshop.database, tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def service(workshop: Workshop, catalog: IssueCatalog) -> NoveltyService:
    matchers = Matchers(workshop.database, workshop.models)
    return NoveltyService(
        workshop.database, catalog, workshop.patterns, matchers, lambda: workshop.clock.now_us
    )


async def told(workshop: Workshop, service: NoveltyService) -> Novelty:
    return await service.get(workshop.key)


async def test_what_fits_nowhere_is_named_with_the_nearest_pattern(
    workshop: Workshop, service: NoveltyService
) -> None:
    await workshop.push((DISK, [1, 20, 40]), (LOGIN, [2, 30]))
    await workshop.push(*((failure, [3]) for failure in ODD))
    await workshop.detect()

    novelty = await told(workshop, service)

    assert {stray.title for stray in novelty.strays} == {odd.title for odd in ODD}
    assert all(stray.score < 0.4 for stray in novelty.strays)
    assert [point.count for point in novelty.unmatched] == [0, 0, 0, 0, 2]
    assert novelty.rising is False


async def test_a_deploy_is_not_what_fits_nowhere(
    workshop: Workshop, service: NoveltyService
) -> None:
    await workshop.push((DISK, [1, 20, 40]), *((failure, [3]) for failure in ODD))
    (deploy,) = Failure("Shop {} is out").records(workshop.clock, [2])
    told_of = deploy._replace(metadata='{"kind":"deploy"}')
    await workshop.database.write(lambda write: upsert(write, workshop.key, [told_of]))
    await workshop.detect()

    novelty = await told(workshop, service)

    assert {stray.title for stray in novelty.strays} == {odd.title for odd in ODD}


async def test_a_rise_of_what_fits_nowhere_is_told(
    workshop: Workshop, service: NoveltyService
) -> None:
    names = ("Alpha", "Bravo", "Carol", "Delta", "Echo", "Fox", "Golf", "Hotel")
    rare = [Failure(f"{name} {name}ism halts {name}ville") for name in names]
    await workshop.push((DISK, [1, 20, 40]), *((one, [2]) for one in rare))
    await workshop.detect()

    assert (await told(workshop, service)).rising is True


async def test_new_words_are_those_that_nobody_used_before(
    workshop: Workshop, service: NoveltyService
) -> None:
    await workshop.push((PASSKEY, [1, 2, 3]), (DISK, [1, 2, 20, 40]))
    await workshop.detect()

    terms = {term.term: term for term in (await told(workshop, service)).terms}

    assert {"passkey", "prompt", "closes"} <= set(terms)
    assert not {"disk", "segment"} & set(terms)
    assert terms["passkey"].count == 3
    assert len(terms["passkey"].issues) == 3


async def test_a_source_that_fell_silent_is_told(
    workshop: Workshop, service: NoveltyService
) -> None:
    await workshop.push((DISK, [day / 2 for day in range(10, 40)]))

    (quiet,) = (await told(workshop, service)).quiet

    assert quiet.source is Source.JIRA
    assert (quiet.usual_hours, quiet.silent_hours) == (12.0, 120.0)


async def test_a_young_workspace_has_no_new_words(
    workshop: Workshop, service: NoveltyService
) -> None:
    empty = await told(workshop, service)
    assert (empty.note, empty.strays, empty.terms, empty.quiet) == (TOO_YOUNG, (), (), ())
    await workshop.push((PASSKEY, [1, 2, 3]))

    assert (await told(workshop, service)).terms == ()


async def test_an_answer_serves_for_a_minute_while_much_changes(
    workshop: Workshop, service: NoveltyService
) -> None:
    first = await told(workshop, service)
    await workshop.push((DISK, [1, 20]))
    assert await told(workshop, service) is first

    workshop.clock.now_us += FRESH_US
    second = await told(workshop, service)
    workshop.clock.now_us += FRESH_US

    assert second.unmatched != first.unmatched
    assert await told(workshop, service) is second


async def test_only_what_had_happened_is_seen(workshop: Workshop, service: NoveltyService) -> None:
    await workshop.push((PASSKEY, [1, 2, 3]), (DISK, [12, 13, 40, 60]))
    await workshop.detect()

    before = await service.get(workshop.key, NOON_US - 10 * DAY_US)

    assert "passkey" not in {term.term for term in before.terms}
    other = await service.get(add_workspace(workshop.database))
    assert other.unmatched[-1].count == 0
    assert other.terms == ()
