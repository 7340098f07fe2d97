"""Words of the contract as the window says them: sources, stages, severities, jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from causeloop_desktop.contract.base import SOURCE_NAMES, Priority, Source
from causeloop_desktop.contract.imports import ImportResult
from causeloop_desktop.contract.issues import Stage
from causeloop_desktop.contract.jobs import Job, JobKind, JobStatus
from causeloop_desktop.desktop.theme.words import Words, count_text, mark, tr

if TYPE_CHECKING:
    from collections.abc import Mapping

    from causeloop_desktop.contract.patterns import PatternSummary

SOURCES: Mapping[Source, str] = SOURCE_NAMES

STAGES: Mapping[Stage, str] = Words(
    {
        Stage.NEW: mark("New"),
        Stage.ANALYZING: mark("Analyzing"),
        Stage.IN_LOOP: mark("In loop"),
        Stage.PATTERN_FOUND: mark("Pattern found"),
        Stage.RESOLVED: mark("Resolved"),
        Stage.WONT_FIX: mark("Won't fix"),
    }
)

STAGE_ICONS: Mapping[Stage, str] = {
    Stage.NEW: "stage-new",
    Stage.ANALYZING: "stage-analyzing",
    Stage.IN_LOOP: "stage-in-loop",
    Stage.PATTERN_FOUND: "stage-found",
    Stage.RESOLVED: "stage-resolved",
    Stage.WONT_FIX: "stage-wont-fix",
}

SEVERITIES: Mapping[Priority, str] = Words(
    {
        Priority.P1: mark("P1 critical"),
        Priority.P2: mark("P2 high"),
        Priority.P3: mark("P3 medium"),
        Priority.P4: mark("P4 low"),
    }
)

_VERBS: Mapping[JobKind, str] = Words(
    {
        JobKind.IMPORT: mark("Importing"),
        JobKind.DETECTION: mark("Detecting"),
        JobKind.PREVIEW: mark("Previewing"),
        JobKind.MATCHING: mark("Matching"),
        JobKind.DUPLICATES: mark("Joining"),
        JobKind.INGEST: mark("Taking in"),
        JobKind.BACKTEST: mark("Looking back"),
        JobKind.REPLAY: mark("Replaying"),
        JobKind.CASSETTE: mark("Playing a recording"),
        JobKind.REMAP: mark("Reading kept rows again"),
        JobKind.SYNC: mark("Syncing"),
        JobKind.FORECAST: mark("Learning"),
    }
)


def source_text(source: Source, origin: str = "") -> str:
    """Name a source; what is not known natively goes by the name it came with."""
    if source is Source.CUSTOM_API and origin:
        return origin
    return SOURCES[source]


def issues_text(count: int) -> str:
    """Say how many issues."""
    return tr("1 issue") if count == 1 else tr("{n} issues").format(n=count_text(count))


def patterns_text(count: int) -> str:
    """Say how many patterns."""
    return tr("1 pattern") if count == 1 else tr("{n} patterns").format(n=count_text(count))


def episodes_text(count: int) -> str:
    """Say how many episodes."""
    return tr("1 episode") if count == 1 else tr("{n} episodes").format(n=count_text(count))


def chance_within(pattern: PatternSummary, days: int) -> float | None:
    """Give the chance that a pattern comes back within ``days``, where there is one."""
    return next((one.value for one in pattern.probabilities if one.window_days == days), None)


def job_short(job: Job) -> str:
    """Say in the top bar what runs."""
    verb = _VERBS[job.kind]
    return tr("{verb} soon").format(verb=verb) if job.status is JobStatus.PENDING else verb


def job_detail(job: Job) -> str:
    """Say of a running job how many of how many, and how fast; of another how it ended."""
    if job.status is JobStatus.PENDING:
        return tr("Waiting for its turn")
    if job.status is not JobStatus.RUNNING:
        return job_outcome(job)
    counted = _progress_text(job)
    parts = [job.message] if job.message.startswith(counted) else [counted, job.message]
    if job.rate:
        parts.append(tr("{n} a second").format(n=count_text(round(job.rate))))
    return " · ".join(part for part in parts if part)


def job_outcome(job: Job) -> str:
    """Say in one line how a job ended."""
    match job.status:
        case JobStatus.FAILED:
            return job.error or tr("Failed")
        case JobStatus.CANCELLED:
            return tr("Cancelled; what was done until then is kept")
        case _ if job.kind is JobKind.IMPORT:
            return import_text(ImportResult.model_validate(job.result))
        case _ if job.kind is JobKind.DETECTION:
            return detection_text(job)
        case _:
            return job.message


def import_text(result: ImportResult) -> str:
    """Say what became of the rows of a file, leaving out what is zero."""
    parts = (
        (result.created, tr("{n} new")),
        (result.updated, tr("{n} updated")),
        (result.unchanged, tr("{n} unchanged")),
        (result.ignored_older, tr("{n} older than what is there")),
        (result.rejected, tr("{n} refused")),
    )
    said = [words.format(n=count_text(count)) for count, words in parts if count]
    return ", ".join(said) or tr("No rows")


def detection_text(job: Job) -> str:
    """Say what a detection found."""
    if job.result.get("consent"):
        return tr("It waits for your consent; nothing has changed yet")
    patterns, linked = job.result.get("patterns"), job.result.get("linked")
    if not isinstance(patterns, int) or not isinstance(linked, int):
        return job.message
    words = tr("{patterns} patterns over {linked} issues")
    return words.format(patterns=count_text(patterns), linked=count_text(linked))


def size_text(count: int) -> str:
    """Say how many bytes, in the unit that keeps the number short."""
    size = float(count)
    for unit in ("bytes", "kB", "MB"):
        if size < 1000:
            return f"{size:.0f} {unit}" if unit == "bytes" else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.1f} GB"


def _progress_text(job: Job) -> str:
    if not job.done:
        return ""
    if not job.total:
        return count_text(job.done)
    return tr("{done} of {total}").format(done=count_text(job.done), total=count_text(job.total))
