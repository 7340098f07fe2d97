"""What several tools tell of one occurrence counts once, and can be parted."""

from pathlib import Path

import pytest

from causeloop_desktop.contract.base import IssueId
from causeloop_desktop.contract.duplicates import DuplicateJoin, DuplicateKind
from causeloop_desktop.contract.jobs import JobKind
from causeloop_desktop.engine.domain.records.normalise import Record
from causeloop_desktop.engine.services.duplicates.job import DuplicatesHandler
from causeloop_desktop.engine.services.duplicates.service import DuplicateService
from causeloop_desktop.engine.services.errors import ConflictError, NotFoundError
from causeloop_desktop.engine.services.foundation.cursors import Cursors
from causeloop_desktop.engine.services.jobs.service import JobService
from causeloop_desktop.engine.services.jobs.workers import Workers
from causeloop_desktop.engine.services.patterns.numbers import PatternNumbers
from causeloop_desktop.engine.services.stream.hub import Hub
from causeloop_desktop.engine.store.intake.ingest import upsert
from causeloop_desktop.engine.worker.duplicates import job as duplicates
from tests.support.databases import add_workspace
from tests.support.patterns import DAY_US, Workshop, follow

pytestmark = pytest.mark.anyio

HOUR_US = DAY_US // 24
TITLE = "Payment gateway timed out after {} ms on checkout"


def service_of(workshop: Workshop, jobs: JobService) -> DuplicateService:
    cursors = Cursors(b"the-key-of-a-test")
    return DuplicateService(workshop.database, jobs, workshop.operations, cursors)


@pytest.fixture
def jobs(workshop: Workshop, tmp_path: Path) -> JobService:
    """Jobs that nobody runs."""
    cursors = Cursors(b"the-key-of-a-test")
    workers = Workers(["none"], tmp_path / "worker.log")
    return JobService(workshop.database, Hub(), cursors, workers, owner="test", exclusive=True)


@pytest.fixture
def service(workshop: Workshop, jobs: JobService) -> DuplicateService:
    return service_of(workshop, jobs)


async def tell(workshop: Workshop, source: str, id_: str, hours_ago: float, body: str = "") -> str:
    """Push one issue and give its id."""
    record = Record(
        source=source,
        origin="",
        external_id=id_,
        title=TITLE.format(int(hours_ago * 10)),
        body=body,
        severity=2,
        created_us=workshop.clock.now_us - int(hours_ago * HOUR_US),
    )
    (made,) = (
        await workshop.database.write(lambda write: upsert(write, workshop.key, [record]))
    ).ids
    return made


async def search(workshop: Workshop) -> int:
    """Search for duplicates; give how many were joined."""
    handler = DuplicatesHandler(workshop.database, workshop.models)
    job = await workshop.job(JobKind.DUPLICATES)
    ending = await follow(handler, job, await workshop.lines(handler, job, duplicates.run))
    joined = ending.result["joined"]
    assert isinstance(joined, int)
    return joined


async def only_pattern(workshop: Workshop) -> PatternNumbers:
    (entry,) = (await workshop.patterns.snapshot(workshop.key)).entries
    return entry


async def story(workshop: Workshop) -> list[str]:
    """An incident, its ticket and the customer's letter a day later; and another incident."""
    return [
        await tell(workshop, "pagerduty", "PD-QA1X", 200, "alert fired"),
        await tell(workshop, "jira", "PAY-17", 198, "Raised from PD-QA1X."),
        await tell(workshop, "zendesk", "ZD-900", 170, "Our bug is PAY-17, we will tell you."),
        await tell(workshop, "pagerduty", "PD-QB2Y", 20, "alert fired"),
    ]


async def test_what_three_tools_tell_is_one_occurrence(
    workshop: Workshop, service: DuplicateService
) -> None:
    incident, ticket, letter, other = await story(workshop)
    await workshop.detect()
    before = await only_pattern(workshop)
    assert (before.issues, before.occurrences, len(before.episodes)) == (4, 4, 3)

    assert await search(workshop) == 2

    after = await only_pattern(workshop)
    assert (after.issues, after.occurrences, len(after.episodes)) == (4, 2, 2)
    same = await service.of_issue(workshop.key, letter)
    assert [one.id for one in same.issues] == [incident, ticket]
    assert {join.kind for join in same.joins} == {DuplicateKind.LINK}
    assert same.joins[0].reason == "PAY-17 names PD-QA1X"
    assert (await service.of_issue(workshop.key, other)).issues == ()
    earlier = workshop.clock.now_us - 180 * HOUR_US
    assert [one.id for one in (await service.of_issue(workshop.key, incident, earlier)).issues] == [
        ticket
    ]
    assert await search(workshop) == 0


