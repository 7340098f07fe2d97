"""Numbers and times as the window says them: relative within a week, absolute beyond."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import Qt as RichText

K = TypeVar("K")

_MINUTE = 60
_HOUR = 3600
_DAY = 86_400
_WEEK = 7 * _DAY
_NEAR = timedelta(days=300)
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"
EN_DASH = "\N{EN DASH}"
MINUS = "\N{MINUS SIGN}"
FIXED_SPACE = "\u00a0"


def tr(text: str) -> str:
    """Translate what belongs to no widget."""
    return QCoreApplication.translate("words", text)


def mark(text: str) -> str:
    """Mark words of a table that is made before a translation is loaded; ``tr`` shows them."""
    return text


class Words(Mapping[K, str]):
    """A table of marked words, each translated when it is looked up."""

    def __init__(self, marked: Mapping[K, str]) -> None:
        self._marked = dict(marked)

    def __getitem__(self, key: K) -> str:
        return tr(self._marked[key])

    def __iter__(self) -> Iterator[K]:
        return iter(self._marked)

    def __len__(self) -> int:
        return len(self._marked)


def tip_text(text: str) -> str:
    """Give words of a source as a tip shows them: as they are, and never read as markup.

    Qt guesses, and would load what the markup of a title names, from another machine if need be.
    """
    if not RichText.mightBeRichText(text):
        return text
    return RichText.convertFromPlainText(text, Qt.WhiteSpaceMode.WhiteSpaceNormal)


def relative_time(moment: datetime, now: datetime) -> str:
    """Say how long ago ``moment`` was: ``3 hours ago``, ``yesterday``, ``12 May``."""
    seconds = (now - moment).total_seconds()
    if seconds < -_MINUTE:
        return date_text(moment.date(), now.date())
    if seconds < _MINUTE:
        return tr("just now")
    if seconds < _HOUR:
        return tr("{n} min ago").format(n=int(seconds // _MINUTE))
    if seconds < _DAY:
        return _ago(int(seconds // _HOUR), tr("1 hour ago"), tr("{n} hours ago"))
    if seconds < _WEEK:
        return _ago(int(seconds // _DAY), tr("yesterday"), tr("{n} days ago"))
    return date_text(moment.date(), now.date())


def short_age(moment: datetime, now: datetime) -> str:
    """Say an age in a narrow column: ``now``, ``3 h``, ``2 d``, ``12 May``, ``May 2024``."""
    seconds = max(0.0, (now - moment).total_seconds())
    if seconds < _MINUTE:
        return tr("now")
    if seconds < _HOUR:
        return tr("{n}\u00a0min").format(n=int(seconds // _MINUTE))
    if seconds < 2 * _DAY:
        return tr("{n}\u00a0h").format(n=int(seconds // _HOUR))
    if seconds < _WEEK:
        return tr("{n}\u00a0d").format(n=int(seconds // _DAY))
    if now - moment > _NEAR:
        return f"{_month(moment)}{FIXED_SPACE}{moment.year}"
    return date_text(moment.date(), now.date())


def exact_time(moment: datetime) -> str:
    """Say a moment in full, in the zone that it carries: ``12 May 2026, 14:03:07 UTC``."""
    return f"{moment.day} {_month(moment)} {moment:%Y, %H:%M:%S %Z}".rstrip()


def date_text(day: date, today: date | None = None) -> str:
    """Say a day; the year is left out while ``today`` is less than ten months away."""
    near = today is not None and abs(today - day) < _NEAR
    words = f"{day.day}{FIXED_SPACE}{_month(day)}"
    return words if near else f"{words}{FIXED_SPACE}{day.year}"


def count_text(count: int) -> str:
    """Say a count with a comma between thousands."""
    return f"{count:,}"


def percent_text(share: float | None) -> str:
    """Say a share of 0 to 1 as ``64 %``; never 0 % or 100 % for what is only nearly so."""
    if share is None:
        return "—"
    percent = round(share * 100)
    if percent == 0 and share > 0:
        return f"<{FIXED_SPACE}1{FIXED_SPACE}%"
    if percent == 100 and share < 1:
        return f">{FIXED_SPACE}99{FIXED_SPACE}%"
    return f"{percent}{FIXED_SPACE}%"


def score_text(score: float) -> str:
    """Say a likeness of 0 to 1 with two decimals and no leading zero: ``.64``."""
    return f"{score:.2f}".removeprefix("0")


def signed_text(value: float) -> str:
    """Say how much better or worse: ``+0.12``, a minus sign likewise, or ``0.00``."""
    words = f"{value:+.2f}"
    return words.replace("-", MINUS) if float(words) else words[1:]


def range_text(low: float, high: float) -> str:
    """Say a range of shares: both ends in whole per cent, a dash between them."""
    return f"{round(low * 100)}{EN_DASH}{round(high * 100)}{FIXED_SPACE}%"


def utc_now() -> datetime:
    """Return this moment, the default of every widget's replaceable clock."""
    return datetime.now(UTC)


def _ago(count: int, one: str, many: str) -> str:
    return one if count == 1 else many.format(n=count)


def _month(day: date) -> str:
    """Name a month in three letters; a translation gives all twelve in one line."""
    return tr(_MONTHS).split()[day.month - 1]
