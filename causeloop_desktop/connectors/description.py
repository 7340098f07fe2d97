"""How a source describes itself: data, and one pure function from a row to a record.

Paging, retries, limits, bookmarks and logging belong to whoever reads the description.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import urlsplit

from causeloop_desktop.connectors.errors import ConnectorError, UnreadableAnswerError
from causeloop_desktop.connectors.judging import judge_status, shown
from causeloop_desktop.connectors.limits import Budget, budget_of
from causeloop_desktop.connectors.messages import Answer, Ask
from causeloop_desktop.connectors.paging import ONE_PAGE, Pager
from causeloop_desktop.contract.ingest import IngestEvent

if TYPE_CHECKING:
    from causeloop_desktop.connectors.reader import Reader
    from causeloop_desktop.connectors.webhooks import Webhook

Row: TypeAlias = Mapping[str, Any]
Settings: TypeAlias = Mapping[str, Any]


class Category(StrEnum):
    """Under which heading the catalog shows a source."""

    TRACKERS = "Issue trackers"
    INCIDENTS = "Incidents and alerts"
    SUPPORT = "Support and mail"
    CHAT = "Chat"
    DATA = "Data and custom"


class FieldType(StrEnum):
    """How a field is filled in."""

    TEXT = "text"
    URL = "url"
    LIST = "list"
    INTEGER = "integer"
    BOOLEAN = "boolean"


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that a person fills in.

    Attributes:
        secret: It is never shown again.
        rare: Few people need it; it is offered on demand.
    """

    name: str
    label: str
    help: str
    type: FieldType = FieldType.TEXT
    required: bool = False
    secret: bool = False
    placeholder: str = ""
    rare: bool = False


@dataclass(frozen=True, slots=True)
class Permission:
    """A scope of the provider, and what it lets us read, in plain words."""

    scope: str
    reads: str


@dataclass(frozen=True, slots=True)
class KeyAuth:
    """How a key travels: ``Authorization`` filled from the credentials by name.

    Attributes:
        template: The header's value; with ``basic`` it is encoded as user and password.
        where: Where the person finds the key, in one sentence.
    """

    template: str = "Bearer {api_key}"
    basic: bool = False
    where: str = ""


