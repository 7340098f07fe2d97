"""The worker's half of a cassette that is played: the same sync, offline, into a file of rows."""

import asyncio
import json
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from functools import partial
from pathlib import Path
from typing import Any, TextIO

from causeloop_desktop.connectors.asking.places import Place
from causeloop_desktop.connectors.cassettes.player import Player, played
from causeloop_desktop.connectors.cassettes.tape import Head, UnreadableCassetteError, read_lines
from causeloop_desktop.connectors.description.connector import Connector
from causeloop_desktop.connectors.description.reader import Pages
from causeloop_desktop.connectors.registry import connectors
from causeloop_desktop.connectors.transport.patience import Patience
from causeloop_desktop.contract.cassettes import PlayResult
from causeloop_desktop.contract.times import from_micros, to_text
from causeloop_desktop.engine.domain.patterns.risk import SEVERITIES
from causeloop_desktop.engine.domain.records.normalise import Record
from causeloop_desktop.engine.worker.protocol import Outbox, Spec, WorkRefusedError
from causeloop_desktop.engine.worker.sync.job import Sync

NOBODY = "con_cassette"
"""What stands for the connection in the records of a played sync."""


def run(spec: Spec, out: Outbox) -> None:
    """Play the file ``params["path"]``; at the end the rows are in the file ``params["file"]``.

    Raises:
        WorkRefusedError: The file cannot be read, or nobody knows its source.
    """
    if (reached := spec.params["result"]) is not None:
        out.done(reached)
        return
    head, player = _cassette(Path(spec.params["path"]))
    source = spec.params["source"] or head.source
    if source not in connectors():
        known = ", ".join(connectors())
        message = f"There is no source {source!r}. Say --type with one of: {known}."
        raise WorkRefusedError(message)
    target = Path(spec.params["file"])
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_suffix(".new")
    with fresh.open("w", encoding="utf-8") as file:
        sync = Sync(_params(head, source), _Rows(file, out), partial(_open, player))
        failures = asyncio.run(sync.run())
    fresh.replace(target)
    counts = {"rows": sync.rows, "skipped": sync.skipped}
    result = _result(source, player, failures).model_copy(update=counts)
    out.done(result.model_dump(mode="json"))


def _cassette(path: Path) -> tuple[Head, Player]:
    try:
        with path.open("rb") as file:
            lines = read_lines(file)
            head = next(lines, None)
            if not isinstance(head, Head):
                raise WorkRefusedError("The file is empty.")
            return head, Player(lines, head.base_url)
    except UnreadableCassetteError as error:
        raise WorkRefusedError(str(error)) from error
    except OSError as error:
        raise WorkRefusedError(f"The file cannot be read: {error.strerror}.") from error


def _params(head: Head, source: str) -> dict[str, Any]:
    return {
        "type": source,
        "connector_id": NOBODY,
        "settings": head.settings,
        "base_url": head.base_url,
        "backfill_days": head.backfill_days,
        "bookmarks": head.bookmarks,
        "from": head.since,
        "to": head.until,
        "now": head.now,
    }


def _open(
    player: Player, connector: Connector, place: Place, _patience: Patience
) -> AbstractAsyncContextManager[Pages]:
    return played(connector, place, player)


class _Rows:
    """Writes what a played sync finds, a row a line."""

    def __init__(self, file: TextIO, out: Outbox) -> None:
        self._file = file
        self._out = out
        self._seen: set[tuple[str, str, str, str]] = set()

    def rows(self, **fields: Any) -> None:
        """Write the records of a page, and what was skipped."""
        where = {"stream": fields["stream"], "scope": fields["scope"]}
        for record in fields["records"]:
            self._write({**where, **self._told(fields["stream"], record)})
        for one in fields["skipped"]:
            row = json.dumps(one["row"], ensure_ascii=False, default=str)
            self._write({**where, "reason": one["reason"], "record": {"row": row}})

    def progress(
        self, fraction: float, message: str = "", *, done: int = 0, total: int | None = None
    ) -> None:
        """Tell how far it has come."""
        self._out.progress(fraction, message, done=done, total=total)

    def _told(self, stream: str, record: Record) -> dict[str, Any]:
        identity = (stream, record.source, record.origin, record.external_id)
        is_new = identity not in self._seen
        self._seen.add(identity)
        return {"key": record.external_id, "is_new": is_new, "record": told_of(record)}

    def _write(self, row: Mapping[str, Any]) -> None:
        self._file.write(json.dumps(row, ensure_ascii=False, default=str) + "\n")


def told_of(record: Record) -> dict[str, Any]:
    """Give what a record says, as people read it."""
    told = {name: value for name, value in record._asdict().items() if value is not None}
    for name in [name for name in told if name.endswith("_us")]:
        told[name.removesuffix("_us") + "_at"] = to_text(from_micros(told.pop(name)))
    told |= {"severity": SEVERITIES[record.severity - 1], "metadata": json.loads(record.metadata)}
    return told


def _result(source: str, player: Player, failures: list[dict[str, str]]) -> PlayResult:
    tail = player.tail
    return PlayResult(
        source=source,
        requests=player.requests,
        failures=tuple(map(_sentence, failures)),
        recorded_rows=tail.rows,
        recorded_skipped=tail.skipped,
        recorded_failures=tuple(map(_sentence, tail.failures)),
        unasked=player.left,
        is_cut=tail.is_cut,
    )


def _sentence(failure: Mapping[str, str]) -> str:
    scope = f"{failure['scope']}: " if failure.get("scope") else ""
    return f"{scope}{failure.get('message', '')}"
