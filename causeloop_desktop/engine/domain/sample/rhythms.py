"""When failures happen: the rhythms of half a year, each a list of moments before now."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

    from causeloop_desktop.engine.domain.sample.dice import Dice

DAYS = 180

Rhythm: TypeAlias = "Callable[[Dice, datetime], list[datetime]]"
"""Moments in the last ``DAYS`` days before ``now``, in any order."""


def weekly(weekday: int, hour: int, *, kept: float = 0.85, since: int = DAYS) -> Rhythm:
    """The same hour of the same weekday (0 is Monday), most weeks."""

    def moments(dice: Dice, now: datetime) -> list[datetime]:
        days = [now - timedelta(days=n) for n in range(since)]
        fitting = [day for day in days if day.weekday() == weekday and dice.random() < kept]
        return [_at(day, hour, dice) for day in fitting]

    return moments


def monthly(day: int, hour: int) -> Rhythm:
    """Around one day of every month."""

    def moments(dice: Dice, now: datetime) -> list[datetime]:
        days = [now - timedelta(days=n) for n in range(DAYS)]
        return [_at(moment, hour, dice) for moment in days if moment.day == day]

    return moments


def every(days: float, *, since: float = DAYS, until: float = 0.0) -> Rhythm:
    """No rhythm at all: chance, with a mean distance."""

    def moments(dice: Dice, now: datetime) -> list[datetime]:
        ago, found = since - dice.expovariate(2 / days), []
        while ago > until:
            found.append(_awake(now - timedelta(days=ago), now))
            ago -= dice.expovariate(1 / days)
        return found

    return moments


def quickening(first: float, last: float, *, since: float = DAYS, newest: float) -> Rhythm:
    """Distances that shrink from ``first`` days to ``last``; the newest is ``newest`` days ago."""

    def moments(dice: Dice, now: datetime) -> list[datetime]:
        ago, found = newest, []
        while ago < since:
            found.append(_awake(now - timedelta(days=ago), now))
            gap = last + (first - last) * ago / since
            ago += gap * dice.uniform(0.6, 1.4)
        return found

    return moments


def fading(days: float, fixed: float) -> Rhythm:
    """Often until a fix ``fixed`` days ago, then a straggler or two, then silence."""

    def moments(dice: Dice, now: datetime) -> list[datetime]:
        before = every(days, until=fixed)(dice, now)
        after = [fixed * share for share in (dice.uniform(0.75, 0.95), dice.uniform(0.5, 0.7))]
        return [*before, *(now - timedelta(days=ago) for ago in after)]

    return moments


def after_releases(chance: float, *, since: float = DAYS) -> Rhythm:
    """In the hours after a fortnightly release on Thursday, sometimes on the next day too."""

    def moments(dice: Dice, now: datetime) -> list[datetime]:
        found = []
        for ago in range(int(since)):
            day = now - timedelta(days=ago)
            if day.weekday() == 3 and day.toordinal() // 7 % 2 == 0 and dice.random() < chance:
                first = _at(day, 15, dice)
                later = [timedelta(hours=dice.uniform(8, 30))] if dice.random() < 0.6 else []
                found += [first, *(first + delay for delay in later)]
        return found

    return moments


def on(*days_ago: int) -> Rhythm:
    """Just these days before now, in working hours."""

    def moments(dice: Dice, now: datetime) -> list[datetime]:
        return [_at(now - timedelta(days=ago), dice.randint(7, 15), dice) for ago in days_ago]

    return moments


def _awake(moment: datetime, now: datetime) -> datetime:
    """Failures of a shop follow its customers, and they sleep."""
    later = moment + timedelta(hours=8)
    return later if moment.hour < 6 and later <= now else moment


def _at(day: datetime, hour: int, dice: Dice) -> datetime:
    return day.replace(hour=hour, minute=dice.randint(0, 50), second=dice.randint(0, 59))
