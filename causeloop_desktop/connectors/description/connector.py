"""A source, complete: data, and one pure function from a row to a record."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from causeloop_desktop.connectors.asking.judging import judge_status
from causeloop_desktop.connectors.asking.limits import Budget, budget_of
from causeloop_desktop.connectors.asking.messages import Answer
from causeloop_desktop.connectors.asking.places import Place
from causeloop_desktop.connectors.description.access import Check, KeyAuth, OAuth
from causeloop_desktop.connectors.description.fields import Field
from causeloop_desktop.connectors.description.reader import Reader
from causeloop_desktop.connectors.description.scopes import Scopes
from causeloop_desktop.connectors.description.streams import Stream
from causeloop_desktop.connectors.errors import ConnectorError
from causeloop_desktop.connectors.webhooks.webhook import Webhook


class Category(StrEnum):
    """Under which heading the catalog shows a source."""

    TRACKERS = "Issue trackers"
    INCIDENTS = "Incidents and alerts"
    SUPPORT = "Support and mail"
    CHAT = "Chat"
    DATA = "Data and custom"


@dataclass(frozen=True, slots=True)
class Connector:
    """A source, complete.

    Attributes:
        type: Its key in the API, and the source of its records.
        ingests: What becomes issues, one line each.
        settings: What is filled in beside credentials; ``base_url`` is taken from every source.
        credentials: The fields of a key; empty for a source that needs none.
        base_url: The address in front of every path; ``{names}`` are settings.
        reader: Reads a source that does not speak HTTP, from its place and credentials.
        host: The machine that such a reader contacts; empty where it contacts none.
        judge: What an answer means that is no success; ``None`` where it is one.
        budget: What the headers say of the requests that are left.
        per_minute: How many requests the provider takes, where its headers do not say it.
        notice: What a person should know before connecting, such as the end of the service.
        webhook: What the provider tells by itself; one that is ``None`` may still be pushed to.
    """

    type: str
    title: str
    category: Category
    summary: str
    ingests: tuple[str, ...]
    streams: tuple[Stream, ...] = ()
    check: Check | None = None
    settings: tuple[Field, ...] = ()
    credentials: tuple[Field, ...] = ()
    key_auth: KeyAuth | None = None
    oauth: OAuth | None = None
    base_url: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    scopes: Scopes | None = None
    reader: Callable[[Place, Mapping[str, str]], Reader] | None = None
    host: Callable[[Place, Mapping[str, str]], str] | None = None
    judge: Callable[[Answer], ConnectorError | None] = judge_status
    budget: Callable[[Mapping[str, str], float], Budget | None] = budget_of
    per_minute: int = 60
    docs_url: str = ""
    notice: str = ""
    webhook: Webhook | None = None
