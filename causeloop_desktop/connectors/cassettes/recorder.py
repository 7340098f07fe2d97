"""Records a sync beside it: whatever is written here has been redacted before."""

import os
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from causeloop_desktop.connectors.asking.messages import Answer
from causeloop_desktop.connectors.asking.places import Span
from causeloop_desktop.connectors.cassettes.redacting import Redactor
from causeloop_desktop.connectors.cassettes.tape import (
    MOST_BYTES,
    Asked,
    Exchanged,
    Head,
    Line,
    Shelf,
    Tail,
    write_line,
)
from causeloop_desktop.connectors.description.pages import Bookmark, Page
from causeloop_desktop.connectors.description.reader import Pages
from causeloop_desktop.connectors.description.streams import Stream
from causeloop_desktop.connectors.errors import ConnectorError, RetryLaterError
from causeloop_desktop.connectors.transport.carrier import Carrier, Request

OWNER_ONLY = 0o600


class Recorder:
    """Writes a cassette; one that was begun before a kill goes on.

    Args:
        path: The file.
        redactor: Takes out what must not leave the house.
        at: So many bytes belong to what was committed before a kill; what follows them is asked
            for again. ``None`` where it had been cut by then: it stays as it is.
        most: After so many bytes the recording ends, though the sync goes on.
    """

    def __init__(
        self, path: Path, redactor: Redactor, *, at: int | None = 0, most: int = MOST_BYTES
    ) -> None:
        self._redactor = redactor
        self._most = most
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(OWNER_ONLY)
        self._file = path.open("r+b")
        size = self._file.seek(0, os.SEEK_END)
        self._is_cut = at is None or size < at  # one that is too short was deleted meanwhile
        self._file.truncate(self._file.seek(size if at is None else 0 if self._is_cut else at))

    @property
    def at(self) -> int | None:
        """How long the cassette is by now, in bytes; ``None`` once it was cut."""
        return None if self._is_cut else self._file.tell()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def begin(self, head: Head) -> None:
        """Write with what the sync began, once, on a cassette that was cut too."""
        if not self._file.tell():
            self._put(Head.model_validate(self._redacted(head)))

    def exchanged(self, asked: Asked, answer: Answer) -> None:
        """Write a request and its answer."""
        headers = self._redactor.headers(answer.headers)
        line = Exchanged(asked=asked, status=answer.status, headers=headers, body=answer.body)
        self._write(Exchanged.model_validate(self._redacted(line)))

    def failed(self, asked: Asked, error: ConnectorError) -> None:
        """Write a request that got no answer."""
        retried = isinstance(error, RetryLaterError)
        line = Exchanged(asked=asked, failure=error.sentence, is_retried=retried)
        self._write(Exchanged.model_validate(self._redacted(line)))

    def page(self, stream: str, page: Page) -> None:
        """Write the rows of a source that does not speak HTTP."""
        rows = [dict(one.row) for one in page.taken]
        rows += [dict(one.row) for one in page.skipped]
        # The place names a server and an account, or a file of this machine: it stays here.
        line = Shelf(stream=stream, scope=page.place.scope, rows=rows)
        self._write(Shelf.model_validate(self._redacted(line)))

    def end(self, rows: int, skipped: int, failures: Iterable[Mapping[str, str]]) -> None:
        """Write how it ended; that is written however long the cassette is."""
        said = [dict(failure) for failure in failures]
        tail = Tail(rows=rows, skipped=skipped, failures=said, is_cut=self._is_cut)
        self._put(Tail.model_validate(self._redacted(tail)))

    def _redacted(self, line: Line) -> Any:
        return self._redactor.value(line.model_dump(mode="json"))

    def _write(self, line: Line) -> None:
        """Write a line that there still is room for."""
        written = write_line(line)
        self._is_cut = self._is_cut or self._file.tell() + len(written) > self._most
        if not self._is_cut:
            self._keep(written)

    def _put(self, line: Line) -> None:
        """Write a line in any case."""
        self._keep(write_line(line))

    def _keep(self, written: bytes) -> None:
        self._file.write(written)
        self._file.flush()


class RecordingCarrier:
    """Carries requests as another one does, and notes what came of each.

    Args:
        inner: Carries them.
        recorder: Writes.
        base_url: What stands in front of every path; it is not repeated.
    """

    def __init__(self, inner: Carrier, recorder: Recorder, base_url: str) -> None:
        self._inner = inner
        self._recorder = recorder
        self._base_url = base_url

    async def send(self, request: Request) -> Answer:
        """Send a request; the headers, which hold the credentials, are never noted."""
        asked = asked_of(self._base_url, request)
        try:
            answer = await self._inner.send(request)
        except ConnectorError as error:
            self._recorder.failed(asked, error)
            raise
        self._recorder.exchanged(asked, answer)
        return answer


class RecordingReader:
    """Reads a source that does not speak HTTP, and notes its pages."""

    def __init__(self, inner: Pages, recorder: Recorder) -> None:
        self._inner = inner
        self._recorder = recorder

    async def pages(
        self, stream: Stream, scope: str, span: Span, bookmark: Bookmark
    ) -> AsyncIterator[Page]:
        """Read page by page."""
        async for page in self._inner.pages(stream, scope, span, bookmark):
            self._recorder.page(stream.name, page)
            yield page


def asked_of(base_url: str, request: Request) -> Asked:
    """Give a request as a cassette holds it."""
    path = request.url.removeprefix(base_url.rstrip("/"))
    params = dict(request.params)
    return Asked(method=request.method, url=path, params=params, body=request.json_body)


Wrap = Callable[[Carrier, str], Carrier]
"""Puts something around what carries requests to an address."""


def recording(recorder: Recorder) -> Wrap:
    """Record whatever is carried."""
    return lambda inner, base_url: RecordingCarrier(inner, recorder, base_url)
