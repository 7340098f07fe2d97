"""E-mail: the messages of chosen folders, over IMAP."""

from datetime import timedelta

from causeloop_desktop.connectors import (
    Ask,
    Category,
    Connector,
    Field,
    FieldType,
    Order,
    Place,
    Scopes,
    Span,
    Stream,
    rows_at,
)
from causeloop_desktop.connectors.catalog.email.records import (
    message_key,
    message_sent,
    message_to_record,
)
from causeloop_desktop.connectors.mail.reader import MailReader, NextMessages


def _messages(span: Span, place: Place) -> Ask:
    return Ask(path=place.scope, params={"since": span.since.isoformat()})


def _folders(_place: Place) -> Ask:
    return Ask(path="folders")


CONNECTOR = Connector(
    type="email",
    title="E-mail",
    category=Category.SUPPORT,
    summary="Messages of a mailbox.",
    ingests=("Messages of the folders you choose; none is marked as read",),
    settings=(
        Field(
            name="host",
            label="Server",
            help="The IMAP server's name.",
            required=True,
            placeholder="imap.example.com",
        ),
        Field(
            name="port",
            label="Port",
            help="993 with TLS, 143 without, unless you say otherwise.",
            type=FieldType.INTEGER,
        ),
        Field(
            name="encryption",
            label="Encryption",
            help="Either tls, starttls or none; tls unless you say otherwise.",
            placeholder="tls",
        ),
        Field(
            name="folders",
            label="Folders",
            help="Names of folders, one each.",
            type=FieldType.LIST,
            required=True,
            placeholder="INBOX",
        ),
    ),
    credentials=(
        Field(name="user", label="User", help="Often the address itself.", required=True),
        Field(
            name="api_key",
            label="Password",
            help="An app password where the provider has them.",
            required=True,
            secret=True,
        ),
    ),
    scopes=Scopes(
        setting="folders",
        title="Folders",
        ask=_folders,
        to_choice=lambda _row: None,
        required=True,
    ),
    streams=(
        Stream(
            name="messages",
            title="Messages",
            ask=_messages,
            to_record=message_to_record,
            changed=message_sent,
            key=message_key,
            rows=rows_at("rows"),
            pager=NextMessages(),
            order=Order.NEWEST_FIRST,
            overlap=timedelta(days=1),
            scoped=True,
            origin=lambda _row, place: place.base_url,
        ),
    ),
    reader=MailReader,
    host=lambda place, _secrets: str(place.settings.get("host") or ""),
    docs_url="https://www.rfc-editor.org/rfc/rfc9051",
)
