"""Opsgenie: the list leaves out an alert's text, so each alert is asked for."""

import asyncio
from datetime import UTC, datetime, timedelta

from causeloop_desktop.connectors import Bookmark, Certainty, Page, Place, Size, Span
from causeloop_desktop.connectors.catalog.opsgenie import CONNECTOR
from causeloop_desktop.connectors.catalog.opsgenie.records import alert_to_record
from tests.support.providers.opsgenie import TOKEN, Opsgenie
from tests.support.providers.server import Asked, Respond, Told
from tests.support.providers.wire import reading

BEGIN = datetime(2026, 3, 1, tzinfo=UTC)
PLACE = Place(base_url="https://api.opsgenie.com")
STREAM = CONNECTOR.streams[0]


def _filled() -> Opsgenie:
    opsgenie = Opsgenie()
    for number in (1, 2, 3):
        opsgenie.add(number, BEGIN + timedelta(minutes=number))
    return opsgenie


def _read(respond: Respond) -> tuple[list[Page], Size]:
    async def run() -> tuple[list[Page], Size]:
        async with reading(CONNECTOR, PLACE, {"api_key": TOKEN}, respond) as reader:
            span, now = Span(BEGIN), BEGIN + timedelta(days=1)
            pages = [page async for page in reader.pages(STREAM, "", span, Bookmark())]
            return pages, await reader.size(STREAM, "", span, now)

    return asyncio.run(run())


def test_an_alert_comes_with_its_text_and_details() -> None:
    pages, size = _read(_filled().respond)
    taken = [one for page in pages for one in page.taken]
    assert taken[0].record.body == "Disk 1 is nearly full: 97 %.\n\nhost: db-1"
    assert taken[0].row["details"] == {"host": "db-1"}
    assert size == Size(3, 1 + 3, Certainty.COUNTED)


def test_an_alert_that_is_gone_when_it_is_asked_for_stays_as_the_list_had_it() -> None:
    opsgenie = _filled()

    def forget_one(asked: Asked) -> Told:
        told = opsgenie.respond(asked)
        if asked.path == "/v2/alerts":
            opsgenie.alerts.pop(2, None)
        return told

    pages, _ = _read(forget_one)
    bodies = {one.record.title: one.record.body for page in pages for one in page.taken}
    assert bodies["Disk 2 is nearly full"] == ""
    assert bodies["Disk 3 is nearly full"] != ""


def test_an_account_in_europe_is_opened_there() -> None:
    row = {"id": "a", "message": "Disk is full"}
    record = alert_to_record(row, Place(base_url="https://api.eu.opsgenie.com"))
    assert record.external_url == "https://app.eu.opsgenie.com/alert/detail/a"
