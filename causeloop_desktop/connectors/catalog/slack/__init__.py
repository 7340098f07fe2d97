"""Slack: messages of chosen channels."""

from datetime import timedelta

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
    Settings,
    Span,
    Stream,
    Token,
    counted,
    rows_at,
)
from causeloop_desktop.connectors.catalog.slack.records import (
    message_time,
    message_to_record,
    origin_of,
)
from causeloop_desktop.connectors.catalog.slack.rules import judge
from causeloop_desktop.connectors.catalog.slack.webhook import WEBHOOK

PAGE = 200
_NEXT = Token(("response_metadata", "next_cursor"), "cursor")


def _messages(span: Span, place: Place) -> Ask:
    return Ask(
        path="/api/conversations.history",
        params={
            "channel": place.scope,
            "oldest": f"{span.since.timestamp():.6f}",
            "inclusive": "true",
            "limit": str(PAGE),
        },
    )


def _channels(_place: Place) -> Ask:
    params = {"types": "public_channel,private_channel", "exclude_archived": "true"}
    return Ask(path="/api/conversations.list", params={**params, "limit": str(PAGE)})


def _channel(row: Row) -> Choice:
    hint = "" if row.get("is_member") else "Invite the app to this channel first."
    size = counted(row.get("num_members"), "member", "members")
    return Choice(row["id"], f"#{row['name']}", hint, size)


def _who(answer: Answer) -> str:
    return answer.at("team") or answer.at("user") or ""


def _team(answer: Answer) -> Settings:
    return {"team_id": answer.at("team_id") or "", "team_url": answer.at("url") or ""}


CONNECTOR = Connector(
    type="slack",
    title="Slack",
    category=Category.CHAT,
    summary="Messages of chosen channels.",
    ingests=("Messages of people and of programs", "Edits within the last day"),
    settings=(
        Field(
            name="channels",
            label="Channels",
            help="Ids of channels; pick them from a list once the token works.",
            type=FieldType.LIST,
            required=True,
            placeholder="C024BE91L",
        ),
    ),
    credentials=(
        Field(
            name="api_key",
            label="Bot token",
            help="Begins with xoxb-. Make an app of your own in your workspace.",
            required=True,
            secret=True,
        ),
    ),
    key_auth=KeyAuth(where="api.slack.com/apps, your app, OAuth & Permissions."),
    oauth=OAuth(
        authorize_url="https://slack.com/oauth/v2/authorize",
        exchange_url="https://slack.com/api/oauth.v2.access",
        permissions=(
            Permission("channels:history", "Messages of public channels that the app is in."),
            Permission("groups:history", "Messages of private channels that the app is in."),
            Permission("channels:read", "The names of channels, to choose from."),
        ),
        separator=",",
    ),
    base_url="https://slack.com",
    check=Check(ask=lambda _place: Ask(path="/api/auth.test"), who=_who, learns=_team),
    scopes=Scopes(
        setting="channels",
        title="Channels",
        ask=_channels,
        to_choice=_channel,
        rows=rows_at("channels"),
        pager=_NEXT,
        required=True,
    ),
    streams=(
        Stream(
            name="messages",
            title="Messages",
            ask=_messages,
            to_record=message_to_record,
            changed=message_time,
            key=lambda message: str(message["ts"]),
            keys_of_scope=True,
            rows=rows_at("messages"),
            pager=_NEXT,
            order=Order.NEWEST_FIRST,
            overlap=timedelta(days=1),
            scoped=True,
            origin=origin_of,
        ),
    ),
    judge=judge,
    per_minute=50,
    webhook=WEBHOOK,
    docs_url="https://docs.slack.dev/reference/methods/conversations.history",
    notice="An app that is sold to others may ask only once a minute; one of your own is exempt.",
)
