"""Syncs in the worker: a source is read page by page, each page with the bookmark after it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext, suppress
from dataclasses import asdict
from datetime import UTC, datetime
from functools import partial
from typing import Any, Protocol, TypeAlias

from causeloop_desktop.connectors.asking.messages import Row
from causeloop_desktop.connectors.asking.places import Place
from causeloop_desktop.connectors.cassettes.recorder import Recorder, RecordingReader, recording
from causeloop_desktop.connectors.description.connector import Connector
from causeloop_desktop.connectors.description.pages import Page, Taken
from causeloop_desktop.connectors.description.reader import Pages
from causeloop_desktop.connectors.description.streams import Stream
from causeloop_desktop.connectors.errors import (
    AskOperatorError,
    ConnectorError,
    NotFoundError,
    PermissionMissingError,
    RetryLaterError,
)
from causeloop_desktop.connectors.readers.opening import opened
from causeloop_desktop.connectors.registry import connectors
from causeloop_desktop.connectors.transport.contacts import Contacts
from causeloop_desktop.connectors.transport.patience import Patience, Waiting
from causeloop_desktop.contract.connectors import SyncAdvice
from causeloop_desktop.contract.times import to_text
from causeloop_desktop.engine.domain.records.fetched import to_fetched
from causeloop_desktop.engine.domain.records.normalise import Record, Refusal
from causeloop_desktop.engine.worker.protocol import Outbox, Spec
from causeloop_desktop.engine.worker.sync.errands import Errand, errands_of, moment_of
from causeloop_desktop.engine.worker.sync.taping import TapedOutbox, head_of, recorder_of

Params: TypeAlias = Mapping[str, Any]
Open: TypeAlias = Callable[[Connector, Place, Patience], AbstractAsyncContextManager[Pages]]


class Listener(Protocol):
    """Hears what a sync finds."""

    def rows(self, **fields: object) -> None:
        """Take a page."""

    def progress(
        self, fraction: float, message: str = "", *, done: int = 0, total: int | None = None
    ) -> None:
        """Take how far it has come."""


def run(spec: Spec, out: Outbox) -> None:
    """Read a source and send what it holds.

    Each message of type ``rows`` is a page: ``stream``, ``scope``, its ``bookmark``, ``records``
    (lists in the order of ``Record``), the ``raw`` rows by key, those of another stream that they
    tell in part (``whole``), the ``skipped`` ones, what was
    ``learned`` of the account, the ``contacts`` that it took, whether it ``is_last`` of its stream
    and scope, and by which time (``now``) the run was begun; or it says for what it is ``waiting``.
    The result names what could not be read: ``failures``, each with scope, message, upstream,
    advice. Where a ``cassette`` is asked for, all is recorded there, and each page says how much of
    it was ``taped``.
    """
    contacts = Contacts()
    with recorder_of(spec.params) or nullcontext() as tape:
        listener = TapedOutbox(out, tape) if tape else out
        sync = Sync(spec.params, listener, partial(_opened, spec.params, tape, contacts), contacts)
        if tape is not None:
            tape.begin(head_of(spec.params, sync.now))
        failures = asyncio.run(sync.run())
        if tape is not None:
            tape.end(sync.rows, sync.skipped, failures)
    out.done({"failures": failures, "contacts": list(map(asdict, contacts.taken()))})


@asynccontextmanager
async def _opened(
    params: Params,
    tape: Recorder | None,
    contacts: Contacts,
    connector: Connector,
    place: Place,
    patience: Patience,
) -> AsyncIterator[Pages]:
    async with opened(
        connector,
        place,
        params["secrets"],
        per_minute=params["per_minute"],
        patience=patience,
        contacts=contacts,
        wrap=recording(tape) if tape else None,
    ) as reader:
        yield RecordingReader(reader, tape) if tape and connector.reader else reader


class Sync:
    """Reads every stream of a source at every scope.

    Args:
        params: Of the job, as the engine's half gives them; ``now`` may say by which time.
        out: Hears what is found.
        open_: Opens the source.
        contacts: Counts the hosts that are asked.
    """

    def __init__(
        self, params: Params, out: Listener, open_: Open, contacts: Contacts | None = None
    ) -> None:
        self._out = out
        self._params = params
        self._open = open_
        self._contacts = contacts or Contacts()
        self._share = 0.0
        self._connector = connectors()[params["type"]]
        self._place = Place(settings=params["settings"], base_url=params["base_url"])
        self.now = moment_of(params.get("now") or datetime.now(UTC))
        read = params.get("read", {})
        self.rows, self.skipped = read.get("rows", 0), read.get("skipped", 0)

    async def run(self) -> list[dict[str, str]]:
        """Read all; give what could not be read."""
        patience = Patience(on_wait=self._tell_wait)
        async with self._open(self._connector, self._place, patience) as reader:
            return await self._run_all(reader)

    async def _run_all(self, reader: Pages) -> list[dict[str, str]]:
        """Read every stream; what is wrong with one scope alone does not stop the others."""
        failures = []
        errands = list(errands_of(self._params, self._connector, self._place, self.now))
        for number, errand in enumerate(errands):
            try:
                await self._run_one(reader, errand, number / len(errands))
            except (NotFoundError, PermissionMissingError) as error:
                failures.append(_failure(error, errand.scope))
            except ConnectorError as error:
                failures.append(_failure(error, errand.scope))
                break
        return failures

    async def _run_one(self, reader: Pages, errand: Errand, share: float) -> None:
        self._share = share
        pages = reader.pages(errand.stream, errand.scope, errand.span, errand.bookmark)
        async for page in pages:
            self._send(errand, page)
            where = f" of {errand.scope}" if errand.scope else ""
            message = f"{self.rows:,} rows, now {errand.stream.title.lower()}{where}"
            self._out.progress(share, message, done=self.rows)

    def _send(self, errand: Errand, page: Page) -> None:
        records: list[Record] = []
        skipped = [asdict(one) for one in page.skipped]
        for taken in page.taken:
            judged = self._judge(taken)
            if isinstance(judged, Refusal):
                skipped.append({"row": taken.row, "reason": judged.message})
            else:
                records.append(judged)
        self.rows += len(records)
        self.skipped += len(skipped)
        self._out.rows(
            stream=errand.stream.name,
            scope=errand.scope,
            bookmark=page.bookmark.model_dump(mode="json", exclude_none=True),
            records=records,
            raw=_raw(errand.stream, page),
            whole=_told(self._connector, errand.stream, page),
            skipped=skipped,
            learned=self._learned(page.place),
            contacts=self._asked(),
            is_last=page.is_last,
            now=to_text(self.now),
        )

    def _learned(self, place: Place) -> dict[str, object]:
        """Give what the source told of the account beyond what was filled in."""
        filled = self._params["settings"]
        told = {name: value for name, value in place.settings.items() if name not in filled}
        return {"settings": told, "base_url": place.base_url}

    def _judge(self, taken: Taken) -> Record | Refusal:
        params = self._params
        return to_fetched(taken.record, params["type"], taken.origin, params["connector_id"])

    def _asked(self) -> list[dict[str, Any]]:
        """Give the requests that have not been told yet, so that no kill loses them."""
        return list(map(asdict, self._contacts.taken()))

    def _tell_wait(self, waiting: Waiting) -> None:
        self._out.rows(waiting=asdict(waiting), contacts=self._asked())
        message = f"waiting {waiting.seconds:.0f} s {waiting.reason}"
        self._out.progress(self._share, message, done=self.rows)


def _raw(stream: Stream, page: Page) -> dict[str, Row]:
    """Give the rows to be kept, by key: also what cannot be read yet, if it has one."""
    raw = {taken.key: taken.row for taken in page.taken}
    for one in page.skipped:
        with suppress(AttributeError, KeyError, TypeError):
            raw.setdefault(stream.key_at(one.row, page.place), one.row)
    return raw


def _told(connector: Connector, stream: Stream, page: Page) -> dict[str, Row]:
    """Give what a page tells of the rows of another stream, by their keys there."""
    if stream.part_of is None:
        return {}
    other = next(one for one in connector.streams if one.name == stream.part_of.stream)
    told = [stream.part_of.row(taken.row) for taken in reversed(page.taken)]
    return {other.key_at(row, page.place): row for row in told}


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
