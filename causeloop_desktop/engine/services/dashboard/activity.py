"""What just happened in a workspace, in words: new issues, detections, imports, changes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from causeloop_desktop.contract.base import SOURCE_NAMES, Source
from causeloop_desktop.contract.dashboard import Activity
from causeloop_desktop.contract.detections import DetectionResult
from causeloop_desktop.contract.times import from_micros
from causeloop_desktop.engine.services.patterns.book import Snapshot
from causeloop_desktop.engine.store.database import Read
from causeloop_desktop.engine.store.issues.rows import IssueStore
from causeloop_desktop.engine.store.work.activity import ActivityStore, Deed, EndedImport, EndedRun

MOST_LINES = 10
"""More than one look takes in is no longer "just now"."""


@dataclass(frozen=True, slots=True)
class Lately:
    """What happened last of each kind, the latest first; issues are rows of the store."""

    issues: Sequence[Any]
    runs: Sequence[EndedRun]
    imports: Sequence[EndedImport]
    deeds: Sequence[Deed]


def read_lately(read: Read, workspace_key: int, issues: Sequence[int], until_us: int) -> Lately:
    """Read what happened last, up to a moment.

    Args:
        read: Where.
        workspace_key: In which workspace.
        issues: Keys of its newest issues.
        until_us: Nothing after this is seen.
    """
    store = ActivityStore(read, workspace_key, until_us)
    return Lately(
        issues=IssueStore(read, workspace_key).rows(issues),
        runs=store.runs(MOST_LINES),
        imports=store.imports(MOST_LINES),
        deeds=store.deeds(MOST_LINES),
    )


def activity(lately: Lately, snapshot: Snapshot) -> tuple[Activity, ...]:
    """Say in lines what happened, the latest first.

    Args:
        lately: What was read.
        snapshot: The patterns that issues have joined.
    """
    lines = sorted(_lines(lately, snapshot), key=lambda line: line.at, reverse=True)
    return tuple(lines[:MOST_LINES])


def _lines(lately: Lately, snapshot: Snapshot) -> Iterator[Activity]:
    yield from (_issue(row, snapshot) for row in lately.issues)
    yield from map(_run, lately.runs)
    yield from map(_import, lately.imports)
    yield from map(_deed, lately.deeds)


def _issue(row: Any, snapshot: Snapshot) -> Activity:
    source = Source(row.source)
    named = row.origin if source is Source.CUSTOM_API and row.origin else SOURCE_NAMES[source]
    pattern = snapshot.by_key.get(row.pattern_key)
    return Activity(
        at=from_micros(row.occurred_us),
        actor=named,
        title=row.title,
        detail=f"joined {pattern.name}" if pattern else "",
        entity_id=row.id,
    )


def _run(run: EndedRun) -> Activity:
    found = run.result
    return Activity(
        at=from_micros(run.finished_us),
        actor="Detection",
        title=_changed(found),
        detail=f"{found.linked:,} of {found.issues:,} issues are in {found.patterns:,} patterns",
    )


def _changed(found: DetectionResult) -> str:
    """Say what a detection changed, in numbers that are not zero."""
    counts = (
        (found.new_patterns, "new"),
        (found.merged_patterns, "merged"),
        (found.vanished_patterns, "gone"),
    )
    said = [f"{count:,} {word}" for count, word in counts if count]
    return f"Patterns: {', '.join(said)}" if said else "No pattern changed"


def _import(done: EndedImport) -> Activity:
    return Activity(
        at=from_micros(done.finished_us), actor="Import", title=done.title, detail=done.outcome
    )


def _deed(deed: Deed) -> Activity:
    actor = deed.actor[:1].upper() + deed.actor[1:]
    detail = "undone since" if deed.undone else ""
    return Activity(at=from_micros(deed.created_us), actor=actor, title=deed.summary, detail=detail)
