"""How the week went: issues in no pattern by weeks, and sources that fell silent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from causeloop_desktop.contract.base import Source
from causeloop_desktop.contract.novelty import QuietSource
from causeloop_desktop.contract.patterns import SeriesPoint
from causeloop_desktop.contract.times import from_micros
from causeloop_desktop.engine.domain.episodes import HOUR_US
from causeloop_desktop.engine.domain.novelty import LATELY_US, WEEKS_BEFORE
from causeloop_desktop.engine.services.novelty import SHOWN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from causeloop_desktop.engine.store.columns.looks import Lately, Teller


def per_week(lately: Lately, moment: int) -> tuple[SeriesPoint, ...]:
    """Count the issues in no pattern, week by week up to a moment."""
    starts = (moment - LATELY_US * week for week in range(WEEKS_BEFORE + 1, 0, -1))
    counted = zip(starts, lately.per_week, strict=True)
    return tuple(SeriesPoint(at=from_micros(at), count=count) for at, count in counted)


def quiet(tellers: Sequence[Teller], moment: int) -> tuple[QuietSource, ...]:
    """Give the sources that are silent for longer than is usual, the oddest silence first."""
    silences = [(one, one.rhythm.silence_us(moment)) for one in tellers]
    found = [(one, silence) for one, silence in silences if silence is not None]
    found.sort(key=lambda pair: -pair[1] / max(1, pair[0].rhythm.usual_us))
    return tuple(
        QuietSource(
            source=Source(one.source),
            origin=one.origin,
            last_seen_at=from_micros(one.rhythm.last_us),
            silent_hours=round(silence / HOUR_US, 1),
            usual_hours=round(one.rhythm.usual_us / HOUR_US, 1),
        )
        for one, silence in found[:SHOWN]
    )
