"""Connectors: the sources that can be connected, those that are, and their sync runs."""

from enum import StrEnum
from typing import NewType

from pydantic import Field

from causeloop_desktop.contract.base import Instant, JobId, Model, Request

ConnectorId = NewType("ConnectorId", str)
SyncRunId = NewType("SyncRunId", str)

DEFAULT_CRON = "*/30 * * * *"
"""Every 30 minutes, as the reference says."""

FIRST_BACKFILL_DAYS = 90


class ConnectorStatus(StrEnum):
    """Where a connection stands."""

    PENDING = "pending"
    CONNECTED = "connected"
    PAUSED = "paused"
    ERROR = "error"
    OAUTH_EXPIRED = "oauth_expired"


class CatalogField(Model):
    """Something a person fills in; a secret is never answered again, few need what is rare."""

    name: str
    label: str
    help: str = ""
    type: str = "text"
    required: bool = False
    secret: bool = False
    placeholder: str = ""
    rare: bool = False


class CatalogPermission(Model):
    """A scope of the provider and what it lets us read, in plain words."""

    scope: str
    reads: str


class CatalogEntry(Model):
    """A source that can be connected.

    ``oauth`` says whether it can be authorised in the browser, ``key`` whether by a key; where
    both are true the key is offered first. ``scopes_setting`` names the setting that holds what
    part of the source was picked, ``scopes_instead`` one that may say it in another way, such as a
    query instead of tables. ``icon`` is a drawing in SVG whose ink is ``currentColor``.
    """

    type: str
    title: str
    category: str
    summary: str
    oauth: bool
    key: bool
    ingests: tuple[str, ...] = ()
    settings: tuple[CatalogField, ...] = ()
    credentials: tuple[CatalogField, ...] = ()
    permissions: tuple[CatalogPermission, ...] = ()
    scopes_setting: str | None = None
    scopes_title: str | None = None
    scopes_instead: str | None = None
    key_help: str = ""
    docs_url: str = ""
    notice: str = ""
    redirect_uri: str = ""
    icon: str = ""
    push_only: bool = False


class Schedule(Model):
    """When a connection syncs: a cron line of five fields in an IANA zone, and what it means."""

    cron: str = DEFAULT_CRON
    timezone: str = "UTC"
    words: str = ""
    next_runs: tuple[Instant, ...] = ()


class ScheduleUpdate(Request):
    """A new schedule."""

    cron: str = Field(min_length=1, max_length=200)
    timezone: str = "UTC"


class Connector(Model):
    """A connection to a source; credentials are never answered, only whether there are any.

    ``status_reason`` is a sentence for a person; ``waiting`` says for what a run waits at the
    moment ("41 s for Jira's limit").
    """

    id: ConnectorId
    type: str
    title: str
    display_name: str
    status: ConnectorStatus
    status_reason: str = ""
    settings: dict[str, object] = Field(default_factory=dict)
    has_credentials: bool = False
    candidate_credentials: bool = False
    account: str = ""
    schedule: Schedule = Schedule()
    requests_per_minute: int | None = None
    backfill_days: int = FIRST_BACKFILL_DAYS
    paused_by: str | None = None
    running: SyncRunId | None = None
    waiting: str = ""
    waiting_until: Instant | None = None
    last_synced_at: Instant | None = None
    last_run: "SyncRun | None" = None
    created_at: Instant


class ConnectorCreate(Request):
    """A new connection; with credentials it is tested at once.

    With ``hold`` nothing is fetched by itself for a day, so that a person can first choose what.
    """

    type: str
    display_name: str = Field(default="", max_length=100)
    credentials: dict[str, str] = Field(default_factory=dict)
    settings: dict[str, object] = Field(default_factory=dict)
    backfill_days: int = Field(default=FIRST_BACKFILL_DAYS, ge=1, le=3650)
    hold: bool = False


