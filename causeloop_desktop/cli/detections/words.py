"""What is said of detections: what one found, what it changed, and what to do next."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from causeloop_desktop.contract.detections import (
        DetectionResult,
        DetectionRun,
        DetectionSettings,
        RunDecided,
    )


def told(run: "DetectionRun") -> list[str]:
    """Say in lines what a run found and changed."""
    result = run.result
    if result is None:
        return [f"Run {run.id}, {run.status}."]
    return [
        f"Run {run.id}, {run.status}, grouping {run.version}, {result.seconds:.1f} s.",
        f"{patterns(result.patterns)} in {result.issues:,} issues, "
        f"{result.pool:,} issues fit nowhere.",
        f"{difference(result)}.",
        *_capped(result),
        "",
    ]


def _capped(result: "DetectionResult") -> list[str]:
    """Say that patterns are as large as they may get."""
    if not result.capped_patterns:
        return []
    reached = f"{patterns(result.capped_patterns)} reached the largest size"
    return [f"{reached} and took no more issues: look whether one holds several failures."]


def next_steps(run: "DetectionRun") -> list[str]:
    """Say how a run that waits is accepted or discarded."""
    from causeloop_desktop.contract.detections import RunStatus

    if run.status is not RunStatus.PROPOSED:
        return []
    return [
        "",
        "Nothing has changed yet.",
        f"  causeloop detections accept {run.id}",
        f"  causeloop detections discard {run.id}",
    ]


def found(result: "DetectionResult") -> str:
    """Say in a sentence what a detection that is shown found."""
    return (
        f"{patterns(result.patterns)} in {result.issues:,} issues, "
        f"{result.linked:,} of them linked, in {result.seconds:.1f} s: {difference(result)}."
    )


def difference(result: "DetectionResult") -> str:
    """Say it as ``3 new patterns, 1 merged, 12 issues moved``."""
    parts = [
        patterns(result.new_patterns, "new "),
        f"{result.split_patterns:,} of them split off" if result.split_patterns else "",
        f"{result.merged_patterns:,} merged",
        f"{result.vanished_patterns:,} gone",
        f"{result.moved_issues:,} issue{'' if result.moved_issues == 1 else 's'} moved",
    ]
    return ", ".join(part for part in parts if part)


def patterns(number: int, which: str = "") -> str:
    """Count patterns."""
    return f"{number:,} {which}pattern{'' if number == 1 else 's'}"


def numbers(decided: "RunDecided") -> str:
    """Say what is shown after a decision."""
    result = decided.run.result
    return "its patterns" if result is None else patterns(result.patterns)


def chosen(settings: "DetectionSettings") -> str:
    """Say what makes a pattern in a workspace."""
    return (
        f"Minimum size {settings.minimum_size}, sensitivity {settings.sensitivity:g}, "
        f"gap {settings.gap_hours:g} hours."
    )
