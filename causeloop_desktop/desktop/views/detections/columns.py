"""The columns of the history of runs and of a run's diff."""

from __future__ import annotations

from typing import TYPE_CHECKING

from causeloop_desktop.contract.detections import RunChangeKind
from causeloop_desktop.desktop.theme.words import count_text, tr
from causeloop_desktop.desktop.views.detections.words import (
    KINDS,
    STATUSES,
    difference_text,
)
from causeloop_desktop.desktop.widgets.table import ChipValue, Column, Kind

if TYPE_CHECKING:
    from datetime import datetime

    from causeloop_desktop.contract.detections import DetectionRun, RunChange


def run_columns() -> tuple[Column, ...]:
    """List the columns of the history."""
    return (
        Column("created_at", tr("When"), _when, Kind.TIME, 120),
        Column("status", tr("Status"), _status, Kind.CHIP, 116),
        Column("difference", tr("What changed"), _difference, Kind.TITLE, 240, 1, 160),
        Column("patterns", tr("Patterns"), _patterns, Kind.NUMBER, 80),
        Column("issues", tr("Issues"), _issues, Kind.NUMBER, 80),
        Column("seconds", tr("Seconds"), _seconds, Kind.NUMBER, 76),
    )


def change_columns() -> tuple[Column, ...]:
    """List the columns of a diff."""
    return (
        Column("kind", tr("Change"), _kind, Kind.CHIP, 92),
        Column("name", tr("Pattern"), _name, Kind.TITLE, 240, 3, 150),
        Column("other", tr("Where to, or from"), _other, Kind.TEXT, 160, 2, 110),
        Column("issues", tr("Issues"), _moving, Kind.NUMBER, 88),
        Column("samples", tr("Such as"), _samples, Kind.MUTED, 200, 3, 120),
    )


def _when(run: DetectionRun) -> datetime:
    return run.created_at


def _status(run: DetectionRun) -> ChipValue:
    words, tone = STATUSES[run.status]
    return ChipValue(tr(words), tone)


def _difference(run: DetectionRun) -> str:
    return difference_text(run.result) if run.result else ""


def _patterns(run: DetectionRun) -> int | None:
    return run.result.patterns if run.result else None


def _issues(run: DetectionRun) -> int | None:
    return run.result.issues if run.result else None


def _seconds(run: DetectionRun) -> str | None:
    return f"{run.result.seconds:.1f}" if run.result else None


def _kind(change: RunChange) -> ChipValue:
    words, tone = KINDS[change.kind]
    return ChipValue(tr(words), tone)


def _name(change: RunChange) -> str:
    return change.name


def _other(change: RunChange) -> str:
    """Say where issues go, or where a new pattern comes from."""
    match change.kind:
        case RunChangeKind.SPLIT:
            words = tr("from {name}")
        case RunChangeKind.MERGED:
            words = tr("into {name}")
        case _:
            words = tr("to {name}")
    return words.format(name=change.other_name) if change.other_name else ""


def _moving(change: RunChange) -> str:
    """Say how many issues go along, of how many where it is not all of them."""
    if change.issues == change.size:
        return count_text(change.issues)
    words = tr("{n} of {size}")
    return words.format(n=count_text(change.issues), size=count_text(change.size))


def _samples(change: RunChange) -> str:
    return " · ".join(sample.title for sample in change.samples)
