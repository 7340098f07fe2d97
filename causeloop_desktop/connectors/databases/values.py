"""Values of a database: rows under our names, moments as each database keeps them."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from causeloop_desktop.connectors.databases.questions import Question

MILLISECONDS_FROM = 100_000_000_000
"""A number from here on counts milliseconds since 1970, a smaller one seconds."""


def named(row: Mapping[str, Any], question: "Question") -> dict[str, Any]:
    """Give a row under our names, as JSON can hold it: ``key``, ``changed`` and its ``columns``."""
    changed = moment_of(row[question.updated_column], question.zone)
    return {
        "key": str(row[question.id_column]),
        "changed": None if changed is None else changed.isoformat(),
        "columns": {name: plain(value) for name, value in row.items()},
    }


def moment_of(value: Any, zone: ZoneInfo) -> datetime | None:
    """Read a moment as databases keep them: with or without a zone, as a day, text or number."""
    match value:
        case datetime():
            moment = value
        case date():
            moment = datetime.combine(value, time.min)
        case bool() | None | "":
            return None
        case int() | float():
            seconds = value / 1000 if value >= MILLISECONDS_FROM else value
            return datetime.fromtimestamp(seconds, UTC)
        case str():
            moment = datetime.fromisoformat(value)
        case _:
            return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def plain(value: Any) -> Any:
    """Give a value as JSON can hold it."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return f"{len(bytes(value))} bytes"
    return str(value)
