"""Jira: what its searches find, in the account's own zone."""

from datetime import UTC, datetime, timedelta

import pytest

from causeloop_desktop.connectors.asking.places import Place, Span
from causeloop_desktop.connectors.catalog.jira import CONNECTOR
from causeloop_desktop.connectors.description.pages import Bookmark, Page
from tests.support.providers.asking import asking, basic, pages_of
from tests.support.providers.jira import EMAIL, Jira

BEGIN = datetime(2026, 3, 1, 12, 0, 30, tzinfo=UTC)


def _read(jira: Jira, since: datetime, bookmark: Bookmark | None = None) -> list[Page]:
    place = Place({"time_zone": jira.zone}, base_url="https://acme.atlassian.net")
    answer = asking(jira.respond, basic(EMAIL, jira.token))
    return list(pages_of(CONNECTOR, place, Span(since), answer, bookmark=bookmark))


def _keys(pages: list[Page]) -> list[object]:
    return [taken.record.metadata["key"] for page in pages for taken in page.taken]


@pytest.mark.parametrize("zone", ["UTC", "Asia/Kolkata", "America/St_Johns", "Pacific/Kiritimati"])
def test_nothing_is_missed_in_whatever_zone_the_account_is(zone: str) -> None:
    jira = Jira(zone)
    jira.fill(7, BEGIN)
    third = BEGIN + timedelta(minutes=3)
    assert _keys(_read(jira, third)) == ["PAY-3", "PAY-4", "PAY-5", "PAY-6", "PAY-7"]


def test_the_hour_that_comes_twice_is_read_from_its_first_time_on() -> None:
    jira = Jira("Europe/Berlin")
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # 02:30, and an hour later 02:30 again
    jira.add(1, first)
    jira.add(2, first + timedelta(hours=1))
    assert _keys(_read(jira, first)) == ["PAY-1", "PAY-2"]


def test_pages_begin_with_the_last_minute_and_a_walk_goes_on_where_it_stopped() -> None:
    jira = Jira(per_page=3)
    jira.fill(7, BEGIN)
    pages = _read(jira, BEGIN)
    assert [len(page.taken) for page in pages] == [3, 3, 3]
    assert set(_keys(pages)) == {f"PAY-{number}" for number in range(1, 8)}
    rest = _read(jira, BEGIN, pages[0].bookmark)
    assert _keys(rest) == _keys(pages[1:])


def test_more_issues_of_one_minute_than_a_page_holds_are_read_by_their_tokens() -> None:
    jira = Jira(per_page=3)
    for number in range(1, 12):
        jira.add(number, BEGIN + timedelta(seconds=number))
    jira.add(12, BEGIN + timedelta(minutes=5))
    keys = set(_keys(_read(jira, BEGIN)))
    assert keys == {f"PAY-{number}" for number in range(1, 13)}


def test_an_issue_that_changes_while_pages_are_read_hides_no_other() -> None:
    jira = Jira(per_page=3)
    jira.fill(9, BEGIN)
    place = Place({"time_zone": jira.zone}, base_url="https://acme.atlassian.net")
    answer = asking(jira.respond, basic(EMAIL, jira.token))
    found: set[object] = set()
    for number, page in enumerate(pages_of(CONNECTOR, place, Span(BEGIN), answer)):
        found.update(_keys([page]))
        if number == 0:
            jira.add(1, BEGIN + timedelta(hours=1))
    assert found == {f"PAY-{number}" for number in range(1, 10)}


def test_an_issue_that_moves_stays_the_same_issue() -> None:
    jira = Jira()
    jira.add(1, BEGIN)
    [before] = [taken for page in _read(jira, BEGIN) for taken in page.taken]
    jira.add(1, BEGIN + timedelta(hours=1), project="SHOP")
    [after] = [taken for page in _read(jira, BEGIN) for taken in page.taken]
    assert before.record.external_id == after.record.external_id
    assert before.origin == after.origin
    assert after.record.metadata["key"] == "SHOP-1"
    assert after.record.source_created_at == before.record.source_created_at
