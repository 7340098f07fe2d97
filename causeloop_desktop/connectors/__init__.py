"""What a source is, and everything that a connector is written with.

A connector needs nothing else of Causeloop than these names and ``IngestEvent`` of the contract;
what stands here stays. How one is written is told in ``docs/guides/add-a-connector.md``.
"""

from causeloop_desktop.connectors.asking.answers import WHOLE_ANSWER, number_in, rows_at
from causeloop_desktop.connectors.asking.judging import judge_status, retry_after, shown
from causeloop_desktop.connectors.asking.limits import Budget, budget_of, seconds_until
from causeloop_desktop.connectors.asking.messages import Answer, Ask, Row
from causeloop_desktop.connectors.asking.paging import (
    ONE_PAGE,
    CeilingReachedError,
    LinkHeader,
    Offset,
    Pager,
    Token,
    Variable,
    last_page,
)
from causeloop_desktop.connectors.asking.places import Place, Settings, Span, host_of, zone_of
from causeloop_desktop.connectors.description.access import Check, KeyAuth, OAuth, Permission
from causeloop_desktop.connectors.description.connector import Category, Connector
from causeloop_desktop.connectors.description.fields import Field, FieldType
from causeloop_desktop.connectors.description.pages import Bookmark, Page, Skipped, Taken
from causeloop_desktop.connectors.description.reader import Reader
from causeloop_desktop.connectors.description.scopes import Choice, Scopes, counted
from causeloop_desktop.connectors.description.sizes import Certainty, Size
from causeloop_desktop.connectors.description.streams import Count, Detail, Order, PartOf, Stream
from causeloop_desktop.connectors.errors import (
    AskOperatorError,
    ConnectorError,
    CredentialsRefusedError,
    LimitReachedError,
    NotFoundError,
    OurFaultError,
    PermissionMissingError,
    RequestRefusedError,
    RetryLaterError,
    SkipRowError,
    UnreachableError,
    UnreadableAnswerError,
)
from causeloop_desktop.connectors.walking.walk import Walk
from causeloop_desktop.connectors.webhooks.signatures import Encoding, Headers, Signature
from causeloop_desktop.connectors.webhooks.webhook import Heard, Message, Webhook, from_millis

__all__ = [
    "ONE_PAGE",
    "WHOLE_ANSWER",
    "Answer",
    "Ask",
    "AskOperatorError",
    "Bookmark",
    "Budget",
    "Category",
    "CeilingReachedError",
    "Certainty",
    "Check",
    "Choice",
    "Connector",
    "ConnectorError",
    "Count",
    "CredentialsRefusedError",
    "Detail",
    "Encoding",
    "Field",
    "FieldType",
    "Headers",
    "Heard",
    "KeyAuth",
    "LimitReachedError",
    "LinkHeader",
    "Message",
    "NotFoundError",
    "OAuth",
    "Offset",
    "Order",
    "OurFaultError",
    "Page",
    "Pager",
    "PartOf",
    "Permission",
    "PermissionMissingError",
    "Place",
    "Reader",
    "RequestRefusedError",
    "RetryLaterError",
    "Row",
    "Scopes",
    "Settings",
    "Signature",
    "Size",
    "SkipRowError",
    "Skipped",
    "Span",
    "Stream",
    "Taken",
    "Token",
    "UnreachableError",
    "UnreadableAnswerError",
    "Variable",
    "Walk",
    "Webhook",
    "budget_of",
    "counted",
    "from_millis",
    "host_of",
    "judge_status",
    "last_page",
    "number_in",
    "retry_after",
    "rows_at",
    "seconds_until",
    "shown",
    "zone_of",
]
