"""PagerDuty as it behaves: lists by creation, a window, a ceiling, changes as log entries."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from tests.support.providers.server import Asked, Told

TOKEN = "the-pagerduty-key-of-a-test"
CEILING = 10_000
LONGEST = timedelta(days=184)
MONTH = timedelta(days=30)
T = TypeVar("T")


@dataclass
class PagerDuty:
    """Incidents, and what happened to them.

    Attributes:
        now: The provider's clock.
        incidents: By id.
        entries: What happened, oldest first: id of the incident, time.
        failures: Answered first, one a request.
    """

    now: datetime
    token: str = TOKEN
    incidents: dict[str, dict[str, Any]] = field(default_factory=dict)
    entries: list[tuple[str, datetime]] = field(default_factory=list)
    failures: list[Told] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)

    def trigger(self, number: int, created: datetime, **changes: Any) -> None:
        """Begin an incident."""
        id_ = f"Q{number:05}"
        moment = _written(created)
        self.incidents[id_] = {
            "id": id_,
            "type": "incident",
            "incident_number": number,
            "title": f"The queue of worker {number} is full",
            "status": "triggered",
            "urgency": "high",
            "created_at": moment,
            "updated_at": moment,
            "html_url": f"https://acme.pagerduty.com/incidents/{id_}",
            "service": {"id": "PCHECK", "summary": "Checkout"},
            **changes,
        }
        self.entries.append((id_, created))

    def add(self, number: int, at: datetime, **changes: Any) -> None:
        """Begin an incident, or let something happen to the one that is there."""
        known = f"Q{number:05}" in self.incidents
        (self.change if known else self.trigger)(number, at, **changes)

    def change(self, number: int, at: datetime, **changes: Any) -> None:
        """Let something happen to an incident."""
        id_ = f"Q{number:05}"
        self.incidents[id_] |= {**changes, "updated_at": _written(at)}
        self.entries.append((id_, at))

    def fill(self, count: int, begin: datetime, apart: timedelta) -> None:
        """Begin incidents, so far apart."""
        for number in range(1, count + 1):
            self.trigger(number, begin + apart * number)

    def respond(self, asked: Asked) -> Told:
        """Answer a request."""
        self.asked.append(asked)
        if self.failures:
            return self.failures.pop(0)
        if asked.headers.get("authorization") != f"Token token={self.token}":
            return Told({"error": {"message": "Authentication failed", "code": 2006}}, 401)
        if asked.path == "/abilities":
            return Told({"abilities": ["teams"]})
        if asked.path == "/services":
            return _page(asked, "services", [{"id": "PCHECK", "name": "Checkout"}], dict)
        if asked.path == "/log_entries":
            return self._log(asked)
        return self._list(asked)

    def _list(self, asked: Asked) -> Told:
        since, until = self._window(asked)
        if until - since > LONGEST:
            return _refused("The time range may not be longer than 6 months.")
        details = "first_trigger_log_entries" in asked.params.get("include[]", "")
        since_text, until_text = _written(since), _written(until)
        rows = [
            row
            for row in sorted(self.incidents.values(), key=lambda row: str(row["created_at"]))
            if since_text <= row["created_at"] < until_text
            and asked.params.get("service_ids[]", row["service"]["id"]) == row["service"]["id"]
        ]
        return _page(asked, "incidents", rows, _with_trigger if details else dict)

    def _log(self, asked: Asked) -> Told:
        since, until = self._window(asked)
        whole = asked.params.get("include[]") == "incidents"
        found = [number for number, (_, at) in enumerate(self.entries) if since <= at < until]

        def written(number: int) -> dict[str, Any]:
            id_, at = self.entries[number]
            return {
                "id": f"R{number:06}",
                "type": "log_entry",
                "created_at": _written(at),
                "html_url": f"https://acme.pagerduty.com/incidents/{id_}/log_entries/R{number:06}",
                "incident": self.incidents[id_] if whole else {"id": id_},
            }

        return _page(asked, "log_entries", found[::-1], written)

    def _window(self, asked: Asked) -> tuple[datetime, datetime]:
        until = asked.params.get("until")
        end = datetime.fromisoformat(until) if until else self.now + timedelta(seconds=1)
        since = asked.params.get("since")
        return (datetime.fromisoformat(since) if since else end - MONTH), end


def _page(asked: Asked, name: str, rows: list[T], written: Callable[[T], Any]) -> Told:
    offset, limit = int(asked.params.get("offset", "0")), int(asked.params.get("limit", "25"))
    if limit > 100 or offset + limit > CEILING:
        return _refused("Offset+limit exceeds maximum allowed value of 10000")
    page = [written(row) for row in rows[offset : offset + limit]]
    more = offset + limit < len(rows)
    total = len(rows) if asked.params.get("total") == "true" else None
    return Told({name: page, "offset": offset, "limit": limit, "more": more, "total": total})


def _with_trigger(row: dict[str, Any]) -> dict[str, Any]:
    details = {"queue": f"orders of {row['id']}"}
    return {**row, "first_trigger_log_entry": {"channel": {"type": "api", "details": details}}}


def _written(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _refused(message: str) -> Told:
    return Told(
        {"error": {"message": "Invalid Input Provided", "code": 2001, "errors": [message]}}, 400
    )
