"""Opsgenie as it behaves: a query language, a ceiling for offsets, lists without texts."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.support.providers.server import Asked, Told

TOKEN = "the-opsgenie-key-of-a-test"
CEILING = 20_000
MOST = 100
_ONE = re.compile(r"/v2/alerts/(?P<id>70413a06-[0-9a-f-]+)")
_QUERY = re.compile(r"updatedAt > (?P<since>\d+)")


@dataclass
class Opsgenie:
    """Alerts of an account.

    Attributes:
        alerts: By number.
        failures: Answered first, one a request.
    """

    token: str = TOKEN
    alerts: dict[int, dict[str, Any]] = field(default_factory=dict)
    failures: list[Told] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)

    def add(self, number: int, updated: datetime, **changes: Any) -> None:
        """Put an alert there, or change it."""
        moment = _written(updated)
        known = self.alerts.get(number, {"createdAt": moment, "lastOccurredAt": moment})
        self.alerts[number] = {
            "id": f"70413a06-38d6-4c85-92b8-{number:012}",
            "tinyId": str(number),
            "alias": f"disk-{number}",
            "message": f"Disk {number} is nearly full",
            "status": "open",
            "acknowledged": False,
            "isSeen": False,
            "snoozed": False,
            "tags": ["storage"],
            "count": 1,
            "source": "probe",
            "owner": "",
            "priority": "P2",
            "responders": [],
            "integration": {"id": "4513b7ea", "name": "Probe", "type": "API"},
            **known,
            "updatedAt": moment,
            **changes,
        }

    def remove(self, number: int, at: datetime) -> None:
        """Delete an alert; the list does not tell."""
        del at, self.alerts[number]

    def respond(self, asked: Asked) -> Told:
        """Answer a request."""
        self.asked.append(asked)
        if self.failures:
            return self.failures.pop(0)
        if asked.headers.get("authorization") != f"GenieKey {self.token}":
            return _refused(401, "Could not authenticate")
        limit, offset = int(asked.params.get("limit", "20")), int(asked.params.get("offset", "0"))
        if limit > MOST or offset + limit > CEILING:
            return _refused(422, "Request body is not processable.")
        if found := _ONE.fullmatch(asked.path):
            return self._one(found["id"])
        rows = self._wanted(asked)
        if rows is None:
            return _refused(422, "Query could not be parsed.")
        if asked.path == "/v2/alerts/count":
            return Told({"data": {"count": len(rows)}, **_ANSWERED})
        body: dict[str, Any] = {"data": rows[offset : offset + limit], **_ANSWERED}
        if offset + limit < len(rows):
            address = "https://api.opsgenie.com/v2/alerts"
            body["paging"] = {"next": f"{address}?limit={limit}&offset={offset + limit}"}
        return Told(body, headers={"X-RateLimit-State": "OK"})

    def _one(self, id_: str) -> Told:
        """Answer an alert with what the list leaves out."""
        for row in self.alerts.values():
            if row["id"] == id_:
                told = {"description": f"{row['message']}: 97 %.", "details": {"host": "db-1"}}
                return Told({"data": {**row, **told}, **_ANSWERED})
        return _refused(404, "Alert does not exist.")

    def _wanted(self, asked: Asked) -> list[dict[str, Any]] | None:
        query = asked.params.get("query", "")
        found = _QUERY.fullmatch(query)
        if query and found is None:
            return None
        since = int(found["since"]) if found else 0
        rows = [row for row in self.alerts.values() if _millis(row) > since]
        is_descending = asked.params.get("order", "desc") == "desc"
        return sorted(rows, key=lambda row: (_millis(row), row["id"]), reverse=is_descending)


_ANSWERED = {"took": 0.005, "requestId": "9ae63dd7-ed00-4c81-86f0-c4ffd33142c9"}


def _millis(row: dict[str, Any]) -> int:
    return round(datetime.fromisoformat(row["updatedAt"]).timestamp() * 1_000)


def _written(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03}Z"


def _refused(status: int, message: str) -> Told:
    return Told({"message": message, **_ANSWERED}, status)
