"""Jira as it behaves: JQL in the account's zone, to the minute; page tokens; moves."""

import base64
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.support.providers.server import Asked, Told

EMAIL = "ada@acme.example"
TOKEN = "the-jira-token-of-a-test"
_JQL = re.compile(
    r'(?:project in \((?P<projects>[^)]*)\) AND )?updated >= "(?P<since>[0-9/]{10} [0-9:]{5})"'
    r" ORDER BY updated ASC, key ASC"
)


@dataclass
class Jira:
    """Issues of projects.

    Attributes:
        zone: The zone of the account, in which JQL reads and the API writes moments.
        issues: By id, which stays when an issue moves.
        failures: Answered first, one a request.
        per_page: The most rows of a page, however many are asked for.
    """

    zone: str = "Asia/Kolkata"
    token: str = TOKEN
    issues: dict[str, dict[str, Any]] = field(default_factory=dict)
    failures: list[Told] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    per_page: int = 100

    def add(self, number: int, updated: datetime, project: str = "PAY", **fields: Any) -> None:
        """Put an issue there, or change or move it."""
        id_ = str(10_000 + number)
        known = self.issues.get(id_, {}).get("fields", {"created": self._written(updated)})
        self.issues[id_] = {
            "id": id_,
            "key": f"{project}-{number}",
            "self": f"https://acme.atlassian.net/rest/api/3/issue/{id_}",
            "fields": {
                "summary": f"Payment fails with error {number}",
                "description": "The bank answered 502.",
                "status": {"name": "Offen", "statusCategory": {"key": "new"}},
                "priority": {"id": "2", "name": "Hoch"},
                **known,
                "project": {"key": project, "name": project.title()},
                "updated": self._written(updated),
                **fields,
            },
        }

    def fill(self, count: int, begin: datetime) -> None:
        """Put issues there, a minute apart."""
        for number in range(1, count + 1):
            self.add(number, begin + timedelta(minutes=number))

    def respond(self, asked: Asked) -> Told:
        """Answer a request."""
        self.asked.append(asked)
        if self.failures:
            return self.failures.pop(0)
        wanted = base64.b64encode(f"{EMAIL}:{self.token}".encode()).decode()
        if asked.headers.get("authorization") != f"Basic {wanted}":
            return Told({"message": "Client must be authenticated"}, 401)
        if asked.path == "/rest/api/3/myself":
            return Told({"accountId": "5b1", "displayName": "Ada", "timeZone": self.zone})
        if asked.path == "/rest/api/3/project/search":
            return self._projects(asked)
        if asked.path == "/rest/api/3/search/approximate-count":
            found = _JQL.fullmatch(asked.body["jql"])
            return Told({"count": len(self._rows(found))}) if found else _refused("Not bounded.")
        return self._search(asked)

    def _projects(self, asked: Asked) -> Told:
        keys = sorted({row["fields"]["project"]["key"] for row in self.issues.values()})
        start = int(asked.params.get("startAt", "0"))
        size = min(self.per_page, int(asked.params.get("maxResults", "50")))
        held = Counter(row["fields"]["project"]["key"] for row in self.issues.values())
        values = [
            {"key": key, "name": key.title(), "insight": {"totalIssueCount": held[key]}}
            for key in keys[start : start + size]
        ]
        return Told({"values": values, "isLast": start + size >= len(keys), "total": len(keys)})

    def _search(self, asked: Asked) -> Told:
        found = _JQL.fullmatch(asked.params["jql"])
        if found is None or asked.params.get("nextPageToken") == "":
            return _refused("The JQL query is not bounded, or the page token is invalid.")
        start = int(asked.params.get("nextPageToken", "token-0").removeprefix("token-"))
        rows = self._rows(found)
        size = min(self.per_page, int(asked.params.get("maxResults", "50")))
        body: dict[str, Any] = {"issues": rows[start : start + size]}
        if start + size < len(rows):
            body["nextPageToken"] = f"token-{start + size}"
        return Told(body)

    def _rows(self, found: re.Match[str]) -> list[dict[str, Any]]:
        # Of a time that comes twice when clocks go back, the later one is meant.
        naive = datetime.fromisoformat(found["since"].replace("/", "-"))
        since = naive.replace(tzinfo=ZoneInfo(self.zone), fold=1).astimezone(UTC)
        projects = re.findall(r'"([^"]+)"', found["projects"] or "")
        rows = [
            row
            for row in self.issues.values()
            if _updated(row).replace(second=0, microsecond=0) >= since
            and (not projects or row["fields"]["project"]["key"] in projects)
        ]
        return sorted(rows, key=lambda row: (_updated(row), row["key"]))

    def _written(self, moment: datetime) -> str:
        local = moment.astimezone(ZoneInfo(self.zone))
        return f"{local:%Y-%m-%dT%H:%M:%S}.{local.microsecond // 1_000:03}{local:%z}"


def _updated(row: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(row["fields"]["updated"])


def _refused(message: str) -> Told:
    return Told({"errorMessages": [message], "errors": {}}, 400)
