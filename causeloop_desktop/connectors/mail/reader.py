"""Reads mailboxes over IMAP.

The server finds messages by the day on which they arrived, so each run sees the last day again;
whoever stores them knows them by their Message-ID. Within a run the pages go by UID, which counts
only as long as the mailbox keeps its UIDVALIDITY; with another one the run begins again.
"""

from __future__ import annotations

import asyncio
import imaplib
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from causeloop_desktop.connectors.asking.messages import Answer, Ask
from causeloop_desktop.connectors.description.scopes import Choice, counted
from causeloop_desktop.connectors.description.sizes import Size, paged
from causeloop_desktop.connectors.errors import (
    AskOperatorError,
    ConnectorError,
    CredentialsRefusedError,
    NotFoundError,
    UnreachableError,
)
from causeloop_desktop.connectors.mail.messages import to_row
from causeloop_desktop.connectors.walking.walk import Walk

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping

    from imap_tools.mailbox import BaseMailBox

    from causeloop_desktop.connectors.asking.places import Place, Span
    from causeloop_desktop.connectors.description.pages import Bookmark, Page
    from causeloop_desktop.connectors.description.streams import Stream

NOT_NOW = ("UNAVAILABLE", "INUSE", "LIMIT", "SERVERBUG")
"""What a server says that refuses a login although nothing is wrong with the account."""

PAGE = 200
ANSWER_SECONDS = 30.0
TLS_PORT, PLAIN_PORT = 993, 143


@dataclass(frozen=True, slots=True)
class NextMessages:
    """The answer says itself after which message the next page begins."""

    def following(self, ask: Ask, answer: Answer, count: int) -> Ask | None:
        """Ask after that message."""
        del count
        after = answer.at("next")
        return None if after is None else Ask(path=ask.path, params={**ask.params, **after})


class MailReader:
    """One connection to a mail server.

    Args:
        place: The settings: the server, and how it is spoken to.
        secrets: User and password.
    """

    def __init__(self, place: Place, secrets: Mapping[str, str]) -> None:
        self._place = place
        self._user = secrets.get("user", "")
        self._password = secrets.get("api_key", "")

    async def check(self) -> str:
        """Sign in."""
        await asyncio.to_thread(self._signed_in, lambda _mailbox: None)
        return self._user

    async def choices(self) -> AsyncIterator[Choice]:
        """Give the folders."""
        for choice in await asyncio.to_thread(self._signed_in, _folders):
            yield choice

    async def pages(
        self, stream: Stream, scope: str, span: Span, bookmark: Bookmark
    ) -> AsyncIterator[Page]:
        """Read messages of a folder."""
        where = f"{self._place.settings.get('host')}/{self._user}"
        place = type(self._place)(self._place.settings, scope, where)
        walk = Walk(stream, place, span, bookmark)
        while walk.ask is not None:
            yield walk.take(await asyncio.to_thread(self._answer, walk.ask))

    async def size(self, stream: Stream, scope: str, span: Span, now: datetime) -> Size:
        """Let the server search; it answers numbers, not messages."""
        del stream, now
        found = await asyncio.to_thread(
            self._signed_in, lambda mailbox: _count(mailbox, scope, span.since)
        )
        return paged(found, PAGE)

    def _answer(self, ask: Ask) -> Answer:
        params = {name: str(value) for name, value in ask.params.items()}
        found: Answer = self._signed_in(lambda mailbox: _page(mailbox, ask.path, params))
        return found

    def _signed_in(self, work: Callable[[BaseMailBox], Any]) -> Any:
        """Work with a mailbox.

        Raises:
            ConnectorError: The server cannot be reached, or refuses.
        """
        from imap_tools.errors import ImapToolsError, MailboxLoginError

        try:
            server = self._server()
            try:
                server.login(self._user, self._password, initial_folder=None)
            except MailboxLoginError:
                server.client.shutdown()
                raise
            with server:
                return work(server)
        except MailboxLoginError as error:
            raise _refused(str(error)) from error
        except ImapToolsError as error:
            message = "The folder cannot be read. Choose the folders again."
            raise NotFoundError(message, str(error)) from error
        except (OSError, imaplib.IMAP4.error) as error:
            message = "The mail server cannot be reached. Check its name, port and encryption."
            raise UnreachableError(message, str(error)) from error

    def _server(self) -> BaseMailBox:
        from imap_tools.mailbox import MailBox, MailBoxStartTls, MailBoxUnencrypted

        settings = self._place.settings
        host = str(settings.get("host") or "")
        if not host:
            raise AskOperatorError("The name of the mail server is missing. Fill it in.")
        match settings.get("encryption") or "tls":
            case "tls":
                return MailBox(host, int(settings.get("port") or TLS_PORT), ANSWER_SECONDS)
            case "starttls":
                return MailBoxStartTls(
                    host, int(settings.get("port") or PLAIN_PORT), ANSWER_SECONDS
                )
            case "none":
                return MailBoxUnencrypted(
                    host, int(settings.get("port") or PLAIN_PORT), ANSWER_SECONDS
                )
            case other:
                message = f"{other!r} is no encryption. Take tls, starttls or none."
                raise AskOperatorError(message)


def _refused(said: str) -> ConnectorError:
    """Tell a server that is not able from one that does not know the account (RFC 5530)."""
    if any(f"[{code}]" in said.upper() for code in NOT_NOW):
        return UnreachableError("The mail server has a problem of its own.", said)
    message = "The mail server refuses the account. Check user and password."
    return CredentialsRefusedError(message, said)


def _folders(mailbox: BaseMailBox) -> list[Choice]:
    names = [one.name for one in mailbox.folder.list() if "\\Noselect" not in one.flags]
    return [Choice(name, name, size=_size(mailbox, name)) for name in names]


def _size(mailbox: BaseMailBox, folder: str) -> str:
    """Say how many messages a folder has; nothing where the server does not let us look."""
    from imap_tools.errors import MailboxFolderStatusError

    try:
        held = mailbox.folder.status(folder, ("MESSAGES",))
    except MailboxFolderStatusError:
        return ""
    return counted(held["MESSAGES"], "message", "messages")


def _count(mailbox: BaseMailBox, folder: str, since: datetime) -> int:
    from imap_tools.query import AND

    mailbox.folder.set(folder, readonly=True)
    return len(mailbox.uids(AND(date_gte=since.date())))


def _page(mailbox: BaseMailBox, folder: str, params: dict[str, str]) -> Answer:
    from imap_tools.query import AND

    mailbox.folder.set(folder, readonly=True)
    validity = str(mailbox.folder.status(folder, ["UIDVALIDITY"])["UIDVALIDITY"])
    since = datetime.fromisoformat(params["since"])
    last = int(params.get("uid", "0")) if params.get("validity") == validity else 0
    # A search from a UID on answers the last message even where there is none so high.
    uids = sorted(uid for uid in map(int, mailbox.uids(AND(date_gte=since.date()))) if uid > last)
    page, more = uids[:PAGE], len(uids) > PAGE
    rows = [to_row(message, validity) for message in _fetched(mailbox, page)]
    after = {"uid": str(page[-1]), "validity": validity} if more else None
    return Answer(200, {}, {"rows": rows, "next": after})


def _fetched(mailbox: BaseMailBox, uids: list[int]) -> list[Any]:
    if not uids:
        return []
    wanted = ",".join(map(str, uids))
    return list(mailbox.fetch(f"UID {wanted}", mark_seen=False, bulk=True))
