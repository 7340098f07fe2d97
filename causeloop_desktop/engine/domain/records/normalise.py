"""Records as anybody sends them become records as the store keeps them, or are refused.

Nothing here raises for a bad record: it is answered with the reason, so that one bad record
never stops the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import NamedTuple

from causeloop_desktop.contract.base import Priority, Source
from causeloop_desktop.contract.ingest import IngestEvent
from causeloop_desktop.contract.times import to_micros
from causeloop_desktop.engine.domain.records.metadata import TooDeepError, dump_metadata
from causeloop_desktop.engine.domain.records.moments import UnreadableMomentError, read_moment
from causeloop_desktop.engine.domain.records.severities import read_severity

MAX_TITLE = 300
MAX_TEXT = 200
"""The longest name of a team, service, status and the like."""

MAX_KEY = 500
"""The longest ``external_id`` or ``fingerprint``."""

CODE = "processing_error"
"""The code of a record that was refused."""

SEVERITY_NUMBER: dict[str, int] = {
    priority: number for number, priority in enumerate(Priority, start=1)
}
_SOURCES = frozenset(Source)
_KNOWN = frozenset(IngestEvent.model_fields)


class TitleRule(Enum):
    """What becomes of a record without a title."""

    REQUIRED = "required"
    FALLBACK = "fallback"


@dataclass(frozen=True, slots=True)
class Rules:
    """How records of one push are read.

    Attributes:
        title: What becomes of a missing title.
        source: The source of every record, where the path of the push says it.
        default_source: The source of records that name none; ``None`` refuses them.
        spare_id: The id of a record that has none; ``None`` refuses it.
        origin: Within what the ids are unique, where a connection says it.
    """

    title: TitleRule = TitleRule.REQUIRED
    source: str | None = None
    default_source: str | None = None
    spare_id: str | None = None
    origin: str | None = None


class Record(NamedTuple):
    """What a source says of an issue, in plain values that survive JSON.

    ``severity`` is 1 (worst) to 4, moments are UTC microseconds, ``metadata`` is a JSON object.
    ``again_us`` is when the failure was seen, once more or for the first time.
    """

    source: str
    origin: str
    external_id: str
    title: str
    body: str = ""
    severity: int = 3
    status: str | None = None
    team: str | None = None
    service: str | None = None
    external_url: str | None = None
    fingerprint: str | None = None
    connector_id: str | None = None
    metadata: str = "{}"
    created_us: int | None = None
    updated_us: int | None = None
    again_us: int | None = None


class Refusal(NamedTuple):
    """Why a record was refused: a sentence for people."""

    message: str


class _RefusedError(Exception):
    """The record cannot be taken; the text is the reason."""


def normalise(raw: object, rules: Rules) -> Record | Refusal:
    """Turn one record of a push into its normal form, or say why it cannot be taken."""
    if not isinstance(raw, Mapping):
        return Refusal("a record must be a JSON object")
    try:
        return _normalised(raw, rules)
    except (_RefusedError, UnreadableMomentError, TooDeepError) as refused:
        return Refusal(str(refused))


def settle_source(
    given: str | None, origin: str | None = None, default: str = Source.CUSTOM_API
) -> tuple[str, str]:
    """Give the source and origin of a record: an unknown source is coerced and kept as origin.

    Args:
        given: The source as the record names it.
        origin: Where it was read from (a connection's account and scope, a file's name), if
            that is known; it wins over the name.
        default: The source of a record that names none.
    """
    name = (given or default).strip()
    known = name.lower()
    if known in _SOURCES:
        return known, origin or ""
    return Source.CUSTOM_API.value, origin or name


def _normalised(raw: Mapping[str, object], rules: Rules) -> Record:
    external_id = _text(raw, "external_id", MAX_KEY) or rules.spare_id
    title = _title(raw, rules, external_id)
    if external_id is None:
        raise _RefusedError("external_id is required")
    source, origin = settle_source(_source(raw, rules), rules.origin)
    return Record(
        source=source,
        origin=origin,
        external_id=external_id,
        title=title,
        body=_body(raw.get("body")),
        severity=_severity(raw.get("severity")),
        status=_text(raw, "status"),
        team=_text(raw, "team"),
        service=_text(raw, "service"),
        external_url=_text(raw, "external_url", 2_000),
        fingerprint=_text(raw, "fingerprint", MAX_KEY),
        connector_id=_text(raw, "connector_id"),
        metadata=_metadata(raw),
        created_us=_moment(raw, "source_created_at"),
        updated_us=_moment(raw, "source_updated_at"),
        again_us=_moment(raw, "occurred_at"),
    )


def _source(raw: Mapping[str, object], rules: Rules) -> str:
    source = rules.source or _text(raw, "source") or rules.default_source
    if source is None:
        raise _RefusedError("source is required")
    return source


def _title(raw: Mapping[str, object], rules: Rules, external_id: str | None) -> str:
    title = raw.get("title")
    if title is not None and not isinstance(title, str):
        raise _RefusedError("title must be text")
    title = _clean(title).strip() if title else ""
    if len(title) > MAX_TITLE:
        raise _RefusedError(f"title is longer than {MAX_TITLE} characters")
    if title:
        return title
    if rules.title is TitleRule.REQUIRED or not raw.get("external_id"):
        raise _RefusedError("title is required")
    return (external_id or "")[:MAX_TITLE]


def _body(value: object) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _RefusedError("body must be text")
    return _clean(value)


def _severity(value: object) -> int:
    """Read a severity; what nobody knows is p3."""
    if value is None or value == "":
        return SEVERITY_NUMBER[Priority.P3]
    number = SEVERITY_NUMBER.get(value) if isinstance(value, str) else None
    return number or SEVERITY_NUMBER[read_severity(str(value)) or Priority.P3]


def _metadata(raw: Mapping[str, object]) -> str:
    """Keep the metadata, and with it whatever else a record says: nothing sent is lost."""
    metadata = raw.get("metadata")
    if metadata is not None and not isinstance(metadata, Mapping):
        raise _RefusedError("metadata must be a JSON object")
    if raw.keys() <= _KNOWN:
        return dump_metadata(metadata or {})
    others = {name: value for name, value in raw.items() if name not in _KNOWN}
    return dump_metadata({**others, **(metadata or {})})


def _moment(raw: Mapping[str, object], name: str) -> int | None:
    value = raw.get(name)
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | float | datetime):
        raise _RefusedError(f"{name} must be a moment such as 2026-06-14T14:35:00Z")
    try:
        return to_micros(read_moment(value))
    except UnreadableMomentError as error:
        raise _RefusedError(f"{name}: {error}") from error


def _text(raw: Mapping[str, object], name: str, longest: int = MAX_TEXT) -> str | None:
    value = raw.get(name)
    if value is None:
        return None
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise _RefusedError(f"{name} must be text")
    if len(value) > longest:
        raise _RefusedError(f"{name} is longer than {longest} characters")
    return _clean(value).strip() or None


def _clean(text: str) -> str:
    """Drop what no database stores as text."""
    if text.isascii() and "\x00" not in text:
        return text
    return text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "")
