from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Row, delete, insert, select, update

from causeloop_desktop.contract.base import ChangeKind, Priority, Source
from causeloop_desktop.contract.issues import IssueFilter, IssueSort, Stage, Status
from causeloop_desktop.contract.times import from_micros
from causeloop_desktop.engine.domain.records.normalise import Record
from causeloop_desktop.engine.store.columns import catalog as catalogs
from causeloop_desktop.engine.store.columns.catalog import IssueCatalog
from causeloop_desktop.engine.store.columns.looks import Order, Start, Wanted
from causeloop_desktop.engine.store.database import Database, WriteTransaction
from causeloop_desktop.engine.store.intake.ingest import upsert
from causeloop_desktop.engine.store.schema import issues, memberships, workspaces
from causeloop_desktop.engine.store.tenants.workspaces import workspace_keys
from causeloop_desktop.engine.store.work.outbox import record_change, touch_issues
from tests.support.databases import NOON_US, add_workspace

pytestmark = pytest.mark.anyio

COUNT = 240
FREQUENT = "frequent"
DAY_US = 86_400_000_000
PATTERN = 77
Keep = Callable[[Row[Any]], bool]


def _mixed(number: int, kinds: int, salt: int) -> int:
    """Give a number below ``kinds`` that follows no order."""
    return (number * 2_654_435_761 >> salt) % kinds


def _record(number: int) -> Record:
    return Record(
        ("jira", "github", "slack")[_mixed(number, 3, 3)],
        "",
        f"E-{number}",
        f"Title {number}",
        body=f"{FREQUENT} {number}" if number % 2 else f"seldom {number}",
        severity=1 + _mixed(number, 4, 5),
        status=("open", "in progress", "done", "wontfix", None)[_mixed(number, 5, 7)],
        team=f"team {_mixed(number, 4, 9)}",
        service=(None, "service-3", "service-4")[_mixed(number, 3, 11)],
        created_us=NOON_US - _mixed(number, 200, 13) * DAY_US - number,
    )


@pytest.fixture
def filled(database: Database, workspace: int) -> int:
    other = add_workspace(database)
    records = [_record(number) for number in range(COUNT)]
    for first in range(0, COUNT, 40):
        some = records[first : first + 40]
        for place in (other, workspace):
            database.submit(partial(upsert, workspace_key=place, records=some)).result()
    return workspace


@pytest.fixture
async def catalog(database: Database, tmp_path: Path) -> AsyncIterator[IssueCatalog]:
    opened = IssueCatalog(database, tmp_path)
    yield opened
    opened.close()


def _rows(database: Database, workspace: int) -> list[Row[Any]]:
    mine = select(issues).where(issues.c.workspace_key == workspace).order_by(issues.c.key)
    return database.read_now(lambda read: list(read.execute(mine)))


SORTS: dict[IssueSort, Callable[[Row[Any]], Any]] = {
    IssueSort.CREATED_AT: lambda row: row.occurred_us,
    IssueSort.SOURCE_CREATED_AT: lambda row: row.occurred_us,
    IssueSort.INGESTED_AT: lambda row: row.key,
    IssueSort.UPDATED_AT: lambda row: row.updated_us,
    IssueSort.RISK_SCORE: lambda row: row.risk_score,
    IssueSort.SEVERITY: lambda row: -row.severity,
    IssueSort.STATUS: lambda row: row.stage,
}
FILTERS: list[tuple[IssueFilter, Keep]] = [
    (IssueFilter(), lambda row: True),
    (IssueFilter(status=(Status.OPEN,)), lambda row: row.stage == 0),
    (IssueFilter(status=(Status.OPEN, Status.CLOSED)), lambda row: row.stage in (0, 5)),
    (IssueFilter(stage=(Stage.RESOLVED,)), lambda row: row.stage == 4),
    (IssueFilter(stage=(Stage.RESOLVED,), status=(Status.OPEN,)), lambda row: False),
    (IssueFilter(severity=(Priority.P1, Priority.P2)), lambda row: row.severity <= 2),
    (IssueFilter(source=(Source.GITHUB,)), lambda row: row.source == "github"),
    (IssueFilter(team=("team 1", "team 2")), lambda row: row.team in ("team 1", "team 2")),
    (IssueFilter(team=("nobody",)), lambda row: False),
    (IssueFilter(service=("service-3",)), lambda row: row.service == "service-3"),
    (IssueFilter(linked=False), lambda row: True),
    (IssueFilter(linked=True), lambda row: False),
    (IssueFilter(risk_min=40, risk_max=80), lambda row: 40 <= row.risk_score <= 80),
    (IssueFilter(q=FREQUENT), lambda row: FREQUENT in row.body),
    (
        IssueFilter(q=FREQUENT, severity=(Priority.P3,)),
        lambda row: FREQUENT in row.body and row.severity == 3,
    ),
]


