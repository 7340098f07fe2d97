"""The columns of the risk signals, and the place of a prediction in the matrix."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from causeloop_desktop.contract.base import Severity
from causeloop_desktop.contract.patterns import Evidence
from causeloop_desktop.contract.predictions import PredictionStatus
from causeloop_desktop.desktop.theme.tokens import Tone, severity_tone
from causeloop_desktop.desktop.theme.words import range_text, tr
from causeloop_desktop.desktop.views.words import episodes_text
from causeloop_desktop.desktop.widgets.charts.matrix import Dot
from causeloop_desktop.desktop.widgets.table import ChipValue, Column, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from causeloop_desktop.contract.predictions import Prediction

LIKELIHOODS = (0.10, 0.30, 0.60, 0.85)
"""From here on a return is unlikely, possible, likely, almost certain; below it is rare."""

IMPACTS = {Severity.LOW: 2, Severity.MEDIUM: 3, Severity.HIGH: 4, Severity.CRITICAL: 5}
"""Columns of the matrix; the first, negligible, stays for what is waved away."""


def signal_columns() -> tuple[Column, ...]:
    """List the columns of the risk signals table."""
    return (
        Column("pattern_name", tr("Pattern"), _name, Kind.TITLE, 360, 3, 260, sortable=True),
        Column("probability", tr("Probability"), _value, Kind.PERCENT, 108, sortable=True),
        Column("range", tr("80 % range"), _range, Kind.MUTED, 100),
        Column("impact", tr("Impact"), _impact, Kind.CHIP, 88, sortable=True),
        Column("window", tr("Window"), _window, Kind.CHIP, 76, drop_below=1120),
        Column("episode_count", tr("Evidence"), _evidence, Kind.TEXT, 152, sortable=True),
        Column(
            "last_seen_at",
            tr("Last seen"),
            _last_seen,
            Kind.TIME,
            112,
            0,
            112,
            True,
            drop_below=840,
        ),
        Column("reason", tr("Reason"), _reason, Kind.MUTED, 240, 2, 160, hidden=True),
    )


def dots(predictions: Iterable[Prediction]) -> tuple[Dot, ...]:
    """Place every active prediction with a number in the matrix."""
    return tuple(
        Dot(
            key=row.pattern_id,
            label=row.pattern_name,
            likelihood=bisect_right(LIKELIHOODS, row.probability) + 1,
            impact=IMPACTS[row.impact],
        )
        for row in predictions
        if row.probability is not None and row.status is PredictionStatus.ACTIVE
    )


def _name(row: Prediction) -> str:
    return row.pattern_name


def _value(row: Prediction) -> float | None:
    return row.probability


def _range(row: Prediction) -> str:
    if row.low is None or row.high is None:
        return ""
    return range_text(row.low, row.high)


def _impact(row: Prediction) -> ChipValue:
    return ChipValue(row.impact.value, severity_tone(row.impact.value))


def _window(row: Prediction) -> ChipValue:
    return ChipValue(tr("{n} d").format(n=row.window_days), Tone.NEUTRAL)


def _evidence(row: Prediction) -> str:
    text = episodes_text(row.episode_count)
    match row.evidence:
        case Evidence.NONE:
            return tr("seen once")
        case Evidence.LIMITED:
            return tr("limited: {text}").format(text=text)
        case Evidence.STALE:
            return tr("stale: {text}").format(text=text)
        case Evidence.ENOUGH:
            return text


def _last_seen(row: Prediction) -> datetime:
    return row.last_seen_at


def _reason(row: Prediction) -> str:
    return row.reason
