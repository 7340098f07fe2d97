"""Slack as it behaves: errors with 200, newest first, edits that move nothing."""

import base64
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.support.providers.server import Asked, Told

TOKEN = "xoxb-the-token-of-a-test"
CHANNEL = "C024BE91L"


@dataclass
class Slack:
    """Messages of channels.

    Attributes:
        messages: Of the one channel that the app is in, by number.
        failures: Answered first, one a request.
        per_page: The most rows of a page, however many are asked for.
    """

    token: str = TOKEN
    messages: dict[int, dict[str, Any]] = field(default_factory=dict)
    failures: list[Told] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    per_page: int = 200

    def add(self, number: int, at: datetime, **changes: Any) -> None:
        """Post a message, or edit the one that is there; an edit does not move it."""
        ts = f"{int(at.timestamp())}.{number:06}"
        known = self.messages.get(number)
        if known is not None:
            self.messages[number] = {**known, "edited": {"user": "U1", "ts": ts}, **changes}
            return
        text = {"text": f"Checkout is slow again, case {number}\nSee the graph."}
        self.messages[number] = {"type": "message", "user": "U1", "ts": ts, **text, **changes}

    def remove(self, number: int, at: datetime) -> None:
        """Delete a message; the history does not tell."""
        del at, self.messages[number]

    def respond(self, asked: Asked) -> Told:
        """Answer a request."""
        self.asked.append(asked)
        if self.failures:
            return self.failures.pop(0)
        if asked.headers.get("authorization") != f"Bearer {self.token}":
            return refused("invalid_auth")
        match asked.path:
            case "/api/auth.test":
                return Told(_HOME)
            case "/api/conversations.list":
                return Told({"ok": True, "channels": [_CHANNEL], "response_metadata": _END})
            case "/api/conversations.history":
                return self._history(asked)
            case _:
                return refused("unknown_method")

    def _history(self, asked: Asked) -> Told:
        if asked.params.get("channel") != CHANNEL:
            return refused("channel_not_found")
        oldest = asked.params.get("oldest", "0")
        rows = [row for row in self.messages.values() if float(row["ts"]) >= float(oldest)]
        rows.sort(key=lambda row: str(row["ts"]), reverse=True)
        if cursor := asked.params.get("cursor"):
            before = base64.b64decode(cursor).decode().removeprefix("next_ts:")
            rows = [row for row in rows if row["ts"] < before]
        size = min(self.per_page, int(asked.params.get("limit", "100")))
        page, more = rows[:size], len(rows) > size
        body: dict[str, Any] = {"ok": True, "messages": page, "has_more": more, "pin_count": 0}
        if more:
            following = base64.b64encode(f"next_ts:{page[-1]['ts']}".encode()).decode()
            body["response_metadata"] = {"next_cursor": following}
        return Told(body)


_HOME = {
    "ok": True,
    "url": "https://acme.slack.com/",
    "team": "Acme",
    "user": "causeloop",
    "team_id": "T0000001",
    "user_id": "W0000001",
}
_CHANNEL = {"id": CHANNEL, "name": "incidents", "is_member": True, "num_members": 12}
_END = {"next_cursor": ""}


def refused(code: str) -> Told:
    """Refuse as Slack does: with 200."""
    return Told({"ok": False, "error": code})
