"""Zendesk as it behaves: a stream by the time it noted a change, deleted tickets among it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.support.providers.asking import basic
from tests.support.providers.server import Asked, Told

EMAIL = "ada@acme.example"
TOKEN = "the-zendesk-token-of-a-test"
NOT_YET = timedelta(minutes=1)
"""What changed so lately is not in the stream yet."""


@dataclass
class Zendesk:
    """Tickets of an account.

    Attributes:
        now: The provider's clock.
        tickets: By number, each with when its change was noted.
        failures: Answered first, one a request.
        per_page: The most rows of a page, however many are asked for.
    """

    now: datetime
    token: str = TOKEN
    tickets: dict[int, dict[str, Any]] = field(default_factory=dict)
    failures: list[Told] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    per_page: int = 1_000

    def add(
        self, number: int, updated: datetime, noted: datetime | None = None, **changes: Any
    ) -> None:
        """Put a ticket there, or change it; its change may be noted later than it happened."""
        moment = f"{updated.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
        known = self.tickets.get(number, {"created_at": moment, "status": "open"})
        self.tickets[number] = {
            "id": number,
            "url": f"https://acme.zendesk.com/api/v2/tickets/{number}.json",
            "subject": f"I cannot pay order {number}",
            "description": "The page stays white.",
            "priority": "high",
            "requester_id": 7,
            "group_id": 20,
            "tags": ["payment"],
            "type": "incident",
            "via": {"channel": "email"},
            **known,
            "updated_at": moment,
            **changes,
            "generated_timestamp": int((noted or updated).timestamp()),
        }

    def remove(self, number: int, at: datetime) -> None:
        """Delete a ticket; it stays in the stream for a while."""
        self.add(number, at, status="deleted")

    def respond(self, asked: Asked) -> Told:
        """Answer a request."""
        self.asked.append(asked)
        if self.failures:
            return self.failures.pop(0)
        if asked.headers.get("authorization") != basic(f"{EMAIL}/token", self.token):
            return Told({"error": "Couldn't authenticate you"}, 401)
        if asked.path.startswith("/api/v2/users/me"):
            return Told({"user": {"id": 7, "name": "Ada", "email": EMAIL, "role": "admin"}})
        if asked.path == "/api/v2/search/count.json":
            since = asked.params["query"].removeprefix("type:ticket updated>=")
            rows = self.tickets.values()
            return Told({"count": sum(row["updated_at"] >= since for row in rows)})
        return self._stream(asked)

    def _stream(self, asked: Asked) -> Told:
        after = _place_after(asked)
        if after is None:
            return Told({"error": "InvalidValue", "description": "start_time is missing"}, 422)
        latest = int((self.now - NOT_YET).timestamp())
        places = sorted(
            (row["generated_timestamp"], number)
            for number, row in self.tickets.items()
            if after < (row["generated_timestamp"], number) and row["generated_timestamp"] <= latest
        )
        page = places[: min(self.per_page, int(asked.params.get("per_page", "1000")))]
        last = page[-1] if page else after
        return Told(
            {
                "tickets": [self.tickets[number] for _, number in page],
                "after_cursor": f"{last[0]}-{last[1]}",
                "after_url": None,
                "before_cursor": None,
                "before_url": None,
                "end_of_stream": len(page) == len(places),
            }
        )


def _place_after(asked: Asked) -> tuple[int, int] | None:
    if cursor := asked.params.get("cursor"):
        moment, _, number = cursor.partition("-")
        return int(moment), int(number)
    start = asked.params.get("start_time")
    return None if start is None else (int(start), -1)
