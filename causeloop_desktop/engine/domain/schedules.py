"""Schedules: a cron line in a zone, in words, and when it fires.

``cronsim`` follows Debian's cron at the clock change: a time that is skipped fires right after the
gap, one that comes twice fires once.
"""

from datetime import UTC, datetime
from itertools import islice
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cron_descriptor import (
    FormatError,
    MissingFieldError,
    Options,
    WrongArgumentError,
    get_description,
)
from cronsim import CronSim, CronSimError

_FIELDS = 5
_OPTIONS = Options()
_OPTIONS.use_24hour_time_format = True


class ScheduleError(Exception):
    """The cron line or the zone cannot be read; the message says what to mend."""


def next_runs(cron: str, timezone: str, after: datetime, count: int = 1) -> tuple[datetime, ...]:
    """Give the next times in UTC, fewer where the line fires no more.

    Args:
        cron: Five fields.
        timezone: An IANA zone; the fields are read in its local time.
        after: An aware moment; a run at this very moment is not given.
        count: How many.

    Raises:
        ScheduleError: The line or the zone cannot be read.
    """
    local = after.astimezone(_zone(timezone))
    return tuple(moment.astimezone(UTC) for moment in islice(_read(cron, local), count))


def in_words(cron: str) -> str:
    """Say a cron line as a person would: "Every 30 minutes".

    Raises:
        ScheduleError: It cannot be read.
    """
    _read(cron, datetime.now(UTC))
    try:
        return str(get_description(cron, _OPTIONS))
    except (FormatError, MissingFieldError, WrongArgumentError) as error:
        raise _unreadable(cron) from error


def _read(cron: str, after: datetime) -> CronSim:
    if len(cron.split()) != _FIELDS:
        raise _unreadable(cron)
    try:
        return CronSim(cron, after)
    except CronSimError as error:
        raise _unreadable(cron) from error


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        message = f"There is no zone {name!r}. Take one such as Europe/Berlin or UTC."
        raise ScheduleError(message) from error


def _unreadable(cron: str) -> ScheduleError:
    return ScheduleError(
        f"{cron!r} is no schedule. It needs minute, hour, day, month and weekday, "
        "such as */30 * * * *."
    )