async def _walk(catalog: IssueCatalog, workspace: int, wanted: Wanted, order: Order) -> list[int]:
    """Read a list to its end by cursors."""
    found: list[int] = []
    start = Start()
    while True:
        page = await catalog.page(workspace, wanted, order, start, 37)
        assert page.position == len(found)
        found.extend(page.keys)
        if page.last is None:
            assert page.total == len(found)
            return found
        start = Start(after=page.last)


@pytest.mark.parametrize("sort", list(IssueSort))
@pytest.mark.parametrize("descending", [False, True])
async def test_every_filter_and_sort_agree_with_plain_python(
    database: Database, catalog: IssueCatalog, filled: int, sort: IssueSort, descending: bool
) -> None:
    rows = _rows(database, filled)
    for filter_, keep in FILTERS:
        expected = sorted(filter(keep, rows), key=lambda row: (SORTS[sort](row), row.key))
        keys = [row.key for row in (reversed(expected) if descending else expected)]
        wanted = Wanted(filter_)
        assert await _walk(catalog, filled, wanted, Order(sort, descending)) == keys
        page = await catalog.page(filled, wanted, Order(sort, descending), Start(11), 5)
        assert list(page.keys) == keys[11:16]


async def test_dates_bound_what_is_seen(
    database: Database, catalog: IssueCatalog, filled: int
) -> None:
    rows = sorted(_rows(database, filled), key=lambda row: row.occurred_us)
    early, late = rows[60].occurred_us, rows[180].occurred_us
    filter_ = IssueFilter(date_from=from_micros(early), date_to=from_micros(late))
    assert await catalog.count(filled, Wanted(filter_)) == 120
    assert await catalog.count(filled, Wanted(as_of_us=early)) == 61


async def test_facets_add_up(catalog: IssueCatalog, filled: int) -> None:
    facets = await catalog.facets(filled, Wanted())
    assert facets.total == COUNT
    for counts in (facets.stage, facets.severity, facets.source, facets.team):
        assert sum(counts.values()) == COUNT
    assert facets.newest_at
    assert facets.oldest_at
    assert facets.newest_at > facets.oldest_at


async def test_nothing_is_counted_in_an_empty_workspace(
    database: Database, catalog: IssueCatalog, workspace: int
) -> None:
    assert (await catalog.facets(workspace, Wanted())).total == 0
    page = await catalog.page(workspace, Wanted(), Order(), Start(), 25)
    assert (page.keys, page.total, page.last) == ((), 0, None)


async def test_ids_of_ours_and_of_the_source_are_found(
    database: Database, catalog: IssueCatalog, filled: int
) -> None:
    row = _rows(database, filled)[17]
    for name in (row.id, row.external_id):
        assert row.key in await catalog.keys(filled, Wanted(IssueFilter(q=name)))


async def test_new_changed_and_moved_issues_are_seen_at_once(
    database: Database, catalog: IssueCatalog, filled: int
) -> None:
    assert await catalog.count(filled, Wanted()) == COUNT
    first = _rows(database, filled)[0].key

    def change(write: WriteTransaction) -> None:
        upsert(write, filled, [Record("jira", "", "new", "New one", team="team new")])
        mine = issues.c.key == first
        write.connection.execute(update(issues).where(mine).values(team="team new"))
        row = {"run_key": 0, "workspace_key": filled, "issue_key": first, "pattern_key": PATTERN}
        write.connection.execute(insert(memberships).values(row))
        touch_issues(write, filled, [first])

    await database.write(change)
    assert await catalog.count(filled, Wanted()) == COUNT + 1
    assert len(await catalog.keys(filled, Wanted(IssueFilter(team=("team new",))))) == 2
    assert await catalog.keys(filled, Wanted(pattern_key=PATTERN)) == [first]
    assert await catalog.keys(filled, Wanted(IssueFilter(linked=True))) == [first]


