"""Mail messages as rows: what is written in them, as plain text."""

from __future__ import annotations

from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from imap_tools.message import MailMessage

LONGEST_TEXT = 200_000

_SILENT = frozenset({"script", "style", "head", "title"})
_BREAKS = frozenset({"br", "p", "div", "tr", "li", "h1", "h2", "h3", "pre", "table"})


def to_row(message: MailMessage, validity: str) -> dict[str, Any]:
    """Give a message as a row that JSON can hold."""
    headers: Mapping[str, tuple[str, ...]] = dict(message.headers)
    return {
        "uid": f"{validity}:{message.uid}",
        "message_id": _first(headers.get("message-id")),
        "in_reply_to": _first(headers.get("in-reply-to")),
        "date": _known(message.date).isoformat(),
        "from": message.from_,
        "to": ", ".join(message.to),
        "subject": message.subject,
        "text": (message.text or text_of(message.html))[:LONGEST_TEXT],
        "importance": _first(headers.get("importance") or headers.get("x-priority")),
        "automatic": _first(headers.get("auto-submitted")),
    }


def text_of(html: str) -> str:
    """Give the text of a page, a line for each block."""
    reader = _Text()
    reader.feed(html)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.parts).splitlines())
    return "\n".join(line for line in lines if line)


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self._silent += tag in _SILENT
        if tag in _BREAKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._silent = max(0, self._silent - (tag in _SILENT))

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data)


def _known(date: datetime) -> datetime:
    """Read when a message was sent; a clock that is ahead must not move the bookmark ahead."""
    moment = date if date.tzinfo else date.replace(tzinfo=UTC)
    return min(moment.astimezone(UTC), datetime.now(UTC))


def _first(values: tuple[str, ...] | None) -> str:
    return values[0].strip() if values else ""
