"""Cassettes in the worker: a sync that is asked to be recorded, and with what it began."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from causeloop_desktop import __version__
from causeloop_desktop.connectors.cassettes.recorder import Recorder
from causeloop_desktop.connectors.cassettes.redacting import Redactor
from causeloop_desktop.connectors.cassettes.tape import Head, to_settings
from causeloop_desktop.connectors.registry import connectors
from causeloop_desktop.contract.times import to_text
from causeloop_desktop.engine.worker.protocol import Outbox

Params = Mapping[str, Any]


def recorder_of(params: Params) -> Recorder | None:
    """Give what records a sync; ``None`` where nobody asked for it."""
    cassette = params.get("cassette")
    if cassette is None:
        return None
    redactor = Redactor(_secrets_of(params), cassette["salt"])
    return Recorder(Path(cassette["path"]), redactor, at=cassette["at"])


class TapedOutbox:
    """Says with each page how much of the recording belongs to it.

    Args:
        inner: Says the rest.
        tape: The recording.
    """

    def __init__(self, inner: Outbox, tape: Recorder) -> None:
        self._inner = inner
        self._tape = tape
        self.progress = inner.progress

    def rows(self, **fields: object) -> None:
        """Say a page."""
        self._inner.rows(**fields, taped=self._tape.at)


def head_of(params: Params, now: datetime) -> Head:
    """Tell with what a sync began."""
    return Head(
        source=params["type"],
        version=__version__,
        base_url=params["base_url"],
        settings=to_settings(params["settings"]),
        now=to_text(now),
        since=params["from"],
        until=params["to"],
        backfill_days=params["backfill_days"],
        bookmarks=params["bookmarks"],
    )


def _secrets_of(params: Params) -> list[str]:
    """Give what must be hidden: every credential but those that a connector says are no secret."""
    connector = connectors()[params["type"]]
    open_ones = {field.name for field in connector.credentials if not field.secret}
    return [value for name, value in params["secrets"].items() if name not in open_ones]
