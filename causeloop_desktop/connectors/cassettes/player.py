"""Plays a cassette to the same runner that reads a provider: offline, and without waiting."""

from collections import deque
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import replace

from causeloop_desktop.connectors.asking.messages import Answer
from causeloop_desktop.connectors.asking.places import Place, Span
from causeloop_desktop.connectors.cassettes.recorder import asked_of
from causeloop_desktop.connectors.cassettes.redacting import Redactor
from causeloop_desktop.connectors.cassettes.tape import Asked, Exchanged, Head, Line, Shelf, Tail
from causeloop_desktop.connectors.description.connector import Connector
from causeloop_desktop.connectors.description.pages import Bookmark, Page
from causeloop_desktop.connectors.description.reader import Pages
from causeloop_desktop.connectors.description.streams import Stream
from causeloop_desktop.connectors.errors import UnreachableError, UnreadableAnswerError
from causeloop_desktop.connectors.readers.http import HttpReader
from causeloop_desktop.connectors.transport.carrier import Request
from causeloop_desktop.connectors.transport.exchange import Exchange
from causeloop_desktop.connectors.transport.patience import Patience
from causeloop_desktop.connectors.walking.rows import read_rows

STAND_IN = {"access_token": "none-is-needed"}
"""What is presented to a cassette, which asks for nothing."""


class Player:
    """Answers with what was recorded; equal requests get their answers in the order they came.

    Args:
        lines: The cassette after its head.
        base_url: What stands in front of every path.
    """

    def __init__(self, lines: Iterable[Line], base_url: str) -> None:
        self._base_url = base_url
        self._redactor = Redactor((), "")
        self._answers: dict[str, deque[Exchanged]] = {}
        self._shelves: dict[tuple[str, str], list[Shelf]] = {}
        self.tail = Tail(is_cut=True)  # one without an end was never finished
        self.requests = 0
        for line in lines:
            self._take(line)

    @property
    def left(self) -> int:
        """How many answers nobody asked for."""
        return sum(map(len, self._answers.values()))

    async def send(self, request: Request) -> Answer:
        """Answer a request.

        Raises:
            UnreachableError: There was no answer when it was recorded either.
            UnreadableAnswerError: Nothing of the kind was asked then.
        """
        asked = self._as_recorded(asked_of(self._base_url, request))
        waiting = self._answers.get(asked.key)
        if not waiting:
            message = "The cassette holds no answer to what is asked now."
            raise UnreadableAnswerError(message, asked.key)
        self.requests += 1
        found = waiting.popleft()
        if found.failure:
            kind = UnreachableError if found.is_retried else UnreadableAnswerError
            raise kind(found.failure)
        return Answer(found.status, found.headers, found.body)

    def shelves(self, stream: str, scope: str) -> list[Shelf]:
        """Give the pages of a source that does not speak HTTP."""
        return self._shelves.get((stream, scope), [])

    def _take(self, line: Line) -> None:
        match line:
            case Exchanged():
                key = self._as_recorded(line.asked).key
                self._answers.setdefault(key, deque()).append(line)
            case Shelf():
                self._shelves.setdefault((line.stream, line.scope), []).append(line)
            case Tail():
                self.tail = line
            case Head():
                pass

    def _as_recorded(self, asked: Asked) -> Asked:
        """Redact a request as the recorder did, and write it as JSON writes it."""
        return Asked.model_validate(self._redactor.value(asked.model_dump(mode="json")))


class ShelfReader:
    """Gives recorded pages of a source that does not speak HTTP."""

    def __init__(self, place: Place, player: Player) -> None:
        self._place = place
        self._player = player

    async def pages(
        self, stream: Stream, scope: str, span: Span, bookmark: Bookmark
    ) -> AsyncIterator[Page]:
        """Give the pages as they were read."""
        del span
        for shelf in self._player.shelves(stream.name, scope):
            place = replace(self._place, scope=scope)
            taken, skipped = read_rows(stream, place, shelf.rows)
            self._player.requests += 1
            yield Page(tuple(taken), tuple(skipped), bookmark, place)


@asynccontextmanager
async def played(connector: Connector, place: Place, player: Player) -> AsyncIterator[Pages]:
    """Give a reader that reads a cassette."""
    if connector.reader is not None:
        yield ShelfReader(place, player)
        return
    clock = _Clock()
    patience = Patience(sleep=clock.sleep, monotonic=clock.read, now=clock.read, chance=_never)
    exchange = Exchange(connector, place, STAND_IN, player, patience=patience)
    yield HttpReader(connector, place, exchange)


class _Clock:
    """A clock that jumps instead of waiting."""

    def __init__(self) -> None:
        self._now = 0.0

    async def sleep(self, seconds: float) -> None:
        self._now += seconds

    def read(self) -> float:
        return self._now


def _never() -> float:
    return 0.0
