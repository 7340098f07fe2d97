"""What every noun of the contract shares: model bases, ids, pages, severities and changes."""

import unicodedata
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Generic, NewType, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer

from causeloop_desktop.contract.times import from_text, to_text

WorkspaceId = NewType("WorkspaceId", str)
IssueId = NewType("IssueId", str)
PatternId = NewType("PatternId", str)
PredictionId = NewType("PredictionId", str)
JobId = NewType("JobId", str)
OperationId = NewType("OperationId", str)
DuplicateId = NewType("DuplicateId", str)
TokenId = NewType("TokenId", str)
RunId = NewType("RunId", str)
ReviewId = NewType("ReviewId", str)

TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that turn the direction of what follows them, so that a name reads as another."""


def to_line(value: object) -> object:
    """Trim a text to one line, without what nobody sees: breaks, controls, turned directions.

    What is left of a text without any visible character is empty. Values that are no text are
    handed on for pydantic to refuse.
    """
    if not isinstance(value, str):
        return value
    shown = "".join(" " if one.isspace() else one for one in value if _is_kept(one))
    return " ".join(shown.split()) if any(map(str.isprintable, shown.replace(" ", ""))) else ""


def _is_kept(character: str) -> bool:
    is_control = unicodedata.category(character) in {"Cc", "Cs"} and not character.isspace()
    return not is_control and character not in TURNS


Line = Annotated[str, BeforeValidator(to_line)]
"""A name that people give: one line that can be read."""

Instant = Annotated[
    datetime, BeforeValidator(from_text), PlainSerializer(to_text, when_used="json")
]
"""A moment in UTC: ISO 8601 with ``Z`` on the wire, an aware ``datetime`` in the program."""


class Model(BaseModel):
    """A value read from the API; tolerates fields a newer server has added."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Request(BaseModel):
    """A value sent to the API; a misspelt field is an error, not a silent no-op."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Priority(StrEnum):
    """Severity as it is stored; ``p1`` is the worst."""

    P1 = "p1"
    P2 = "p2"
    P3 = "p3"
    P4 = "p4"


class Severity(StrEnum):
    """Severity as issues answer it, in words."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


SEVERITY_OF_PRIORITY: dict[Priority, Severity] = {
    Priority.P1: Severity.CRITICAL,
    Priority.P2: Severity.HIGH,
    Priority.P3: Severity.MEDIUM,
    Priority.P4: Severity.LOW,
}


class Source(StrEnum):
    """The sources known natively; every other value is taken as ``custom_api``."""

    JIRA = "jira"
    SERVICENOW = "servicenow"
    GITHUB = "github"
    PAGERDUTY = "pagerduty"
    OPSGENIE = "opsgenie"
    LINEAR = "linear"
    ZENDESK = "zendesk"
    SLACK = "slack"
    EMAIL = "email"
    DATABASE = "database"
    CUSTOM_API = "custom_api"


SOURCE_NAMES: dict[Source, str] = {
    Source.JIRA: "Jira",
    Source.SERVICENOW: "ServiceNow",
    Source.GITHUB: "GitHub",
    Source.PAGERDUTY: "PagerDuty",
    Source.OPSGENIE: "Opsgenie",
    Source.LINEAR: "Linear",
    Source.ZENDESK: "Zendesk",
    Source.SLACK: "Slack",
    Source.EMAIL: "E-mail",
    Source.DATABASE: "Database",
    Source.CUSTOM_API: "Custom",
}
"""How sources are called; their names are the same in every language."""

PUSH_SOURCES: tuple[Source, ...] = (
    Source.JIRA,
    Source.SERVICENOW,
    Source.GITHUB,
    Source.PAGERDUTY,
    Source.OPSGENIE,
    Source.LINEAR,
    Source.ZENDESK,
    Source.CUSTOM_API,
)
"""The sources with a path of their own under ``/v1/ingest/{source}/issues``."""

T = TypeVar("T")


class PageInfo(Model):
    """Where a page stands in its list.

    ``total`` is exact up to 10,000 and an estimate beyond, which ``total_estimated`` says.
    ``position`` is the row number (from 0) of the page's first row when one was asked for.
    """

    next_cursor: str | None = None
    has_more: bool = False
    total: int = 0
    total_estimated: bool = False
    position: int | None = None


class Page(Model, Generic[T]):
    """One page of a list."""

    data: tuple[T, ...] = ()
    page: PageInfo = PageInfo()


class ChangeKind(StrEnum):
    """The kinds of things a commit can have changed; views refresh by these."""

    ISSUES = "issues"
    PATTERNS = "patterns"
    PREDICTIONS = "predictions"
    JOBS = "jobs"
    OPERATIONS = "operations"
    WORKSPACES = "workspaces"
    CONNECTORS = "connectors"
    DETECTIONS = "detections"
    REVIEWS = "reviews"


def _known_kinds(counts: object) -> object:
    """Leave out kinds that a newer server has added."""
    if not isinstance(counts, dict):
        return counts
    return {kind: count for kind, count in counts.items() if kind in set(ChangeKind)}


class Changes(Model):
    """What a write changed: counts by kind, at most 50 ids, and the number of its commit."""

    sequence: int = 0
    counts: Annotated[dict[ChangeKind, int], BeforeValidator(_known_kinds)] = Field(
        default_factory=dict
    )
    ids: tuple[str, ...] = ()


class ErrorBody(Model):
    """A refused request: a machine key, a sentence for people, and where to look in the log."""

    code: str
    message: str
    trace_id: str | None = None
    details: dict[str, object] | None = None


class ErrorEnvelope(Model):
    """The one shape in which every error is answered."""

    error: ErrorBody
