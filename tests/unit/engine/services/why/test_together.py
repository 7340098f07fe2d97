"""Why a pattern's issues are together, over a real store."""

import pytest

from causeloop_desktop.contract.issues import ReasonKind
from causeloop_desktop.contract.patterns import PatternWhy
from causeloop_desktop.engine.services.errors import NotFoundError
from causeloop_desktop.engine.services.matching.matchers import Matchers
from causeloop_desktop.engine.services.why.together import PatternWhyService
from tests.support.databases import NOON_US
from tests.support.patterns import DAY_US, DISK, LOGIN, Failure, Workshop

pytestmark = pytest.mark.anyio

NEAR = Failure("Disk check on node-{} finished without writing the report")


def service_of(workshop: Workshop) -> PatternWhyService:
    matchers = Matchers(workshop.database, workshop.models)
    return PatternWhyService(workshop.database, workshop.patterns, matchers)


async def asked(workshop: Workshop, name: str, as_of_us: int | None = None) -> PatternWhy:
    entries = (await workshop.patterns.snapshot(workshop.key)).entries
    (pattern,) = (entry for entry in entries if entry.name.startswith(name))
    return await service_of(workshop).why(workshop.key, pattern.id, as_of_us)


async def test_the_parts_sum_and_say_how_many_share_them(workshop: Workshop) -> None:
    ids = await workshop.push((DISK, [1, 20, 40]), (NEAR, [2, 30]), (LOGIN, [3, 33]))
    await workshop.detect()

    why = await asked(workshop, "Disk full")

    assert sum(reason.value for reason in why.because) == pytest.approx(why.score)
    assert (why.because[0].kind, why.because[0].count, why.of) == (ReasonKind.TEMPLATE, 3, 3)
    assert why.nearest_other is not None
    assert why.nearest_other.name.startswith("Disk check")
    assert why.nearest_other_score is not None
    assert why.threshold is not None
    assert why.nearest_other_score < why.threshold
    assert why.would_need
    assert why.deciding_parts
    assert sum(part.value for part in why.deciding_parts) == pytest.approx(why.deciding_score)
    told = sum(part.value for part in why.nearest_other_parts)
    assert told == pytest.approx(why.nearest_other_score)
    assert {"disk", "full"} <= set(why.top_terms)
    assert {issue.id for issue in why.typical} <= set(ids)
    assert "3 of 3 issues share the form" in why.sentence


async def test_members_that_came_together_are_counted(workshop: Workshop) -> None:
    await workshop.push((DISK, [1, 1.01, 20, 40]), (LOGIN, [3, 33]))
    await workshop.detect()

    assert (await asked(workshop, "Disk full")).in_time == 2


async def test_only_what_had_happened_is_looked_at(workshop: Workshop) -> None:
    await workshop.push((DISK, [1, 20, 40]), (LOGIN, [3, 33]))
    await workshop.detect()

    why = await asked(workshop, "Disk full", NOON_US - 10 * DAY_US)

    assert why.of == 2


async def test_an_unknown_pattern_is_not_found(workshop: Workshop) -> None:
    with pytest.raises(NotFoundError):
        await service_of(workshop).why(workshop.key, "pat_unknown")
