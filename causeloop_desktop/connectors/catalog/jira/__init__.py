"""Jira Cloud: the issues of chosen projects."""

from datetime import timedelta

from causeloop_desktop.connectors import (
    Answer,
    Ask,
    Category,
    Check,
    Choice,
    Connector,
    Count,
    Field,
    FieldType,
    KeyAuth,
    OAuth,
    Offset,
    Permission,
    Place,
    Row,
    Scopes,
    Settings,
    Span,
    Stream,
    Token,
    counted,
    number_in,
    rows_at,
    zone_of,
)
from causeloop_desktop.connectors.catalog.jira.records import issue_changed, issue_to_record
from causeloop_desktop.connectors.catalog.jira.webhook import WEBHOOK

FIELDS = (
    "summary,description,status,priority,project,components,labels,issuetype,created,updated,"
    "resolution,resolutiondate,environment"
)


def _issues(span: Span, place: Place) -> Ask:
    """Ask for changes; JQL reads moments in the account's own zone, to the minute."""
    moment = span.since.astimezone(zone_of(place.settings))
    if moment.utcoffset() != moment.replace(fold=1 - moment.fold).utcoffset():
        # When clocks go back an hour comes twice; which one is meant nobody can write.
        moment -= timedelta(hours=1)
    since = f'updated >= "{moment:%Y/%m/%d %H:%M}" ORDER BY updated ASC, key ASC'
    params = {"jql": _projects(place.settings) + since, "fields": FIELDS, "maxResults": "1000"}
    return Ask(path="/rest/api/3/search/jql", params=params)


def _number_of_issues(span: Span, place: Place) -> Ask:
    body = {"jql": _issues(span, place).params["jql"]}
    return Ask(path="/rest/api/3/search/approximate-count", method="POST", json_body=body)


def _projects(settings: Settings) -> str:
    names = ", ".join('"' + key.replace('"', "") + '"' for key in settings.get("projects") or ())
    return f"project in ({names}) AND " if names else ""


def _who(answer: Answer) -> str:
    return answer.at("displayName") or answer.at("emailAddress") or answer.at("accountId") or ""


def _project_list(_place: Place) -> Ask:
    params = {"maxResults": "50", "orderBy": "key", "expand": "insight"}
    return Ask(path="/rest/api/3/project/search", params=params)


def _project(row: Row) -> Choice:
    size = counted((row.get("insight") or {}).get("totalIssueCount"), "issue", "issues")
    return Choice(row["key"], f"{row['name']} ({row['key']})", size=size)


CONNECTOR = Connector(
    type="jira",
    title="Jira",
    category=Category.TRACKERS,
    summary="Issues of chosen projects.",
    ingests=("Issues of every type, with priority, components and labels", "Changes of status"),
    settings=(
        Field(
            name="site",
            label="Site",
            help="The first part of your address: acme for acme.atlassian.net.",
            placeholder="acme",
        ),
        Field(
            name="projects",
            label="Projects",
            help="Keys of projects, one each; empty for all that the account sees.",
            type=FieldType.LIST,
            placeholder="PAY",
        ),
    ),
    credentials=(
        Field(name="email", label="E-mail", help="Of the token's account.", required=True),
        Field(
            name="api_key",
            label="API token",
            help="Made by that account; it sees what the account sees.",
            required=True,
            secret=True,
        ),
    ),
    key_auth=KeyAuth(
        "{email}:{api_key}",
        basic=True,
        where="id.atlassian.com, Security, Create and manage API tokens.",
    ),
    oauth=OAuth(
        authorize_url="https://auth.atlassian.com/authorize",
        exchange_url="https://auth.atlassian.com/oauth/token",
        permissions=(
            Permission("read:jira-work", "Issues, projects and their fields."),
            Permission("read:jira-user", "The name of the account we read with."),
            Permission("offline_access", "Staying connected without asking again."),
        ),
        extra={"audience": "api.atlassian.com", "prompt": "consent"},
        sites_url="https://api.atlassian.com/oauth/token/accessible-resources",
        site_url="https://api.atlassian.com/ex/jira/{site_id}",
    ),
    base_url="https://{site}.atlassian.net",
    headers={"Accept": "application/json"},
    check=Check(
        ask=lambda _place: Ask(path="/rest/api/3/myself"),
        who=_who,
        learns=lambda answer: {"time_zone": answer.at("timeZone") or "UTC"},
    ),
    scopes=Scopes(
        setting="projects",
        title="Projects",
        ask=_project_list,
        to_choice=_project,
        rows=rows_at("values"),
        pager=Offset(50, "startAt", more=lambda answer, _count: answer.at("isLast") is False),
    ),
    streams=(
        Stream(
            name="issues",
            title="Issues",
            ask=_issues,
            to_record=issue_to_record,
            changed=issue_changed,
            rows=rows_at("issues"),
            pager=Token(("nextPageToken",), "nextPageToken"),
            moves=True,
            count=Count(_number_of_issues, lambda answer: number_in(answer, "count")),
        ),
    ),
    per_minute=600,
    webhook=WEBHOOK,
    docs_url="https://developer.atlassian.com/cloud/jira/platform/rest/v3/",
)
