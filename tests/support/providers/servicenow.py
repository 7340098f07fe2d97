"""ServiceNow as it behaves: encoded queries, pages by ``Link``, rows that an ACL hides."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.support.providers.asking import basic
from tests.support.providers.server import Asked, Told

USER = "reader"
TOKEN = "the-servicenow-password-of-a-test"
_QUERY = re.compile(
    r"sys_updated_on>=(?P<since>[0-9-]{10} [0-9:]{8})\^ORDERBYsys_updated_on\^ORDERBYsys_id"
)
_STATES = {"1": "New", "2": "In Progress", "6": "Resolved", "7": "Closed"}


@dataclass
class ServiceNow:
    """Incidents of an instance.

    Attributes:
        rows: By number, in database values.
        hidden: Numbers that this account may not see; they leave holes in pages.
        failures: Answered first, one a request.
        per_page: The most rows of a page, however many are asked for.
    """

    token: str = TOKEN
    rows: dict[int, dict[str, str]] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)
    failures: list[Told] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    per_page: int = 1_000

    def add(self, number: int, updated: datetime, **changes: str) -> None:
        """Put an incident there, or change it."""
        known = self.rows.get(number, {"sys_created_on": _written(updated), "state": "1"})
        self.rows[number] = {
            "sys_id": f"{number:032x}",
            "number": f"INC{number:07}",
            "short_description": f"Mail is down in building {number}",
            "description": "Nobody can send.",
            "priority": "2",
            "assignment_group": "",
            **known,
            "sys_updated_on": _written(updated),
            **changes,
        }

    def remove(self, number: int, at: datetime) -> None:
        """Delete an incident; the table does not tell."""
        del at, self.rows[number]

    def respond(self, asked: Asked) -> Told:
        """Answer a request."""
        self.asked.append(asked)
        if self.failures:
            return self.failures.pop(0)
        if asked.headers.get("authorization") != basic(USER, self.token):
            return _refused(401, "User Not Authenticated")
        if asked.path != "/api/now/table/incident":
            return _refused(404, "Requested URI does not represent any resource")
        return self._table(asked)

    def _table(self, asked: Asked) -> Told:
        rows = self._wanted(asked.params.get("sysparm_query", ""))
        if rows is None:
            return _refused(400, "Invalid query detected")
        limit = min(self.per_page, int(asked.params.get("sysparm_limit", "10000")))
        offset = int(asked.params.get("sysparm_offset", "0"))
        page = rows[offset : offset + limit]
        fields = asked.params.get("sysparm_fields", "").split(",")
        shown = [_face(self.rows[one], fields, asked) for one in page if one not in self.hidden]
        headers = {"X-Total-Count": str(len(rows))}
        if offset + limit < len(rows):
            query = {**asked.params, "sysparm_offset": str(offset + limit)}
            text = "&".join(f"{name}={_quoted(value)}" for name, value in query.items())
            address = f"https://{asked.headers['host']}{asked.path}"
            headers["Link"] = f'<{address}?x=1>;rel="first",<{address}?{text}>;rel="next"'
        return Told({"result": shown}, headers=headers)

    def _wanted(self, query: str) -> list[int] | None:
        found = _QUERY.fullmatch(query)
        if query and found is None:
            return None
        since = found["since"] if found else ""
        wanted = [number for number, row in self.rows.items() if row["sys_updated_on"] >= since]
        return sorted(wanted, key=lambda one: (self.rows[one]["sys_updated_on"], one))


def _face(row: dict[str, str], fields: list[str], asked: Asked) -> dict[str, Any]:
    shown = {name: row.get(name, "") for name in fields if name}
    if asked.params.get("sysparm_display_value") != "all":
        return dict(shown)
    return {
        name: {"value": value, "display_value": _STATES.get(value, value)}
        for name, value in shown.items()
    }


def _quoted(value: str) -> str:
    return value.replace("^", "%5E").replace(" ", "%20").replace(">", "%3E")


def _written(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S}"


def _refused(status: int, message: str) -> Told:
    return Told({"error": {"message": message, "detail": ""}, "status": "failure"}, status)
