"""GitHub: the issues of chosen repositories."""

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
    LinkHeader,
    OAuth,
    Permission,
    Place,
    Row,
    Scopes,
    Span,
    Stream,
    counted,
    last_page,
)
from causeloop_desktop.connectors.catalog.github.records import issue_changed, issue_to_record
from causeloop_desktop.connectors.catalog.github.rules import judge
from causeloop_desktop.connectors.catalog.github.webhook import WEBHOOK
from causeloop_desktop.contract.times import to_text


def _issues(span: Span, place: Place) -> Ask:
    return Ask(
        path=f"/repos/{place.scope}/issues",
        params={
            "state": "all",
            "sort": "updated",
            "direction": "asc",
            "since": to_text(span.since.replace(microsecond=0)),
            "per_page": "100",
        },
    )


def _number_of_issues(span: Span, place: Place) -> Ask:
    """Ask for pages of one row each, so that the number of the last one counts them."""
    return _issues(span, place).with_params(per_page="1")


def _repositories(_place: Place) -> Ask:
    return Ask(path="/user/repos", params={"sort": "full_name", "per_page": "100"})


def _repository(row: Row) -> Choice | None:
    if not row.get("has_issues", True):
        return None
    name, size = row["full_name"], counted(row.get("open_issues_count"), "open", "open")
    return Choice(name, name, row.get("description") or "", size)


def _login(answer: Answer) -> str:
    return answer.at("login") or ""


CONNECTOR = Connector(
    type="github",
    title="GitHub",
    category=Category.TRACKERS,
    summary="Issues of chosen repositories.",
    ingests=("Issues, open and closed, with their labels", "Closing and reopening"),
    settings=(
        Field(
            name="repositories",
            label="Repositories",
            help="owner/name, one each; pick them from a list once the credentials work.",
            type=FieldType.LIST,
            required=True,
            placeholder="acme/shop",
        ),
    ),
    credentials=(
        Field(
            name="api_key",
            label="Access token",
            help="A fine-grained token with read access to issues and metadata.",
            required=True,
            secret=True,
        ),
    ),
    key_auth=KeyAuth(where="GitHub, Settings, Developer settings, Personal access tokens."),
    oauth=OAuth(
        authorize_url="https://github.com/login/oauth/authorize",
        exchange_url="https://github.com/login/oauth/access_token",
        permissions=(Permission("repo", "Issues of public and private repositories."),),
    ),
    base_url="https://api.github.com",
    headers={
        "Accept": "application/vnd.github+json",
        "X-GitHub-Api-Version": "2022-11-28",
        "User-Agent": "causeloop-desktop",
    },
    check=Check(ask=lambda _place: Ask(path="/user"), who=_login),
    scopes=Scopes(
        setting="repositories",
        title="Repositories",
        ask=_repositories,
        to_choice=_repository,
        pager=LinkHeader(),
        required=True,
    ),
    streams=(
        Stream(
            name="issues",
            title="Issues",
            ask=_issues,
            to_record=issue_to_record,
            changed=issue_changed,
            pager=LinkHeader(),
            moves=True,
            scoped=True,
            count=Count(_number_of_issues, last_page),
        ),
    ),
    judge=judge,
    per_minute=800,
    webhook=WEBHOOK,
    docs_url="https://docs.github.com/rest/issues/issues",
)
