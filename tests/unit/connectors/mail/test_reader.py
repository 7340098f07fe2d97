"""A mailbox is read whole, day by day, and nothing in it is marked."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from causeloop_desktop.connectors.asking.places import Place, Span
from causeloop_desktop.connectors.catalog.email import CONNECTOR
from causeloop_desktop.connectors.description.pages import Bookmark, Page
from causeloop_desktop.connectors.errors import (
    AskOperatorError,
    CredentialsRefusedError,
    NotFoundError,
    UnreachableError,
)
from causeloop_desktop.connectors.mail import reader as reading
from causeloop_desktop.connectors.mail.messages import text_of
from causeloop_desktop.connectors.readers.opening import opened
from tests.support.providers.dovecot import PROGRAM, SECRET, USER, MailServer, mail_server

BEGIN = datetime.now(UTC).replace(microsecond=0) - timedelta(days=10)

with_a_server = pytest.mark.skipif(
    PROGRAM is None, reason="MAIL IS NOT TESTED: install Debian's dovecot-imapd"
)


@dataclass(frozen=True)
class Mailbox:
    """A server and how it is read."""

    server: MailServer

    def read(
        self, since: datetime = BEGIN, folder: str = "INBOX", bookmark: Bookmark | None = None
    ) -> list[Page]:
        async def run() -> list[Page]:
            async with opened(CONNECTOR, self._place(), self._secrets()) as reader:
                stream = CONNECTOR.streams[0]
                pages = reader.pages(stream, folder, Span(since), bookmark or Bookmark())
                return [page async for page in pages]

        return asyncio.run(run())

    def check(self, secret: str = SECRET) -> str:
        async def run() -> str:
            async with opened(CONNECTOR, self._place(), self._secrets(secret)) as reader:
                return await reader.check()

        return asyncio.run(run())

    def choices(self) -> list[str]:
        async def run() -> list[str]:
            async with opened(CONNECTOR, self._place(), self._secrets()) as reader:
                return [choice.value async for choice in reader.choices()]

        return asyncio.run(run())

    def _place(self) -> Place:
        settings: dict[str, Any] = {
            "host": "127.0.0.1",
            "port": self.server.port,
            "encryption": "none",
        }
        return Place(settings)

    @staticmethod
    def _secrets(secret: str = SECRET) -> dict[str, str]:
        return {"user": USER, "api_key": secret}


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """Serve a mailbox from a folder with a short name: those of sockets are limited."""
    with TemporaryDirectory(prefix="mail") as folder, mail_server(Path(folder)) as server:
        yield Mailbox(server)


def _titles(pages: list[Page]) -> list[str]:
    return [str(taken.record.title) for page in pages for taken in page.taken]


@with_a_server
def test_every_message_is_read_and_none_is_marked(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "PAGE", 2)
    for number in range(5):
        mailbox.server.deliver(number, BEGIN + timedelta(days=number), html=number == 3)
    pages = mailbox.read()
    assert len(pages) == 3
    assert _titles(pages) == [f"Checkout fails with error {number}" for number in range(5)]
    record = pages[1].taken[1].record
    assert record.body == "The payment service answered 3.\nBye"
    assert record.severity == "p2"
    assert record.external_id == "<INBOX-3@example.test>"
    with mailbox.server.signed_in() as plain:
        plain.select("INBOX", readonly=True)
        assert plain.search(None, "SEEN") == ("OK", [b""])


@with_a_server
def test_a_run_killed_after_any_page_goes_on_with_the_next(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "PAGE", 2)
    for number in range(5):
        mailbox.server.deliver(number, BEGIN + timedelta(hours=number))
    whole = mailbox.read()
    for stop in range(1, len(whole)):
        kept = Bookmark.model_validate_json(whole[stop - 1].bookmark.model_dump_json())
        rest = mailbox.read(bookmark=kept)
        assert _titles(whole[:stop]) + _titles(rest) == _titles(whole)


@with_a_server
def test_only_what_arrived_since_is_read_and_an_empty_rest_is_no_last_message(
    mailbox: Mailbox,
) -> None:
    mailbox.server.deliver(1, BEGIN)
    mailbox.server.deliver(2, BEGIN + timedelta(days=5))
    watermark = mailbox.read()[-1].bookmark.watermark
    assert watermark == BEGIN + timedelta(days=5)
    assert _titles(mailbox.read(since=watermark)) == ["Checkout fails with error 2"]
    assert _titles(mailbox.read(since=BEGIN + timedelta(days=8))) == []


@with_a_server
def test_a_mailbox_that_is_numbered_anew_is_read_again_without_doubling(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "PAGE", 2)
    with mailbox.server.signed_in() as plain:
        plain.create("Alerts")
    for number in range(3):
        mailbox.server.deliver(number, BEGIN, "Alerts")
    first = mailbox.read(folder="Alerts")
    with mailbox.server.signed_in() as plain:
        plain.delete("Alerts")
        plain.create("Alerts")
    for number in range(3):
        mailbox.server.deliver(number, BEGIN, "Alerts")
    again = mailbox.read(folder="Alerts", bookmark=first[0].bookmark)
    keys = {taken.key for page in first for taken in page.taken}
    assert {taken.key for page in again for taken in page.taken} == keys


@with_a_server
def test_folders_are_offered_and_what_is_wrong_is_told_apart(mailbox: Mailbox) -> None:
    assert mailbox.check() == USER
    assert "INBOX" in mailbox.choices()
    with pytest.raises(CredentialsRefusedError, match="user and password"):
        mailbox.check("wrong")
    with pytest.raises(NotFoundError, match="Choose the folders"):
        mailbox.read(folder="Nowhere")


def test_a_server_that_is_not_there_is_said() -> None:
    with pytest.raises(UnreachableError, match="port"):
        Mailbox(MailServer(1)).check()


def test_a_server_without_a_name_is_asked_for() -> None:
    async def run() -> None:
        async with opened(CONNECTOR, Place(), {}) as reader:
            await reader.check()

    with pytest.raises(AskOperatorError, match="missing"):
        asyncio.run(run())


def test_a_page_becomes_lines_of_text() -> None:
    html = "<html><head><title>x</title></head><body><p>One <b>two</b></p><br>three&nbsp;&amp;</p>"
    assert text_of(html) == "One two\nthree &"
