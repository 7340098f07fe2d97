"""Runs, changes and reasons as the window says them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from causeloop_desktop.contract.detections import Consent, RunChangeKind, RunStatus
from causeloop_desktop.desktop.theme.tokens import Tone
from causeloop_desktop.desktop.theme.words import count_text, mark, percent_text, tr
from causeloop_desktop.desktop.views.words import issues_text, patterns_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from causeloop_desktop.contract.detections import DetectionResult, DetectionRun

STATUSES: Mapping[RunStatus, tuple[str, Tone]] = {
    RunStatus.RUNNING: (mark("Running"), Tone.NEUTRAL),
    RunStatus.PROPOSED: (mark("Waits for you"), Tone.ACCENT),
    RunStatus.CURRENT: (mark("Shown"), Tone.LOW),
    RunStatus.SUPERSEDED: (mark("Replaced"), Tone.NEUTRAL),
    RunStatus.DISCARDED: (mark("Discarded"), Tone.NEUTRAL),
    RunStatus.EXPIRED: (mark("Expired"), Tone.NEUTRAL),
    RunStatus.FAILED: (mark("Failed"), Tone.CRITICAL),
    RunStatus.CANCELLED: (mark("Cancelled"), Tone.NEUTRAL),
}

KINDS: Mapping[RunChangeKind, tuple[str, Tone]] = {
    RunChangeKind.MERGED: (mark("Merged"), Tone.HIGH),
    RunChangeKind.SPLIT: (mark("Split off"), Tone.HIGH),
    RunChangeKind.MOVED: (mark("Moved"), Tone.HIGH),
    RunChangeKind.VANISHED: (mark("Gone"), Tone.CRITICAL),
    RunChangeKind.NEW: (mark("New"), Tone.LOW),
}


def difference_text(found: DetectionResult) -> str:
    """Say what a run changes, as ``3 new, 1 merged, 12 issues moved``."""
    parts = (
        (found.new_patterns - found.split_patterns, tr("{n} new")),
        (found.split_patterns, tr("{n} split off")),
        (found.merged_patterns, tr("{n} merged")),
        (found.vanished_patterns, tr("{n} gone")),
    )
    said = [words.format(n=count_text(count)) for count, words in parts if count > 0]
    if found.moved_issues:
        said.append(tr("{issues} moved").format(issues=issues_text(found.moved_issues)))
    return ", ".join(said) or tr("No pattern changes")


def reason_text(found: DetectionResult) -> str:
    """Say why a run waits for consent."""
    match found.consent:
        case Consent.MOVES:
            words = tr(
                "{moved} of {issues} ({share}) would go from one pattern to another, so nothing "
                "has changed yet."
            )
        case Consent.CONFIGURATION:
            words = tr(
                "This version groups issues in a newer way. {moved} of {issues} ({share}) would "
                "go from one pattern to another; nothing has changed yet."
            )
        case _:
            words = tr(
                "You asked to see it first. {moved} of {issues} ({share}) would go from one "
                "pattern to another; nothing has changed yet."
            )
    return words.format(
        moved=issues_text(found.reassigned_issues),
        issues=count_text(found.issues),
        share=percent_text(found.reassigned_share),
    )


def banner_text(found: DetectionResult) -> str:
    """Say across the window that a run waits."""
    words = tr("A detection waits for your consent: {difference}.")
    return words.format(difference=difference_text(found))


def facts_text(run: DetectionRun) -> str:
    """Say how a run was made, in one line."""
    found = run.result
    if found is None:
        return tr("It left no result.")
    words = tr("{patterns} in {issues}, {pool} fit nowhere · grouping {version} · {seconds} s")
    return words.format(
        patterns=patterns_text(found.patterns),
        issues=issues_text(found.issues),
        pool=count_text(found.pool),
        version=run.version,
        seconds=f"{found.seconds:.1f}",
    )


def capped_text(found: DetectionResult | None) -> str:
    """Say that patterns are as large as they may get; nothing where none is."""
    if found is None or not found.capped_patterns:
        return ""
    words = tr(
        "{patterns} reached the largest size and took no more issues. Look whether one of them "
        "holds more than one failure, and split it."
    )
    return words.format(patterns=patterns_text(found.capped_patterns))
