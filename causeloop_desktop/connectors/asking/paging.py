"""How the next page of a list is found: pure, one small class for each way."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlsplit

from causeloop_desktop.connectors.asking.messages import Answer, Ask
from causeloop_desktop.connectors.errors import UnreadableAnswerError

_LINK = re.compile(r'<([^<>]+)>\s*;[^,<]*\brel="?next"?', re.IGNORECASE)
_LAST = re.compile(r'<([^<>]+)>\s*;[^,<]*\brel="?last"?', re.IGNORECASE)


class CeilingReachedError(Exception):
    """The provider pages no further; the rest needs a later beginning."""


class Pager(Protocol):
    """Finds the request for the next page."""

    def following(self, ask: Ask, answer: Answer, count: int) -> Ask | None:
        """Give the next request, ``None`` after the last page.

        Args:
            ask: The request that was answered.
            answer: Its answer.
            count: The rows on that page.

        Raises:
            CeilingReachedError: There is more, but not by paging.
        """


@dataclass(frozen=True, slots=True)
class LastPage:
    """The first page is the whole list."""

    def following(self, ask: Ask, answer: Answer, count: int) -> Ask | None:
        """There is none."""
        return None


ONE_PAGE = LastPage()


@dataclass(frozen=True, slots=True)
class LinkHeader:
    """The ``Link`` header names the next page (RFC 8288); its address is taken as it stands."""

    def following(self, ask: Ask, answer: Answer, count: int) -> Ask | None:
        """Follow ``rel="next"``."""
        found = _LINK.search(answer.headers.get("link", ""))
        return Ask(path=found[1], method=ask.method, json_body=ask.json_body) if found else None


def last_page(answer: Answer) -> int | None:
    """Read the number of the last page, which providers with numbered pages name beside the next.

    ``None`` is given where there is a next page and the last one is not named.
    """
    links = answer.headers.get("link", "")
    found = _LAST.search(links)
    if found is None:
        return None if _LINK.search(links) else 1
    number = dict(parse_qsl(urlsplit(found[1]).query)).get("page", "")
    return int(number) if number.isdigit() else None


@dataclass(frozen=True, slots=True)
class Token:
    """The answer holds a token or cursor that the next request repeats.

    Attributes:
        read: Where the token stands in the answer; nothing, or an empty text, is the end.
        write: The parameter that takes it.
        instead_of: Parameters of the first request that the token stands for.
        more: Says whether there is more, where a token alone does not.
    """

    read: tuple[str, ...]
    write: str
    instead_of: tuple[str, ...] = ()
    more: Callable[[Answer], bool] = lambda _answer: True

    def following(self, ask: Ask, answer: Answer, count: int) -> Ask | None:
        """Repeat the token."""
        token: Any = answer.at(*self.read)
        if not token or not self.more(answer):
            return None
        kept = {name: value for name, value in ask.params.items() if name not in self.instead_of}
        return ask.model_copy(update={"params": {**kept, self.write: str(token)}})


@dataclass(frozen=True, slots=True)
class Variable:
    """A GraphQL connection: its cursor becomes a variable of the same question.

    Attributes:
        read: Where the cursor stands in the answer.
        write: The variable that takes it.
        more: Where the answer says that there is a next page; an empty page may have one.
    """

    read: tuple[str, ...]
    write: str
    more: tuple[str, ...]

    def following(self, ask: Ask, answer: Answer, count: int) -> Ask | None:
        """Ask after the cursor.

        Raises:
            UnreadableAnswerError: There is more, but no cursor to it.
        """
        if not answer.at(*self.more):
            return None
        cursor = answer.at(*self.read)
        if not cursor:
            message = "The provider says that there is more, but not where."
            raise UnreadableAnswerError(message)
        body = ask.json_body or {}
        variables = {**(body.get("variables") or {}), self.write: cursor}
        return ask.model_copy(update={"json_body": {**body, "variables": variables}})


@dataclass(frozen=True, slots=True)
class Offset:
    """Rows are skipped by number.

    Attributes:
        size: Rows of a full page.
        write: The parameter that skips.
        ceiling: The furthest row that the provider gives.
        more: Says whether there is more; by default a page that is not empty has a next one.
    """

    size: int
    write: str = "offset"
    ceiling: int | None = None
    more: Callable[[Answer, int], bool] = lambda _answer, count: count > 0

    def following(self, ask: Ask, answer: Answer, count: int) -> Ask | None:
        """Skip one page more.

        Raises:
            CeilingReachedError: The provider gives no row so far behind.
        """
        if not self.more(answer, count):
            return None
        skipped = int(str(ask.params.get(self.write, "0"))) + self.size
        if self.ceiling is not None and skipped + self.size > self.ceiling:
            raise CeilingReachedError
        return ask.with_params(**{self.write: str(skipped)})
