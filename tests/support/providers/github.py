"""GitHub as it behaves: pages by ``Link``, pull requests among issues, limits, failures."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.support.providers.server import Asked, Told

TOKEN = "ghp_the-token-of-a-test"


@dataclass
class GitHub:
    """Issues of repositories.

    Attributes:
        token: The only one that is known.
        issues: By repository, by number.
        failures: Answered first, one a request.
        asked: Every request that came.
        per_page: The most rows of a page, however many are asked for.
    """

    token: str = TOKEN
    issues: dict[str, dict[int, dict[str, Any]]] = field(default_factory=dict)
    failures: list[Told] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    per_page: int = 100

    def add(self, repository: str, number: int, updated: datetime, **changes: Any) -> None:
        """Put an issue there, or change it."""
        moment = updated.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        self.issues.setdefault(repository, {})[number] = {
            "id": number,
            "node_id": f"I_{repository}_{number}",
            "number": number,
            "title": f"Checkout fails with error {number}",
            "body": "The payment service answered 502.",
            "state": "open",
            "state_reason": None,
            "html_url": f"https://github.com/{repository}/issues/{number}",
            "created_at": moment,
            "updated_at": moment,
            "closed_at": None,
            "labels": [],
            "user": _user("ada"),
            "assignee": None,
            "milestone": None,
            "locked": False,
            "comments": 0,
            "author_association": "MEMBER",
            **dict.fromkeys(
                ("url", "comments_url", "events_url", "labels_url", "repository_url"),
                f"https://api.github.com/repos/{repository}/issues/{number}",
            ),
            **changes,
        }

    def fill(self, repository: str, count: int, begin: datetime) -> None:
        """Put issues there, a minute apart."""
        for number in range(1, count + 1):
            self.add(repository, number, begin + timedelta(minutes=number))

    def respond(self, asked: Asked) -> Told:
        """Answer a request."""
        self.asked.append(asked)
        if self.failures:
            return self.failures.pop(0)
        if asked.headers.get("authorization") != f"Bearer {self.token}":
            return Told({"message": "Bad credentials"}, 401)
        if asked.path == "/user":
            return Told(_user("ada") | _PUBLIC)
        if asked.path == "/user/repos":
            return Told([self._repository(name) for name in self.issues])
        return self._list(asked)

    def _repository(self, name: str) -> dict[str, Any]:
        held = sum(row["state"] == "open" for row in self.issues[name].values())
        return {"full_name": name, "has_issues": True, "open_issues_count": held}

    def _list(self, asked: Asked) -> Told:
        repository = asked.path.removeprefix("/repos/").removesuffix("/issues")
        if repository not in self.issues:
            return Told({"message": "Not Found"}, 404)
        rows = sorted(
            (
                row
                for row in self.issues[repository].values()
                if row["updated_at"] >= asked.params.get("since", "")
            ),
            key=lambda row: (row["updated_at"], row["number"]),
        )
        size = min(self.per_page, int(asked.params.get("per_page", "30")))
        page = int(asked.params.get("page", "1"))
        headers = {}
        if page * size < len(rows):
            pages = (("next", page + 1), ("last", -(-len(rows) // size)))
            headers["Link"] = ", ".join(_link(asked, number, rel) for rel, number in pages)
        return Told(rows[(page - 1) * size : page * size], headers=headers)


def _link(asked: Asked, page: int, rel: str) -> str:
    params = {**asked.params, "page": str(page)}
    query = "&".join(f"{name}={value}" for name, value in params.items())
    return f'<http://{asked.headers["host"]}{asked.path}?{query}>; rel="{rel}"'


_LINKS = (
    "url",
    "html_url",
    "avatar_url",
    "followers_url",
    "following_url",
    "gists_url",
    "starred_url",
    "subscriptions_url",
    "organizations_url",
    "repos_url",
    "events_url",
    "received_events_url",
)
_PUBLIC = {
    **dict.fromkeys(("name", "company", "blog", "location", "email", "hireable", "bio"), None),
    **dict.fromkeys(("public_repos", "public_gists", "followers", "following"), 0),
    **dict.fromkeys(("created_at", "updated_at"), "2020-01-01T00:00:00Z"),
}


def _user(login: str) -> dict[str, Any]:
    links = dict.fromkeys(_LINKS, f"https://api.github.com/users/{login}")
    said = {"login": login, "id": 1, "node_id": "U_1", "gravatar_id": "", "type": "User"}
    return {**links, **said, "site_admin": False}
