"""Dates as other tools write them become moments in UTC."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from causeloop_desktop.contract.times import EARLIEST, EPOCH, LATEST, to_utc

_FORMATS = (
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y/%m/%d",
    "%d.%m.%Y %H:%M:%S",
    "%d.%m.%Y %H:%M",
    "%d.%m.%Y",
    "%d/%b/%y %I:%M %p",
    "%d-%b-%Y %H:%M:%S",
    "%d %b %Y %H:%M:%S",
    "%d %b %Y %H:%M",
    "%d %b %Y",
    "%d %B %Y",
    "%b %d, %Y %I:%M:%S %p",
    "%b %d, %Y %I:%M %p",
    "%b %d, %Y %H:%M:%S",
    "%b %d, %Y",
    "%B %d, %Y",
    "%a %b %d %H:%M:%S %Y",
)

_SLASHED = re.compile(r"(\d{1,2})([/-])(\d{1,2})\2(\d{4}|\d{2})(?:,?\s+(.+))?")
_CLOCKS = ("%H:%M:%S", "%H:%M", "%I:%M:%S %p", "%I:%M %p", "%H:%M:%S.%f")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_BASIC_DATE_LENGTHS = (8, 14)


class UnreadableMomentError(ValueError):
    """The text is no date that we can read; the message says so in one sentence."""


def read_moment(value: object, *, day_first: bool = False) -> datetime:
    """Read ISO 8601, seconds to nanoseconds since 1970, or one of the usual ways to write dates.

    A moment without an offset is taken as UTC.

    Args:
        value: Text or a number.
        day_first: How ``03/04/2020`` is meant.

    Raises:
        UnreadableMomentError: It is none of these, or lies before 1970 or after 2200.
    """
    moment = _read_number(value) if isinstance(value, int | float) else None
    if moment is None:
        moment = _read_text(str(value).strip(), day_first=day_first)
    try:
        aware = to_utc(moment)
    except ValueError:
        raise _out_of_range(value) from None
    if not EARLIEST <= aware < LATEST:
        raise _out_of_range(value)
    return aware


def guess_day_first(values: list[str]) -> bool:
    """Tell whether ``03/04/2020`` means April in these values: some day must be above 12."""
    found = [match for value in values if (match := _SLASHED.fullmatch(value.strip()))]
    firsts = sum(int(match[1]) > 12 for match in found)
    seconds = sum(int(match[3]) > 12 for match in found)
    return firsts > seconds


def _read_text(text: str, *, day_first: bool) -> datetime:
    try:
        return _read_iso(text)
    except ValueError:
        pass
    if _NUMBER.fullmatch(text) and (moment := _read_number(float(text))):
        return moment
    if match := _SLASHED.fullmatch(text):
        return _read_slashed(match, day_first=day_first)
    return _read_written(text)


def _read_iso(text: str) -> datetime:
    if text.isdigit() and len(text) not in _BASIC_DATE_LENGTHS:
        raise UnreadableMomentError("A bare number is no ISO date.")
    if len(text) == max(_BASIC_DATE_LENGTHS) and text.isdigit():
        text = f"{text[:8]}T{text[8:]}"
    return datetime.fromisoformat(text.removesuffix(" UTC").removesuffix(" GMT").replace(",", "."))


def _read_number(number: float) -> datetime | None:
    """Read a count since 1970; its size tells seconds, milli-, micro- and nanoseconds apart."""
    for unit in (1, 1e3, 1e6, 1e9):
        seconds = number / unit
        if 0 < seconds < 1e10:
            return EPOCH + timedelta(seconds=seconds)
    return None


def _read_slashed(match: re.Match[str], *, day_first: bool) -> datetime:
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    day, month = (first, second) if day_first or first > 12 else (second, first)
    if month > 12:
        day, month = month, day
    try:
        date = datetime(year + 2000 if year < 100 else year, month, day, tzinfo=UTC)
    except ValueError as error:
        raise _unreadable(match.string) from error
    return date + _read_clock(match[5] or "00:00", match.string)


def _read_clock(text: str, whole: str) -> timedelta:
    for pattern in _CLOCKS:
        try:
            clock = datetime.strptime(text.upper().strip(), pattern).replace(tzinfo=UTC)
        except ValueError:
            continue
        return clock - clock.replace(hour=0, minute=0, second=0, microsecond=0)
    raise _unreadable(whole)


def _read_written(text: str) -> datetime:
    for pattern in _FORMATS:
        try:
            return datetime.strptime(text, pattern).replace(tzinfo=UTC)
        except ValueError:
            continue
    try:
        return _read_protocol(text)
    except (ValueError, TypeError, IndexError) as error:
        raise _unreadable(text) from error


def _read_protocol(text: str) -> datetime:
    """Read dates as web servers log them and as mails carry them."""
    try:
        return datetime.strptime(text.strip("[]"), "%d/%b/%Y:%H:%M:%S %z")
    except ValueError:
        return parsedate_to_datetime(text)


def _out_of_range(value: object) -> UnreadableMomentError:
    return UnreadableMomentError(f'"{value}" lies outside the years 1970 to 2199.')


def _unreadable(text: str) -> UnreadableMomentError:
    return UnreadableMomentError(f'"{text[:60]}" is no date that can be read.')
