"""Linear as it behaves: one address, newest first, errors of all kinds with 200 and 400."""

import base64
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.support.providers.server import Asked, Told

TOKEN = "lin_api_the_key_of_a_test"


@dataclass
class Linear:
    """Issues of a workspace.

    Attributes:
        issues: By number.
        failures: Answered first, one a request.
        per_page: The most rows of a page, however many are asked for.
        empty_pages: So many pages in a row hold nothing, though more follows.
    """

    token: str = TOKEN
    issues: dict[int, dict[str, Any]] = field(default_factory=dict)
    failures: list[Told] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    per_page: int = 50
    empty_pages: int = 0

    def add(self, number: int, updated: datetime, **changes: Any) -> None:
        """Put an issue there, or change it."""
        known = self.issues.get(number, {"createdAt": _written(updated)})
        self.issues[number] = {
            "id": f"7a1e0000-0000-4000-8000-{number:012}",
            "identifier": f"ENG-{number}",
            "title": f"The export stops at row {number}",
            "description": "It says nothing.",
            "url": f"https://linear.app/acme/issue/ENG-{number}",
            "priority": 2.0,
            "archivedAt": None,
            "trashed": None,
            "state": {"name": "Todo", "type": "unstarted"},
            "team": {"key": "ENG", "name": "Engine"},
            "project": None,
            "labels": {"nodes": [{"name": "bug"}]},
            **known,
            "updatedAt": _written(updated),
            **changes,
        }

    def remove(self, number: int, at: datetime) -> None:
        """Put an issue into the bin."""
        self.add(number, at, trashed=True, archivedAt=_written(at))

    def respond(self, asked: Asked) -> Told:
        """Answer a request."""
        self.asked.append(asked)
        if self.failures:
            return self.failures.pop(0)
        if asked.headers.get("authorization") != self.token:
            return refused("AUTHENTICATION_ERROR", 401)
        query = str((asked.body or {}).get("query"))
        if "viewer" in query:
            return Told({"data": {"viewer": {"id": "u1", "name": "Ada"}, "organization": _HOME}})
        if "teams(" in query:
            return Told({"data": {"teams": {"nodes": [_ENGINE], "pageInfo": _END}}})
        return self._issues((asked.body or {})["variables"])

    def _issues(self, variables: dict[str, Any]) -> Told:
        since = datetime.fromisoformat(variables["since"])
        rows = [row for row in self.issues.values() if _moment(row) >= since]
        if (teams := variables.get("teams")) is not None:
            rows = [row for row in rows if row["team"]["key"] in teams]
        rows.sort(key=_place, reverse=True)
        if after := variables.get("after"):
            rows = [row for row in rows if _place(row) < _decoded(after)]
        size = min(self.per_page, int(variables["first"]))
        if self.empty_pages and after:
            self.empty_pages -= 1
            info = {"hasNextPage": True, "endCursor": _nudged(after)}
            return Told({"data": {"issues": {"nodes": [], "pageInfo": info}}})
        page = rows[:size]
        end = _encoded(_place(page[-1])) if page else None
        info = {"hasNextPage": len(rows) > size, "endCursor": end}
        return Told({"data": {"issues": {"nodes": page, "pageInfo": info}}})


_ENGINE = {"key": "ENG", "name": "Engine", "issueCount": 1_204}
_END = {"hasNextPage": False, "endCursor": None}
_HOME = {"urlKey": "acme", "name": "Acme"}


def refused(code: str, status: int = 400) -> Told:
    """Refuse with a code, as Linear does: in the body."""
    return Told(
        {"errors": [{"message": code.title(), "extensions": {"code": code, "type": "x"}}]}, status
    )


def _place(row: dict[str, Any]) -> tuple[str, str]:
    return row["updatedAt"], row["id"]


def _encoded(place: tuple[str, str]) -> str:
    return base64.b64encode("|".join(place).encode()).decode()


def _decoded(cursor: str) -> tuple[str, str]:
    at, _, id_ = base64.b64decode(cursor).decode().rstrip("~").partition("|")
    return at, id_


def _nudged(cursor: str) -> str:
    """Give another cursor to the same place."""
    return base64.b64encode(base64.b64decode(cursor) + b"~").decode()


def _moment(row: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(row["updatedAt"])


def _written(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03}Z"
