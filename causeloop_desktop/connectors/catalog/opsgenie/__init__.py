"""Opsgenie: alerts."""

from causeloop_desktop.connectors import (
    Answer,
    Ask,
    Category,
    Check,
    Connector,
    Count,
    Detail,
    Field,
    KeyAuth,
    Offset,
    Place,
    Row,
    Span,
    Stream,
    number_in,
    rows_at,
)
from causeloop_desktop.connectors.catalog.opsgenie.records import alert_changed, alert_to_record

PAGE = 100
CEILING = 20_000
"""Beyond this many rows the API gives no more; the window is moved instead."""


def _alerts(span: Span, _place: Place) -> Ask:
    return Ask(
        path="/v2/alerts",
        params={
            "query": _changed_since(span),
            "sort": "updatedAt",
            "order": "asc",
            "limit": str(PAGE),
        },
    )


def _number_of_alerts(span: Span, _place: Place) -> Ask:
    return Ask(path="/v2/alerts/count", params={"query": _changed_since(span)})


def _changed_since(span: Span) -> str:
    return f"updatedAt > {int(span.since.timestamp() * 1000) - 1}"


def _alert(alert: Row, _place: Place) -> Ask:
    """Ask for an alert with its text, which the list leaves out."""
    return Ask(path=f"/v2/alerts/{alert['id']}")


def _has_more(answer: Answer, count: int) -> bool:
    return bool(answer.at("paging", "next")) or count == PAGE


def _who(answer: Answer) -> str:
    """Name the account; a key that may only read alerts is not told its name."""
    return "an Opsgenie account" if isinstance(answer.at("data"), list) else ""


CONNECTOR = Connector(
    type="opsgenie",
    title="Opsgenie",
    category=Category.INCIDENTS,
    summary="Alerts, and how often they fired.",
    ingests=("Alerts with text, priority and tags, open and closed", "Alerts that fired again"),
    credentials=(
        Field(
            name="api_key",
            label="API key",
            help="Of an API integration with read access.",
            required=True,
            secret=True,
        ),
    ),
    key_auth=KeyAuth("GenieKey {api_key}", where="Opsgenie, Teams, Integrations, API."),
    base_url="https://api.opsgenie.com",
    headers={"Accept": "application/json"},
    check=Check(ask=lambda _place: Ask(path="/v2/alerts", params={"limit": "1"}), who=_who),
    streams=(
        Stream(
            name="alerts",
            title="Alerts",
            ask=_alerts,
            to_record=alert_to_record,
            changed=alert_changed,
            rows=rows_at("data"),
            pager=Offset(PAGE, ceiling=CEILING, more=_has_more),
            moves=True,
            detail=Detail(_alert, lambda answer: answer.at("data") or {}),
            count=Count(_number_of_alerts, lambda answer: number_in(answer, "data", "count")),
            page_size=PAGE,
        ),
    ),
    per_minute=120,
    docs_url="https://docs.opsgenie.com/docs/alert-api",
    notice=(
        "Opsgenie ends in April 2027. Its successor is the operations part of "
        "Jira Service Management; plan to move the alerts there."
    ),
)
