"""What a sync has to read: every stream at every scope, each from where it was left."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from causeloop_desktop.connectors.asking.places import Place, Span
from causeloop_desktop.connectors.description.connector import Connector
from causeloop_desktop.connectors.description.pages import Bookmark
from causeloop_desktop.connectors.description.streams import Stream
from causeloop_desktop.connectors.walking.spans import scopes_of, span_after, streams_of
from causeloop_desktop.contract.times import from_text


@dataclass(frozen=True, slots=True)
class Errand:
    """One stream to be read at one place."""

    stream: Stream
    scope: str
    span: Span
    bookmark: Bookmark


def errands_of(
    params: Mapping[str, Any], connector: Connector, place: Place, now: datetime
) -> Iterator[Errand]:
    """Give what is still to be read; what a run had finished before a kill is left out."""
    known = {
        (one["stream"], one["scope"]): Bookmark.model_validate(one["bookmark"])
        for one in params["bookmarks"]
    }
    finished = set(params.get("finished", ()))
    for stream in streams_of(connector, is_backfill=params["from"] is not None):
        for scope in scopes_of(connector, stream, place):
            if f"{stream.name} {scope}" not in finished:
                bookmark = known.get((stream.name, scope), Bookmark())
                yield Errand(stream, scope, _span(params, stream, bookmark, now), bookmark)


def moment_of(value: object) -> datetime:
    """Read a moment as the job's parameters have it.

    Raises:
        TypeError: It is none.
    """
    moment = from_text(value)
    if not isinstance(moment, datetime):
        message = f"{value!r} is no moment."
        raise TypeError(message)
    return moment


def _span(params: Mapping[str, Any], stream: Stream, bookmark: Bookmark, now: datetime) -> Span:
    if params["from"] is not None:
        return Span(moment_of(params["from"]), moment_of(params["to"] or now))
    return span_after(stream, bookmark, now, timedelta(days=params["backfill_days"]))
