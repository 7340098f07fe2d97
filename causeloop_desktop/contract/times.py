"""Moments on the wire: ISO 8601 in UTC with ``Z``, and the microseconds the engine counts in."""

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def from_text(value: object) -> object:
    """Read an ISO 8601 moment; one without an offset is taken as UTC.

    Values that are not text or a datetime are handed on for pydantic to refuse.
    """
    if isinstance(value, str):
        value = datetime.fromisoformat(value.strip())
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    return value


def to_text(moment: datetime) -> str:
    """Write a moment as ISO 8601 with ``Z``, with microseconds only where there are any."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def to_micros(moment: datetime) -> int:
    """Count the microseconds from 1970 to an aware ``moment``, exactly."""
    return (moment - EPOCH) // MICROSECOND


def from_micros(micros: int) -> datetime:
    """Give the moment ``micros`` microseconds after 1970, in UTC."""
    return EPOCH + timedelta(microseconds=micros)