async def test_a_parting_is_obeyed_for_ever_and_can_be_undone(
    workshop: Workshop, service: DuplicateService
) -> None:
    incident, ticket, letter, _ = await story(workshop)
    await workshop.detect()
    await search(workshop)
    join = next(
        join
        for join in (await service.of_issue(workshop.key, ticket)).joins
        if join.issues[0].id == incident
    )

    done = await service.part(workshop.key, "user", join.id)
    await tell(workshop, "jira", "PAY-17", 198, "Raised from PD-QA1X. Edited.")

    assert await search(workshop) == 0
    assert (await service.of_issue(workshop.key, incident)).issues == ()
    assert [one.id for one in (await service.of_issue(workshop.key, letter)).issues] == [ticket]
    assert (await only_pattern(workshop)).occurrences == 3
    with pytest.raises(NotFoundError):
        await service.part(workshop.key, "user", join.id)
    assert done.operation_id is not None
    await workshop.operations.undo(workshop.key, "user", done.operation_id)
    assert (await only_pattern(workshop)).occurrences == 2
    with pytest.raises(ConflictError):
        await workshop.operations.undo(workshop.key, "user", done.operation_id)


async def test_a_person_joins_what_no_text_tells(
    workshop: Workshop, service: DuplicateService
) -> None:
    one = await tell(workshop, "pagerduty", "PD-QA1X", 100)
    other = await tell(workshop, "zendesk", "ZD-900", 40)
    await workshop.detect()
    assert await search(workshop) == 0
    wanted = DuplicateJoin(issue_id=IssueId(one), other_id=IssueId(other))

    done = await service.join(workshop.key, "user", wanted)

    assert [issue.id for issue in done.occurrence.issues] == [other]
    assert done.occurrence.joins[0].kind is DuplicateKind.PERSON
    assert (await only_pattern(workshop)).occurrences == 1
    with pytest.raises(ConflictError):
        await service.join(workshop.key, "user", wanted)
    assert done.operation_id is not None
    await workshop.operations.undo(workshop.key, "user", done.operation_id)
    assert (await only_pattern(workshop)).occurrences == 2
    again = await service.join(workshop.key, "user", wanted)
    assert [issue.id for issue in again.occurrence.issues] == [other]


async def test_likeness_and_time_join_within_a_pattern(
    workshop: Workshop, service: DuplicateService
) -> None:
    alert = await tell(workshop, "pagerduty", "PD-QA1X", 30, "p95 above limit")
    ticket = await tell(workshop, "jira", "PAY-17", 29.5, "p95 above limit")
    for hours in (29.9, 29.8):
        await tell(workshop, "opsgenie", f"OG-A{hours}", hours, "p95 above limit")
    await workshop.detect()

    await search(workshop)

    same = await service.of_issue(workshop.key, alert)
    assert [one.id for one in same.issues] == [ticket]
    assert same.joins[0].kind is DuplicateKind.LIKENESS


async def test_what_arrives_later_is_joined_with_what_named_it(workshop: Workshop) -> None:
    await tell(workshop, "jira", "PAY-17", 198, "Raised from PD-QA1X.")
    assert await search(workshop) == 0
    await tell(workshop, "pagerduty", "PD-QA1X", 200)

    assert await search(workshop) == 1


async def test_a_foreign_issue_is_not_there(workshop: Workshop, service: DuplicateService) -> None:
    (incident, ticket, *_) = await story(workshop)
    await search(workshop)
    foreign = add_workspace(workshop.database)
    join = (await service.of_issue(workshop.key, ticket)).joins[0]

    with pytest.raises(NotFoundError):
        await service.of_issue(foreign, incident)
    with pytest.raises(NotFoundError):
        await service.part(foreign, "user", join.id)
    assert (await service.list(foreign, 10, None)).data == ()


async def test_the_list_is_paged(workshop: Workshop, service: DuplicateService) -> None:
    await story(workshop)
    await search(workshop)

    first = await service.list(workshop.key, 1, None)
    second = await service.list(workshop.key, 1, first.page.next_cursor)

    assert (first.page.total, first.page.has_more, second.page.has_more) == (2, True, False)
    assert first.data[0].id != second.data[0].id


async def test_the_search_waits_for_new_issues_to_be_put_into_patterns(
    workshop: Workshop, service: DuplicateService, jobs: JobService
) -> None:
    await story(workshop)
    assert await service.look(workshop.key) is True
    assert (await jobs.list(workshop.key, 10, None)).data == ()


async def test_the_search_starts_by_itself_where_something_changed(
    workshop: Workshop, service: DuplicateService, jobs: JobService
) -> None:
    assert await service.look(workshop.key) is False
    await story(workshop)
    await workshop.detect()
    assert await service.look(workshop.key) is False
    kinds = [job.kind for job in (await jobs.list(workshop.key, 10, None)).data]
    assert kinds == [JobKind.DUPLICATES, JobKind.DETECTION]
    assert await service.look(workshop.key) is True
