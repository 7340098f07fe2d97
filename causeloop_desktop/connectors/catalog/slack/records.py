"""Slack messages as records."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from causeloop_desktop.connectors import Place, Row, host_of
from causeloop_desktop.contract.ingest import IngestEvent

NOTICES = ("channel_", "group_", "bot_add", "bot_remove", "pinned_item")
"""How kinds of messages begin in which Slack itself speaks of a channel, not of a failure."""

LONGEST_TITLE = 300


def message_to_record(message: Row, place: Place) -> IngestEvent | None:
    """Turn a message into a record; its time is its id and stays text, as a number loses digits."""
    text = "\n".join(_texts(message)).strip()
    if str(message.get("subtype")).startswith(NOTICES) or not text:
        return None
    ts = str(message["ts"])
    first, _, _ = text.partition("\n")
    edited = (message.get("edited") or {}).get("ts")
    return IngestEvent(
        external_id=f"{place.scope}:{ts}",
        source="slack",
        title=first[:LONGEST_TITLE],
        body=text if text != first else "",
        team=place.scope,
        external_url=_link(place, ts),
        source_created_at=_moment(ts),
        source_updated_at=_moment(str(edited or ts)),
        status="deleted" if message.get("is_deleted") else None,
        metadata={
            "channel": place.scope,
            "author": message.get("user") or message.get("bot_id") or "",
        },
    )


def message_time(message: Row) -> datetime:
    """Read when a message was posted, by which the list is sorted."""
    return _moment(str(message["ts"]))


def origin_of(_message: Row, place: Place) -> str:
    """Give the Slack workspace."""
    return str(place.settings.get("team_id") or host_of(place.base_url))


def _texts(part: Mapping[str, Any]) -> Iterator[str]:
    """Give the text of a message; programs often write it in attachments or blocks."""
    if part.get("text") and isinstance(part["text"], str):
        yield part["text"]
        return
    for block in part.get("blocks") or ():
        text = block.get("text")
        if isinstance(text, Mapping) and text.get("text"):
            yield str(text["text"])
    for attachment in part.get("attachments") or ():
        yield from (
            str(attachment[name])
            for name in ("pretext", "title", "text", "fallback")
            if attachment.get(name)
        )


def _link(place: Place, ts: str) -> str | None:
    url = place.settings.get("team_url")
    return f"{url}archives/{place.scope}/p{ts.replace('.', '')}" if url else None


def _moment(ts: str) -> datetime:
    seconds, _, fraction = ts.partition(".")
    micros = int((fraction + "000000")[:6])
    return datetime.fromtimestamp(int(seconds), UTC).replace(microsecond=micros)
