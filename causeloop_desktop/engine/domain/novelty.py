"""What is new: issues that fit nowhere, sources that fell silent, words that nobody used before."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from causeloop_desktop.engine.domain.episodes import DAY_US, HOUR_US
from causeloop_desktop.engine.domain.text.tokens import words

LATELY_US = 7 * DAY_US
"""How far back "new" reaches."""

WEEKS_BEFORE = 4
"""Weeks before the last one, with which it is compared."""

RHYTHM_US = 90 * DAY_US
"""How far back a source's rhythm is read."""

LEAST_GAPS = 9
"""Pauses of a source without which it has no rhythm."""

SILENT_TIMES = 2.0
"""A source is quiet once its silence is this many times its usual longest pause."""

LEAST_SILENCE_US = 24 * HOUR_US

LEAST_RISE, RISE = 5, 2.0
"""So many issues, and so many standard deviations above the usual week, are a rise."""

LEAST_ISSUES = 2
"""Issues that a new word must stand in; one is a slip of the pen."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How a source usually tells.

    Attributes:
        gaps: Pauses that were seen in the last 90 days.
        usual_us: The pause that 95 of 100 do not exceed.
        last_us: When it told last.
    """

    gaps: int
    usual_us: int
    last_us: int

    def silence_us(self, as_of_us: int) -> int | None:
        """How long it has been silent, if that is unusual for it; else ``None``.

        Nights and weekends are in its rhythm, so they are no silence.
        """
        silent = as_of_us - self.last_us
        longest = max(SILENT_TIMES * self.usual_us, LEAST_SILENCE_US)
        return silent if self.gaps >= LEAST_GAPS and silent > longest else None


def is_rise(count: int, before: Sequence[int]) -> bool:
    """Whether a week's count stands out of the weeks before it.

    ``(count - mean) / sqrt(mean)`` is about normal for counts by chance (Poisson); a mean below 1
    is taken as 1, so that the first few of a kind are no rise.
    """
    if count < LEAST_RISE or not before:
        return False
    mean = max(1.0, sum(before) / len(before))
    return (count - mean) / math.sqrt(mean) >= RISE


def frequent_words(titles: Iterable[str], most: int) -> list[tuple[str, int]]:
    """The words that stand in several titles, in how many, the most frequent first."""
    counted = Counter(word for title in titles for word in set(words(title)))
    several = ((word, count) for word, count in counted.items() if count >= LEAST_ISSUES)
    return sorted(several, key=lambda pair: (-pair[1], pair[0]))[:most]
