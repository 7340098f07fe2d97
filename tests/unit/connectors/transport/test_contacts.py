"""Every way out is counted by host, whatever it speaks."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx

from causeloop_desktop.connectors.asking.messages import Ask
from causeloop_desktop.connectors.asking.places import Place, Span
from causeloop_desktop.connectors.catalog.database import CONNECTOR as DATABASE
from causeloop_desktop.connectors.catalog.github import CONNECTOR as GITHUB
from causeloop_desktop.connectors.description.pages import Bookmark, Page
from causeloop_desktop.connectors.description.scopes import Choice
from causeloop_desktop.connectors.description.sizes import UNKNOWN, Size
from causeloop_desktop.connectors.description.streams import Stream
from causeloop_desktop.connectors.readers.counted import CountedReader
from causeloop_desktop.connectors.readers.opening import opened
from causeloop_desktop.connectors.transport.contacts import Contact, Contacts

NOW = datetime(2026, 3, 1, tzinfo=UTC)
STREAM = GITHUB.streams[0]


class Clock:
    """Goes on by a second whenever it is looked at."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 1
        return self.now


class Inner:
    """A reader of two pages."""

    async def check(self) -> str:
        return "ada"

    async def choices(self) -> AsyncIterator[Choice]:
        yield Choice("a", "A")

    async def pages(
        self, _stream: Stream, _scope: str, _span: Span, _bookmark: Bookmark
    ) -> AsyncIterator[Page]:
        yield Page((), (), Bookmark(ask=Ask(path="/next")), Place())
        yield Page((), (), Bookmark(), Place())

    async def size(self, _stream: Stream, _scope: str, _span: Span, _now: datetime) -> Size:
        return UNKNOWN


def test_requests_are_counted_by_host_until_they_are_taken() -> None:
    contacts = Contacts(Clock())
    for host in ("b.example", "a.example", "b.example"):
        contacts.note(host)
    assert contacts.taken() == (
        Contact("a.example", 1, 2.0, 2.0),
        Contact("b.example", 2, 1.0, 3.0),
    )
    assert contacts.taken() == ()


def test_each_request_over_http_is_counted() -> None:
    contacts = Contacts()

    async def run() -> None:
        def respond(_request: httpx.Request) -> httpx.Response:
            return httpx.Response(200, json={"login": "ada"})

        place = Place(base_url="https://api.github.com")
        inner = httpx.MockTransport(respond)
        secrets = {"api_key": "ghp_secret"}
        async with opened(GITHUB, place, secrets, inner=inner, contacts=contacts) as reader:
            await reader.check()
            await reader.check()

    asyncio.run(run())
    [contact] = contacts.taken()
    assert (contact.host, contact.count) == ("api.github.com", 2)


def test_what_does_not_speak_http_is_counted_by_page() -> None:
    contacts = Contacts()
    reader = CountedReader(Inner(), "mail.example", contacts)

    async def run() -> None:
        await reader.check()
        _ = [choice async for choice in reader.choices()]
        _ = [page async for page in reader.pages(STREAM, "", Span(NOW), Bookmark())]
        await reader.size(STREAM, "", Span(NOW), NOW)

    asyncio.run(run())
    [contact] = contacts.taken()
    assert (contact.host, contact.count) == ("mail.example", 5)


def test_the_machine_of_a_database_is_named_without_its_password() -> None:
    assert DATABASE.host is not None
    url = "postgresql+psycopg://reader:s3/cr#t%40@db.example.com:5432/shop"
    assert DATABASE.host(Place(), {"url": url}) == "db.example.com"
    assert DATABASE.host(Place(), {"url": "sqlite:///a.db"}) == ""
    assert DATABASE.host(Place(), {"url": "nonsense"}) == ""
