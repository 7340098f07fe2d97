"""Moments on the wire: ISO 8601 in UTC with ``Z``, and the microseconds the engine counts in."""

from datetime import UTC, datetime, timedelta

SECOND_US = 1_000_000
"""Microseconds of a second."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)

EARLIEST = datetime(1970, 1, 2, tzinfo=UTC)
LATEST = datetime(2200, 1, 1, tzinfo=UTC)
"""Between these, the latter excluded, lies every issue; other dates are taken for misread."""


def from_text(value: object) -> object:
    """Read an ISO 8601 moment; one without an offset is taken as UTC.

    Values that are not text or a datetime are handed on for pydantic to refuse.

    Raises:
        ValueError: The text is no moment.
    """
    if isinstance(value, str):
        value = datetime.fromisoformat(value.strip())
    return to_utc(value) if isinstance(value, datetime) else value


def to_utc(moment: datetime) -> datetime:
    """Give a moment in UTC; one without an offset is taken as UTC.

    Raises:
        ValueError: It lies outside the years 1 to 9999 there, as its offset reaches beyond them.
    """
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("the moment lies outside the years 1 to 9999") from None


def to_text(moment: datetime) -> str:
    """Write a moment as ISO 8601 with ``Z``, with microseconds only where there are any."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def to_micros(moment: datetime) -> int:
    """Count the microseconds from 1970 to an aware ``moment``, exactly."""
    return (moment - EPOCH) // MICROSECOND


def from_micros(micros: int) -> datetime:
    """Give the moment ``micros`` microseconds after 1970, in UTC."""
    return EPOCH + timedelta(microseconds=micros)


def from_known_micros(micros: int | None) -> datetime | None:
    """Give the moment, where it is known."""
    return None if micros is None else from_micros(micros)