async def test_switching_the_run_switches_the_patterns(
    database: Database, catalog: IssueCatalog, filled: int
) -> None:
    first = _rows(database, filled)[0].key
    assert await catalog.keys(filled, Wanted(pattern_key=PATTERN)) == []

    def switch(write: WriteTransaction) -> None:
        row = {"run_key": 5, "workspace_key": filled, "issue_key": first, "pattern_key": PATTERN}
        write.connection.execute(insert(memberships).values(row))
        mine = workspaces.c.key == filled
        write.connection.execute(update(workspaces).where(mine).values(current_run=5))
        touch_issues(write, filled, [])

    await database.write(switch)
    assert await catalog.keys(filled, Wanted(pattern_key=PATTERN)) == [first]


async def test_a_list_asked_for_again_and_again_stays_the_same(
    catalog: IssueCatalog, filled: int
) -> None:
    order = Order(IssueSort.SEVERITY)
    pages = [await catalog.page(filled, Wanted(), order, Start(30), 20) for _ in range(4)]
    assert all(page == pages[0] for page in pages)


async def _reopened(database: Database, folder: Path) -> IssueCatalog:
    """End an engine's catalog in order, and begin the next one's."""
    ended = IssueCatalog(database, folder)
    for workspace_key in database.read_now(workspace_keys):
        await ended.count(workspace_key, Wanted())
    ended.close()
    return IssueCatalog(database, folder)


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Let workspaces of any size be kept, and name the folder."""
    monkeypatch.setattr(catalogs, "LARGE", 1)
    return tmp_path / "columns"


async def test_what_an_orderly_end_kept_is_used_once_and_answers_the_same(
    database: Database, filled: int, kept: Path
) -> None:
    wanted = [Wanted(filter_) for filter_, _ in FILTERS]
    fresh = IssueCatalog(database, kept / "elsewhere")
    expected = [await fresh.keys(filled, one) for one in wanted]
    reopened = await _reopened(database, kept)
    _forget_issues(database)
    assert [await reopened.keys(filled, one) for one in wanted if not one.filter.q] == [
        keys for keys, one in zip(expected, wanted, strict=True) if not one.filter.q
    ]
    assert not (kept / f"{filled}.npz").exists()


def _forget_issues(database: Database) -> None:
    """Empty the table behind the columns' back: whoever reads anew finds nothing."""
    database.submit(lambda write: write.connection.execute(delete(issues))).result()


async def test_what_was_kept_is_not_used_after_another_commit(
    database: Database, filled: int, kept: Path
) -> None:
    reopened = await _reopened(database, kept)
    first = _rows(database, filled)[0].key

    def change(write: WriteTransaction) -> None:
        mine = issues.c.key == first
        write.connection.execute(update(issues).where(mine).values(team="team new"))
        record_change(write, filled, ChangeKind.ISSUES, count=1)

    database.submit(change).result()
    assert await reopened.keys(filled, Wanted(IssueFilter(team=("team new",)))) == [first]


@pytest.mark.parametrize("damage", [b"", b"PK garbage", None])
async def test_a_damaged_file_is_read_around(
    database: Database, filled: int, kept: Path, damage: bytes | None
) -> None:
    reopened = await _reopened(database, kept)
    file = kept / f"{filled}.npz"
    file.write_bytes(file.read_bytes()[:-40] if damage is None else damage)
    assert await reopened.count(filled, Wanted()) == COUNT
    assert not file.exists()


async def test_what_another_workspace_kept_is_read_around(
    database: Database, filled: int, kept: Path
) -> None:
    stranger = add_workspace(database)
    reopened = await _reopened(database, kept)
    mine = select(workspaces.c.sequence).where(workspaces.c.key == filled).scalar_subquery()
    same = update(workspaces).where(workspaces.c.key == stranger).values(sequence=mine)
    database.submit(lambda write: write.connection.execute(same)).result()
    (kept / f"{filled}.npz").rename(kept / f"{stranger}.npz")
    assert await reopened.count(stranger, Wanted()) == 0


@pytest.fixture
def blocked(kept: Path) -> Path:
    """Let a file stand where the folder should be."""
    kept.write_text("not a folder")
    return kept


async def test_a_folder_that_cannot_be_written_costs_only_time(
    database: Database, filled: int, blocked: Path
) -> None:
    reopened = await _reopened(database, blocked)
    assert await reopened.count(filled, Wanted()) == COUNT
