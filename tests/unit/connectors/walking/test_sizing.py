"""What a span takes is counted where the provider counts, judged by a page where it does not."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from causeloop_desktop.connectors.asking.messages import Answer, Ask, Row
from causeloop_desktop.connectors.asking.paging import Offset
from causeloop_desktop.connectors.asking.places import Place, Span
from causeloop_desktop.connectors.catalog.github import CONNECTOR as GITHUB
from causeloop_desktop.connectors.catalog.jira import CONNECTOR as JIRA
from causeloop_desktop.connectors.catalog.opsgenie import CONNECTOR as OPSGENIE
from causeloop_desktop.connectors.catalog.pagerduty import CONNECTOR as PAGERDUTY
from causeloop_desktop.connectors.catalog.servicenow import CONNECTOR as SERVICENOW
from causeloop_desktop.connectors.catalog.zendesk import CONNECTOR as ZENDESK
from causeloop_desktop.connectors.description.connector import Connector
from causeloop_desktop.connectors.description.sizes import UNKNOWN, Certainty, Size
from causeloop_desktop.connectors.description.streams import Order, Stream
from causeloop_desktop.connectors.errors import CredentialsRefusedError, PermissionMissingError
from causeloop_desktop.connectors.walking.sizing import size_of, slices_of
from causeloop_desktop.contract.ingest import IngestEvent

NOW = datetime(2026, 3, 31, tzinfo=UTC)
MONTH = Span(NOW - timedelta(days=30))
PLACE = Place(scope="acme/shop", base_url="https://api.example.com")


def _ask(span: Span, _place: Place) -> Ask:
    return Ask(path="/rows", params={"since": span.since.isoformat()})


def _record(row: Row, _place: Place) -> IngestEvent:
    return IngestEvent(external_id=row["id"])


STREAM = Stream(
    name="rows",
    title="Rows",
    ask=_ask,
    to_record=_record,
    changed=lambda row: datetime.fromisoformat(row["at"]),
    pager=Offset(3),
)


def _size(
    stream: Stream, answer: Callable[[Ask], Answer], span: Span = MONTH
) -> tuple[Size, list[Ask]]:
    asked: list[Ask] = []

    async def asking(ask: Ask) -> Answer:
        asked.append(ask)
        return answer(ask)

    return asyncio.run(size_of(asking, stream, PLACE, span, NOW)), asked


def _rows(*days_ago: float) -> Answer:
    rows = [{"id": n, "at": (NOW - timedelta(days=n)).isoformat()} for n in days_ago]
    return Answer(200, {}, rows)


LAST = {
    "link": '<https://api.github.com/x?page=2>; rel="next", <https://a.b/x?page=250>; rel="last"'
}
ONLY = {"x-total-count": "250"}


@pytest.mark.parametrize(
    ("connector", "answer", "requests"),
    [
        (GITHUB, Answer(200, LAST, [{}]), 3),
        (JIRA, Answer(200, {}, {"count": 250}), 3),
        (OPSGENIE, Answer(200, {}, {"data": {"count": 250}}), 3),
        (PAGERDUTY, Answer(200, {}, {"total": 250}), 3),
        (SERVICENOW, Answer(200, ONLY, {}), 1),
        (ZENDESK, Answer(200, {}, {"count": 250}), 1),
    ],
)
def test_a_provider_that_counts_is_asked_once(
    connector: Connector, answer: Answer, requests: int
) -> None:
    found, asked = _size(connector.streams[0], lambda _ask: answer)
    assert found == Size(250, requests, Certainty.COUNTED)
    assert len(asked) == 1


def test_what_is_younger_than_the_end_is_taken_off() -> None:
    def answer(ask: Ask) -> Answer:
        recent = "2026/03/21" in str((ask.json_body or {})["jql"])
        return Answer(200, {}, {"count": 40 if recent else 250})

    until = NOW - timedelta(days=10)
    found, asked = _size(JIRA.streams[0], answer, Span(MONTH.since, until))
    assert (found.rows, found.requests, len(asked)) == (210, 3, 2)


def test_a_provider_that_may_not_count_is_judged_by_its_first_page() -> None:
    stream = replace(STREAM, count=JIRA.streams[0].count)

    def answer(ask: Ask) -> Answer:
        if ask.method == "POST":
            raise PermissionMissingError("Not for these credentials.")
        return _rows(30, 29, 27)

    found, _ = _size(stream, answer)
    assert found == Size(30, 10, Certainty.JUDGED)


def test_credentials_that_are_refused_are_told() -> None:
    def answer(_ask: Ask) -> Answer:
        raise CredentialsRefusedError("Not these.")

    with pytest.raises(CredentialsRefusedError):
        _size(JIRA.streams[0], answer)


def test_a_page_of_the_newest_tells_how_dense_they_are() -> None:
    stream = replace(STREAM, order=Order.NEWEST_FIRST)
    assert _size(stream, lambda _ask: _rows(1, 2, 3))[0] == Size(30, 10, Certainty.JUDGED)


def test_a_page_without_a_next_one_is_all_there_is() -> None:
    stream = replace(STREAM, pager=Offset(3, more=lambda _answer, _count: False))
    assert _size(stream, lambda _ask: _rows(9, 8))[0] == Size(2, 1, Certainty.COUNTED)
    assert _size(stream, lambda _ask: _rows())[0] == Size(0, 1, Certainty.COUNTED)


def test_a_page_of_one_moment_tells_nothing() -> None:
    assert _size(STREAM, lambda _ask: _rows(30, 30, 30))[0] == UNKNOWN


def test_of_many_slices_the_newest_stand_for_all() -> None:
    stream = replace(PAGERDUTY.streams[0], longest_span=timedelta(days=1))
    found, asked = _size(stream, lambda _ask: Answer(200, {}, {"total": 150}))
    assert found == Size(4500, 60, Certainty.JUDGED)
    assert len(asked) == 4
    assert len(slices_of(stream, Span(MONTH.since, NOW))) == 30