class ConnectorPatch(Request):
    """What is changed of a connection; absent fields stay.

    New credentials are tried first: if they fail, the old ones stay in use until
    ``accept_credentials`` says otherwise. A budget of ``null`` is the provider's own.
    """

    display_name: str | None = Field(default=None, min_length=1, max_length=100)
    credentials: dict[str, str] | None = None
    settings: dict[str, object] | None = None
    requests_per_minute: int | None = Field(default=None, ge=1, le=100_000)
    backfill_days: int | None = Field(default=None, ge=1, le=3650)
    accept_credentials: bool = False


class ConnectorTest(Model):
    """Whether the credentials reach the provider, and if not, what to do."""

    success: bool
    account: str = ""
    message: str = ""
    upstream: str = ""
    status: ConnectorStatus


class AuthorisationStarted(Model):
    """Where a person signs in at the provider; the state is good for one answer.

    ``redirect_uri`` is what the provider's form for an OAuth app wants to know, to the letter.
    ``notice`` says what stands in the way of hearing the answer, and what to do instead.
    """

    authorize_url: str
    state: str
    expires_at: Instant
    redirect_uri: str = ""
    notice: str = ""


class AuthorisationAnswer(Request):
    """The address that the provider sent the browser to, pasted by hand."""

    address: str = Field(min_length=1, max_length=8_000)


class ConnectorPause(Request):
    """Why syncing is stopped or begun again."""

    reason: str = Field(default="", max_length=500)


class ConnectorChoice(Model):
    """A project, repository, service, channel or table that can be picked.

    ``size`` says how much it holds, in words, where the source tells it.
    """

    value: str
    label: str
    hint: str = ""
    size: str = ""


class BackfillRequest(Request):
    """Read the past again, from ``from`` on, before ``to``; with ``preview`` only an estimate."""

    from_: Instant = Field(alias="from")
    to: Instant | None = None
    preview: bool = False


class EstimateCertainty(StrEnum):
    """How an estimate was found: counted by the provider, judged by a page, or not at all."""

    COUNTED = "counted"
    JUDGED = "judged"
    UNKNOWN = "unknown"


class BackfillEstimate(Model):
    """What reading a part of the past would take; nothing has been read yet.

    ``rows``, ``requests`` and ``seconds`` are ``null`` where nobody can tell before.
    ``requests_per_minute`` is the most that is asked, ``null`` where the source has no limit.
    ``untold`` names what could not be looked at, and ``message`` says all of it in a sentence.
    """

    certainty: EstimateCertainty
    rows: int | None = None
    requests: int | None = None
    seconds: int | None = None
    requests_per_minute: int | None = None
    untold: tuple[str, ...] = ()
    message: str = ""


class SyncStarted(Model):
    """The run that was started, or joined where one was under way."""

    sync_run_id: SyncRunId
    job_id: JobId
    joined: bool = False


class SyncStatus(StrEnum):
    """How a run ended, or that it has not."""

    PENDING = "pending"
    RUNNING = "running"
    SUCCESS = "success"
    ERROR = "error"
    CANCELLED = "cancelled"


class SyncAdvice(StrEnum):
    """What to do about a run that failed."""

    RETRY = "retry"
    ASK_OPERATOR = "ask_operator"
    OUR_FAULT = "our_fault"


class SyncDetails(Model):
    """Why a run failed: a sentence, what the provider said, and what to do."""

    message: str
    upstream: str = ""
    advice: SyncAdvice = SyncAdvice.RETRY


class SyncRun(Model):
    """One run of a connection, with what it brought.

    While it waits, ``waiting_until`` says until when and ``waiting_for`` for what ("for Jira's
    limit"); ``waited_seconds`` is how long it has waited in all.
    """

    id: SyncRunId
    connector_id: ConnectorId
    status: SyncStatus
    reason: str = "schedule"
    new: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: int = 0
    failed: int = 0
    requests: int = 0
    details: SyncDetails | None = None
    job_id: JobId | None = None
    from_: Instant | None = Field(default=None, serialization_alias="from", validation_alias="from")
    to: Instant | None = None
    waiting_for: str = ""
    waiting_until: Instant | None = None
    waited_seconds: int = 0
    started_at: Instant
    finished_at: Instant | None = None


class SkippedRow(Model):
    """A row that could not become an issue, as it came, and why."""

    stream: str
    reason: str
    row: str


Connector.model_rebuild()
