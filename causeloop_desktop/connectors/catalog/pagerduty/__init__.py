"""PagerDuty: incidents, new ones and what changes on old ones."""

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
    Order,
    PartOf,
    Permission,
    Place,
    Row,
    Scopes,
    Span,
    Stream,
    number_in,
    rows_at,
)
from causeloop_desktop.connectors.catalog.pagerduty.records import (
    created_at,
    entry_to_record,
    incident_of,
    incident_to_record,
    origin_of,
)
from causeloop_desktop.connectors.catalog.pagerduty.webhook import WEBHOOK
from causeloop_desktop.contract.times import to_text

PAGE = 100
CEILING = 10_000
"""Beyond this many rows the API answers 400; the window is moved instead."""

_PAGER = Offset(PAGE, ceiling=CEILING, more=lambda answer, _count: bool(answer.at("more")))


def _incidents(span: Span, place: Place) -> Ask:
    """Ask by the time of creation, the only one that this list filters and sorts by."""
    return Ask(
        path="/incidents",
        params={
            **_window(span),
            **_services(place),
            "sort_by": "created_at:asc",
            "include[]": ("first_trigger_log_entries",),
            "limit": str(PAGE),
        },
    )


def _changes(span: Span, _place: Place) -> Ask:
    """Ask for what happened to incidents, however old they are."""
    params = {**_window(span), "is_overview": "true", "limit": str(PAGE)}
    return Ask(path="/log_entries", params={**params, "include[]": ("incidents",)})


def _number_of_incidents(span: Span, place: Place) -> Ask:
    return _incidents(span, place).with_params(limit="1", total="true")


def _window(span: Span) -> dict[str, str]:
    window = {"since": to_text(span.since)}
    return window if span.until is None else {**window, "until": to_text(span.until)}


def _services(place: Place) -> dict[str, tuple[str, ...]]:
    chosen = place.settings.get("services") or ()
    return {"service_ids[]": tuple(chosen)} if chosen else {}


def _service_list(_place: Place) -> Ask:
    return Ask(path="/services", params={"limit": str(PAGE), "sort_by": "name"})


def _service(row: Row) -> Choice:
    return Choice(row["id"], row.get("name") or row["summary"], row.get("description") or "")


def _who(answer: Answer) -> str:
    """Name the account by what it may; a key of the account belongs to no user."""
    abilities = answer.at("abilities")
    return "a PagerDuty account" if isinstance(abilities, list) else ""


CONNECTOR = Connector(
    type="pagerduty",
    title="PagerDuty",
    category=Category.INCIDENTS,
    summary="Incidents of your services.",
    ingests=("Incidents with urgency, priority and service", "What happens to them later"),
    settings=(
        Field(
            name="services",
            label="Services",
            help="Ids of services, one each; empty for all.",
            type=FieldType.LIST,
            placeholder="PIJ90N7",
        ),
    ),
    credentials=(
        Field(
            name="api_key",
            label="API key",
            help="A read-only REST API key of the account, or of a user.",
            required=True,
            secret=True,
        ),
    ),
    key_auth=KeyAuth("Token token={api_key}", where="PagerDuty, Integrations, API Access Keys."),
    oauth=OAuth(
        authorize_url="https://identity.pagerduty.com/oauth/authorize",
        exchange_url="https://identity.pagerduty.com/oauth/token",
        permissions=(
            Permission("incidents.read", "Incidents and what happened to them."),
            Permission("services.read", "The names of services, to choose from."),
        ),
    ),
    base_url="https://api.pagerduty.com",
    headers={"Accept": "application/vnd.pagerduty+json;version=2"},
    check=Check(ask=lambda _place: Ask(path="/abilities"), who=_who),
    scopes=Scopes(
        setting="services",
        title="Services",
        ask=_service_list,
        to_choice=_service,
        rows=rows_at("services"),
        pager=_PAGER,
    ),
    streams=(
        Stream(
            name="incidents",
            title="Incidents",
            ask=_incidents,
            to_record=incident_to_record,
            changed=created_at,
            rows=rows_at("incidents"),
            pager=_PAGER,
            longest_span=timedelta(days=170),
            origin=origin_of,
            count=Count(
                _number_of_incidents, lambda answer: number_in(answer, "total"), open_ended=False
            ),
        ),
        Stream(
            name="changes",
            title="Changes of incidents",
            ask=_changes,
            to_record=entry_to_record,
            changed=created_at,
            rows=rows_at("log_entries"),
            pager=_PAGER,
            order=Order.NEWEST_FIRST,
            longest_span=timedelta(days=1),
            backfills=False,
            part_of=PartOf("incidents", incident_of),
            origin=origin_of,
        ),
    ),
    per_minute=900,
    webhook=WEBHOOK,
    docs_url="https://developer.pagerduty.com/api-reference/",
)
