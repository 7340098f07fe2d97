"""Linear: the issues of all teams, or of those chosen."""

from typing import Any

from causeloop_desktop.connectors import (
    Answer,
    Ask,
    Category,
    Check,
    Choice,
    Connector,
    Field,
    FieldType,
    KeyAuth,
    OAuth,
    Order,
    Permission,
    Place,
    Row,
    Scopes,
    Span,
    Stream,
    Variable,
    counted,
    rows_at,
)
from causeloop_desktop.connectors.catalog.linear.records import (
    issue_changed,
    issue_to_record,
    origin_of,
)
from causeloop_desktop.connectors.catalog.linear.rules import budget, judge
from causeloop_desktop.connectors.catalog.linear.webhook import WEBHOOK

PAGE = 50

ISSUES = """
query Issues($since: DateTimeOrDuration!, $first: Int!, $after: String, $teams: [String!]) {
  issues(
    first: $first
    after: $after
    orderBy: updatedAt
    includeArchived: true
    filter: { updatedAt: { gte: $since }, team: { key: { in: $teams } } }
  ) {
    nodes {
      id identifier title description url priority createdAt updatedAt archivedAt trashed
      state { name type }
      team { key name }
      project { name }
      labels { nodes { name } }
    }
    pageInfo { hasNextPage endCursor }
  }
}
"""
WHO = "query { viewer { id name } organization { urlKey name } }"
TEAMS = """
query Teams($after: String) {
  teams(first: 100, after: $after) {
    nodes { key name issueCount }
    pageInfo { hasNextPage endCursor }
  }
}
"""


def _question(query: str, **variables: Any) -> Ask:
    return Ask(path="/graphql", method="POST", json_body={"query": query, "variables": variables})


def _issues(span: Span, place: Place) -> Ask:
    teams = list(place.settings.get("teams") or ())
    query = ISSUES if teams else _for_all_teams()
    chosen = {"teams": teams} if teams else {}
    return _question(query, since=span.since.isoformat(), first=PAGE, **chosen)


def _for_all_teams() -> str:
    return ISSUES.replace(", $teams: [String!]", "").replace(", team: { key: { in: $teams } }", "")


def _paged(name: str) -> Variable:
    info = ("data", name, "pageInfo")
    return Variable((*info, "endCursor"), "after", more=(*info, "hasNextPage"))


def _who(answer: Answer) -> str:
    return answer.at("data", "viewer", "name") or ""


def _team(row: Row) -> Choice:
    size = counted(row.get("issueCount"), "issue", "issues")
    return Choice(row["key"], f"{row['name']} ({row['key']})", size=size)


CONNECTOR = Connector(
    type="linear",
    title="Linear",
    category=Category.TRACKERS,
    summary="Issues of all teams, or of some.",
    ingests=("Issues with priority, project and labels, archived ones too", "Changes of state"),
    settings=(
        Field(
            name="teams",
            label="Teams",
            help="Keys of teams, one each; empty for all.",
            type=FieldType.LIST,
            placeholder="ENG",
        ),
    ),
    credentials=(
        Field(
            name="api_key",
            label="API key",
            help="A personal key with read access.",
            required=True,
            secret=True,
        ),
    ),
    key_auth=KeyAuth("{api_key}", where="Linear, Settings, Security and access."),
    oauth=OAuth(
        authorize_url="https://linear.app/oauth/authorize",
        exchange_url="https://api.linear.app/oauth/token",
        permissions=(Permission("read", "Issues, teams and projects."),),
        separator=",",
    ),
    base_url="https://api.linear.app",
    check=Check(ask=lambda _place: _question(WHO), who=_who),
    scopes=Scopes(
        setting="teams",
        title="Teams",
        ask=lambda _place: _question(TEAMS),
        to_choice=_team,
        rows=rows_at("data", "teams", "nodes"),
        pager=_paged("teams"),
    ),
    streams=(
        Stream(
            name="issues",
            title="Issues",
            ask=_issues,
            to_record=issue_to_record,
            changed=issue_changed,
            rows=rows_at("data", "issues", "nodes"),
            pager=_paged("issues"),
            order=Order.NEWEST_FIRST,
            origin=origin_of,
        ),
    ),
    judge=judge,
    budget=budget,
    per_minute=120,
    webhook=WEBHOOK,
    docs_url="https://linear.app/developers/graphql",
)
