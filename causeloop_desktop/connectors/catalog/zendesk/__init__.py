"""Zendesk: tickets of a help desk."""

from causeloop_desktop.connectors import (
    Answer,
    Ask,
    Category,
    Check,
    Connector,
    Count,
    Field,
    KeyAuth,
    OAuth,
    Permission,
    Place,
    Span,
    Stream,
    Token,
    number_in,
    rows_at,
)
from causeloop_desktop.connectors.catalog.zendesk.records import ticket_changed, ticket_to_record
from causeloop_desktop.connectors.catalog.zendesk.webhook import WEBHOOK
from causeloop_desktop.contract.times import to_text

PAGE = 1_000


def _tickets(span: Span, _place: Place) -> Ask:
    """Ask by the time at which Zendesk noted a change; rows may look older than that."""
    return Ask(
        path="/api/v2/incremental/tickets/cursor.json",
        params={"start_time": str(int(span.since.timestamp())), "per_page": str(PAGE)},
    )


def _number_of_tickets(span: Span, _place: Place) -> Ask:
    """Let the search count; it knows the time of change, which is near to what the list goes by."""
    query = f"type:ticket updated>={to_text(span.since.replace(microsecond=0))}"
    return Ask(path="/api/v2/search/count.json", params={"query": query})


def _has_more(answer: Answer) -> bool:
    return answer.at("end_of_stream") is False


def _who(answer: Answer) -> str:
    """Name the user; somebody without credentials is answered with an empty one."""
    if not answer.at("user", "id"):
        return ""
    return answer.at("user", "email") or answer.at("user", "name") or ""


CONNECTOR = Connector(
    type="zendesk",
    title="Zendesk",
    category=Category.SUPPORT,
    summary="Tickets of your help desk.",
    ingests=("Tickets with priority, group and tags", "Solved, reopened and deleted ones"),
    settings=(
        Field(
            name="subdomain",
            label="Subdomain",
            help="The first part of your address: acme for acme.zendesk.com.",
            placeholder="acme",
        ),
    ),
    credentials=(
        Field(
            name="email",
            label="E-mail",
            help="Of an administrator; only they may read all tickets at once.",
            required=True,
        ),
        Field(
            name="api_key",
            label="API token",
            help="Made in the Admin Centre.",
            required=True,
            secret=True,
        ),
    ),
    key_auth=KeyAuth(
        "{email}/token:{api_key}",
        basic=True,
        where="Zendesk Admin Centre, Apps and integrations, APIs, Zendesk API.",
    ),
    oauth=OAuth(
        authorize_url="https://{subdomain}.zendesk.com/oauth/authorizations/new",
        exchange_url="https://{subdomain}.zendesk.com/oauth/tokens",
        permissions=(
            Permission("tickets:read", "Tickets and their fields."),
            Permission("users:read", "The name of the account we read with."),
        ),
    ),
    base_url="https://{subdomain}.zendesk.com",
    headers={"Accept": "application/json"},
    check=Check(ask=lambda _place: Ask(path="/api/v2/users/me.json"), who=_who),
    streams=(
        Stream(
            name="tickets",
            title="Tickets",
            ask=_tickets,
            to_record=ticket_to_record,
            changed=ticket_changed,
            rows=rows_at("tickets"),
            pager=Token(("after_cursor",), "cursor", instead_of=("start_time",), more=_has_more),
            count=Count(_number_of_tickets, lambda answer: number_in(answer, "count")),
            page_size=PAGE,
        ),
    ),
    per_minute=10,
    webhook=WEBHOOK,
    docs_url="https://developer.zendesk.com/api-reference/ticketing/",
)