@dataclass(frozen=True, slots=True)
class OAuth:
    """The provider's authorization code flow.

    Attributes:
        permissions: The scopes that are asked for.
        extra: Parameters that the authorize address needs beside the standard's.
        separator: What stands between scopes.
        pkce: Whether the provider takes a code challenge.
        https_only: Whether it refuses a redirect to this machine over plain HTTP.
        sample_client_id: Lets mock mode answer.
        sites_url: Where the provider lists the sites that a token opens, with ``id`` and ``url``.
        site_url: Where such a site is asked with a token; ``{site_id}`` is its id.
    """

    authorize_url: str
    exchange_url: str
    permissions: tuple[Permission, ...]
    extra: Mapping[str, str] = field(default_factory=dict)
    separator: str = " "
    pkce: bool = True
    https_only: bool = False
    sample_client_id: str = "sample-client"
    sites_url: str = ""
    site_url: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """The changes that are wanted: from ``since`` on, before ``until`` where it is said."""

    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a stream is read.

    Attributes:
        settings: What the person filled in.
        scope: The project, repository, service or channel; empty for a stream without.
        base_url: The provider's address in front of every path.
    """

    settings: Settings = field(default_factory=dict)
    scope: str = ""
    base_url: str = ""


def host_of(url: str) -> str:
    """Give the host of an address; it tells two sites of one provider apart."""
    return urlsplit(url).hostname or url


class Order(StrEnum):
    """In which order the rows of a stream come, by the time that ``changed`` reads."""

    OLDEST_FIRST = "oldest_first"
    NEWEST_FIRST = "newest_first"


def rows_at(*names: str) -> Callable[[Answer], Sequence[Row]]:
    """Read rows from a member of the answer; without names the answer is the list."""

    def read(answer: Answer) -> Sequence[Row]:
        found = answer.at(*names)
        if not isinstance(found, list):
            # Taken for an empty page it would end the list, and what follows would be lost.
            message = "The provider's answer holds no list where one is expected."
            raise UnreadableAnswerError(message, shown(answer))
        return found

    return read


WHOLE_ANSWER = rows_at()


def number_in(answer: Answer, *names: str) -> int | None:
    """Read a number from a member of the answer; ``None`` where there is none."""
    found = answer.at(*names)
    return found if isinstance(found, int) and not isinstance(found, bool) else None


@dataclass(frozen=True, slots=True)
class Count:
    """How a provider counts the rows of a stream without giving them.

    Attributes:
        ask: A cheap question for the number of rows of a span at a place.
        read: The number in its answer; ``None`` where it holds none.
        open_ended: Whether the number goes up to the present, whatever the end of the span; what
            is younger than that end is then counted too and taken off.
    """

    ask: Callable[[Span, Place], Ask]
    read: Callable[[Answer], int | None]
    open_ended: bool = True


@dataclass(frozen=True, slots=True)
class Stream:
    """One list of a provider.

    Attributes:
        name: Its key in bookmarks.
        title: What it holds, for people.
        ask: The first page of a span at a place; inclusive of ``since``.
        to_record: A row as a record; ``None`` for a row that is none of ours.
        changed: When a row last changed, by the provider's clock and the list's own order.
        key: What tells two rows apart.
        rows: Where the rows stand in an answer.
        pager: How the next page is found.
        order: How the rows come.
        overlap: How far before the bookmark a run begins, for the provider's precision and delays.
        longest_span: The longest time that one question may cover.
        moves: Whether rows change their page while the list is read; reading then begins again at
            the last row's time instead of asking for the next page. Only where more rows than a
            page holds changed at one moment is the next page asked for all the same.
        scoped: Whether it is read once for each chosen scope.
        backfills: Whether it has the past; one that only tells of changes begins with the first
            run.
        partial: Whether its rows leave out texts that another stream has brought; these stay.
        origin: Within what ``external_id`` is unique: the account or site that a row is from.
        count: How the provider counts its rows; without it the first page is judged by.
        page_size: How many rows an answer holds, where they are counted.
    """

    name: str
    title: str
    ask: Callable[[Span, Place], Ask]
    to_record: Callable[[Row, Place], IngestEvent | None]
    changed: Callable[[Row], datetime | None]
    key: Callable[[Row], str] = lambda row: str(row["id"])
    rows: Callable[[Answer], Sequence[Row]] = WHOLE_ANSWER
    pager: Pager = ONE_PAGE
    order: Order = Order.OLDEST_FIRST
    overlap: timedelta = timedelta(minutes=2)
    longest_span: timedelta | None = None
    moves: bool = False
    scoped: bool = False
    backfills: bool = True
    partial: bool = False
    origin: Callable[[Row, Place], str] = lambda _row, place: host_of(place.base_url)
    count: Count | None = None
    page_size: int = 100


@dataclass(frozen=True, slots=True)
class Choice:
    """A scope that can be picked: its value in the settings and what a person calls it."""

    value: str
    label: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Scopes:
    """What part of a source can be picked.

    Attributes:
        setting: The setting that holds the picked values.
        title: What they are called, in the plural.
        ask: The first page of what there is.
        to_choice: A row as a choice; ``None`` for what cannot be picked.
        required: Whether at least one has to be picked.
        instead: A setting that says in another way what is read; with it nothing is picked.
    """

    setting: str
    title: str
    ask: Callable[[Place], Ask]
    to_choice: Callable[[Row], Choice | None]
    rows: Callable[[Answer], Sequence[Row]] = WHOLE_ANSWER
    pager: Pager = ONE_PAGE
    required: bool = False
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """How credentials are tried.

    Attributes:
        ask: A cheap request that only good credentials are answered.
        who: Who the provider says we are; an empty text means that it does not know us.
        learns: What the answer tells that questions need, such as the account's time zone; it
            stands beside the settings of a place.
    """

    ask: Callable[[Place], Ask]
    who: Callable[[Answer], str]
    learns: Callable[[Answer], Settings] | None = None


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
    reader: Callable[["Connector", Place, Mapping[str, str]], "Reader"] | None = None
    host: Callable[[Place, Mapping[str, str]], str] | None = None
    judge: Callable[[Answer], ConnectorError | None] = judge_status
    budget: Callable[[Mapping[str, str], float], Budget | None] = budget_of
    per_minute: int = 60
    docs_url: str = ""
    notice: str = ""
    webhook: "Webhook | None" = None
