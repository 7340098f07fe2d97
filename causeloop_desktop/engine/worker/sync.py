"""Syncs in the worker: a source is read page by page, each page with the bookmark after it."""

import asyncio
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta

from causeloop_desktop.connectors.description import Connector, Place, Span, Stream
from causeloop_desktop.connectors.errors import (
    AskOperatorError,
    ConnectorError,
    NotFoundError,
    PermissionMissingError,
    RetryLaterError,
)
from causeloop_desktop.connectors.exchange import Patience, Waiting
from causeloop_desktop.connectors.opening import opened
from causeloop_desktop.connectors.reader import Reader
from causeloop_desktop.connectors.registry import connectors
from causeloop_desktop.connectors.spans import span_after
from causeloop_desktop.connectors.walk import Bookmark, Page, Taken
from causeloop_desktop.contract.connectors import SyncAdvice
from causeloop_desktop.contract.times import from_text
from causeloop_desktop.engine.domain.fetched import to_fetched
from causeloop_desktop.engine.domain.normalise import Record, Refusal
from causeloop_desktop.engine.worker.protocol import Outbox, Spec


@dataclass(frozen=True, slots=True)
class Errand:
    """One stream to be read at one place."""

    stream: Stream
    scope: str
    span: Span
    bookmark: Bookmark


def run(spec: Spec, out: Outbox) -> None:
    """Read a source and send what it holds.

    Each message of type ``rows`` is a page: ``stream``, ``scope``, its ``bookmark``, ``records``
    (lists in the order of ``Record``), the ``raw`` rows by key, and the ``skipped`` ones. The
    result names what could not be read: ``failures``, each with scope, message, upstream, advice.
    """
    failures = asyncio.run(_Sync(spec, out).run())
    out.done({"failures": failures})


class _Sync:
    def __init__(self, spec: Spec, out: Outbox) -> None:
        self._out = out
        self._params = spec.params
        self._connector = connectors()[spec.params["type"]]
        settings = spec.params["settings"]
        self._place = Place(settings=settings, base_url=spec.params["base_url"])
        self._rows = 0

    async def run(self) -> list[dict[str, str]]:
        patience = Patience(on_wait=self._tell_wait)
        per_minute = self._params["per_minute"]
        async with opened(
            self._connector,
            self._place,
            self._params["secrets"],
            per_minute=per_minute,
            patience=patience,
        ) as reader:
            return await self._run_all(reader)

    async def _run_all(self, reader: Reader) -> list[dict[str, str]]:
        """Read every stream; what is wrong with one scope alone does not stop the others."""
        failures = []
        errands = list(self._errands())
        for number, errand in enumerate(errands):
            try:
                await self._run_one(reader, errand, number / len(errands))
            except (NotFoundError, PermissionMissingError) as error:
                failures.append(_failure(error, errand.scope))
            except ConnectorError as error:
                failures.append(_failure(error, errand.scope))
                break
        return failures

    async def _run_one(self, reader: Reader, errand: Errand, share: float) -> None:
        pages = reader.pages(errand.stream, errand.scope, errand.span, errand.bookmark)
        async for page in pages:
            self._send(errand, page)
            where = f" of {errand.scope}" if errand.scope else ""
            message = f"{self._rows:,} rows, now {errand.stream.title.lower()}{where}"
            self._out.progress(share, message, done=self._rows)

    def _send(self, errand: Errand, page: Page) -> None:
        records: list[Record] = []
        skipped = [asdict(one) for one in page.skipped]
        for taken in page.taken:
            judged = self._judge(taken)
            if isinstance(judged, Refusal):
                skipped.append({"row": taken.row, "reason": judged.message})
            else:
                records.append(judged)
        self._rows += len(records) + len(skipped)
        self._out.rows(
            stream=errand.stream.name,
            scope=errand.scope,
            bookmark=page.bookmark.model_dump(mode="json", exclude_none=True),
            records=records,
            raw={taken.key: taken.row for taken in page.taken},
            skipped=skipped,
        )

    def _judge(self, taken: Taken) -> Record | Refusal:
        params = self._params
        return to_fetched(taken.record, params["type"], taken.origin, params["connector_id"])

    def _errands(self) -> Iterator[Errand]:
        known = {
            (one["stream"], one["scope"]): Bookmark.model_validate(one["bookmark"])
            for one in self._params["bookmarks"]
        }
        for stream in self._connector.streams:
            for scope in scopes_of(self._connector, stream, self._place):
                bookmark = known.get((stream.name, scope), Bookmark())
                yield Errand(stream, scope, self._span(stream, bookmark), bookmark)

    def _span(self, stream: Stream, bookmark: Bookmark) -> Span:
        now = datetime.now(UTC)
        if self._params["from"] is not None:
            return Span(_moment(self._params["from"]), _moment(self._params["to"] or now))
        backfill = timedelta(days=self._params["backfill_days"])
        return span_after(stream, bookmark, now, backfill)

    def _tell_wait(self, waiting: Waiting) -> None:
        message = f"waiting {waiting.seconds:.0f} s {waiting.reason}"
        self._out.progress(0.0, message, done=self._rows)


def scopes_of(connector: Connector, stream: Stream, place: Place) -> tuple[str, ...]:
    """Give the places at which a stream is read."""
    if not stream.scoped or connector.scopes is None:
        return ("",)
    return tuple(place.settings.get(connector.scopes.setting) or ())


def _failure(error: ConnectorError, scope: str) -> dict[str, str]:
    return {
        "scope": scope,
        "kind": type(error).__name__,
        "message": error.sentence,
        "upstream": error.upstream,
        "advice": advice_of(error),
    }


def advice_of(error: ConnectorError) -> SyncAdvice:
    """Say what to do about a failure."""
    if isinstance(error, RetryLaterError):
        return SyncAdvice.RETRY
    if isinstance(error, AskOperatorError):
        return SyncAdvice.ASK_OPERATOR
    return SyncAdvice.OUR_FAULT


def _moment(value: object) -> datetime:
    moment = from_text(value)
    if not isinstance(moment, datetime):
        message = f"{value!r} is no moment."
        raise TypeError(message)
    return moment
