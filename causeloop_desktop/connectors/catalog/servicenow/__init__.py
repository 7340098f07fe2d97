"""ServiceNow: incidents of an instance."""

from datetime import UTC

from causeloop_desktop.connectors import (
    Answer,
    Ask,
    Category,
    Check,
    Connector,
    Count,
    Field,
    KeyAuth,
    LinkHeader,
    OAuth,
    Permission,
    Place,
    Span,
    Stream,
    rows_at,
)
from causeloop_desktop.connectors.catalog.servicenow.records import (
    FIELDS,
    incident_changed,
    incident_key,
    incident_to_record,
)

TABLE = "/api/now/table/incident"
PAGE = 1_000


def _incidents(span: Span, _place: Place) -> Ask:
    """Ask in database values, which are UTC; an unknown field here would mean the whole table."""
    since = span.since.astimezone(UTC)
    return Ask(
        path=TABLE,
        params={
            "sysparm_query": f"sys_updated_on>={since:%Y-%m-%d %H:%M:%S}"
            "^ORDERBYsys_updated_on^ORDERBYsys_id",
            "sysparm_fields": ",".join(FIELDS),
            "sysparm_limit": str(PAGE),
            "sysparm_display_value": "all",
            "sysparm_exclude_reference_link": "true",
        },
    )


def _number_of_incidents(span: Span, place: Place) -> Ask:
    return _incidents(span, place).with_params(sysparm_limit="1", sysparm_fields="sys_id")


def _total(answer: Answer) -> int | None:
    """Read the number of rows that match, those that rules of access hide among them."""
    number = answer.headers.get("x-total-count", "")
    return int(number) if number.isdigit() else None


def _one_row(_place: Place) -> Ask:
    return Ask(path=TABLE, params={"sysparm_limit": "1", "sysparm_fields": "sys_id"})


def _who(answer: Answer) -> str:
    return "a ServiceNow account" if isinstance(answer.at("result"), list) else ""


CONNECTOR = Connector(
    type="servicenow",
    title="ServiceNow",
    category=Category.INCIDENTS,
    summary="Incidents, and how they ended.",
    ingests=(
        "Incidents with priority, assignment group and configuration item",
        "Their state, as it moves",
    ),
    settings=(
        Field(
            name="instance",
            label="Instance",
            help="The first part of your address: acme for acme.service-now.com.",
            placeholder="acme",
        ),
    ),
    credentials=(
        Field(
            name="user",
            label="User",
            help="An account with the role itil, or one that may read incidents.",
            required=True,
        ),
        Field(
            name="api_key",
            label="Password",
            help="Of that account.",
            required=True,
            secret=True,
        ),
    ),
    key_auth=KeyAuth("{user}:{api_key}", basic=True, where="Your ServiceNow administrator."),
    oauth=OAuth(
        authorize_url="https://{instance}.service-now.com/oauth_auth.do",
        exchange_url="https://{instance}.service-now.com/oauth_token.do",
        permissions=(Permission("useraccount", "What the account that authorises may see."),),
    ),
    base_url="https://{instance}.service-now.com",
    headers={"Accept": "application/json"},
    check=Check(ask=_one_row, who=_who),
    streams=(
        Stream(
            name="incidents",
            title="Incidents",
            ask=_incidents,
            to_record=incident_to_record,
            changed=incident_changed,
            key=incident_key,
            rows=rows_at("result"),
            pager=LinkHeader(),
            moves=True,
            count=Count(_number_of_incidents, _total),
            page_size=PAGE,
        ),
    ),
    per_minute=300,
    docs_url="https://docs.servicenow.com/",
)
