"""Previews: what other settings would find, tried in a worker that leaves nothing behind."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from causeloop_desktop.contract.detections import (
    DetectionPreview,
    DetectionResult,
    DetectionStarted,
    Grouping,
    PreviewExample,
    PreviewRequest,
    SizeCount,
)
from causeloop_desktop.contract.jobs import JobKind, JobStatus
from causeloop_desktop.engine.domain.detection.comparing.effect import SIZES
from causeloop_desktop.engine.services.detections.choices import Choices
from causeloop_desktop.engine.services.detections.diffs import samples_of
from causeloop_desktop.engine.services.jobs.service import JobService
from causeloop_desktop.engine.store.database import Database, Read
from causeloop_desktop.engine.store.issues.documents import DocumentStore
from causeloop_desktop.engine.store.patterns.rows import PatternStore
from causeloop_desktop.engine.store.work.jobs import Ending, JobRow

TITLE = "Preview of other settings"


class PreviewService:
    """Starts previews.

    Args:
        database: Where the workspace's own settings are.
        jobs: Runs the previews.
    """

    def __init__(self, database: Database, jobs: JobService) -> None:
        self._database = database
        self._jobs = jobs

    async def start(self, workspace_key: int, request: PreviewRequest) -> DetectionStarted:
        """Queue a preview, or join one of the same settings that waits."""
        own = await self._database.read(lambda read: Choices.of(read, workspace_key))
        params = replace(own, **request.model_dump(exclude_none=True)).for_worker()
        job, joined = await self._jobs.enqueue_once(
            workspace_key, JobKind.PREVIEW, TITLE, params, alike=tuple(params)
        )
        return DetectionStarted(job_id=job.id, joined=joined)


class PreviewHandler:
    """Runs previews as jobs; nothing is written but the job's own result.

    Args:
        database: Where issues and patterns are.
    """

    kind = JobKind.PREVIEW

    def __init__(self, database: Database) -> None:
        self._database = database

    async def spec(self, job: JobRow) -> dict[str, object]:
        """Say how far to look, and with which settings."""
        through = await self._database.read(
            lambda read: DocumentStore(read, job.workspace_key).newest()
        )
        return {"through": through, "settings": dict(job.params)}

    async def on_rows(self, job: JobRow, message: dict[str, Any]) -> None:
        """Take nothing: the effect comes with the last line."""

    async def on_done(self, job: JobRow, result: dict[str, Any]) -> Ending:
        """Keep the effect as the job's result."""
        preview = await self._database.read(partial(_preview, job, result))
        after, before = preview.after, preview.before
        sentence = f"{after.patterns:,} patterns instead of {before.patterns:,}."
        return Ending(JobStatus.SUCCEEDED, sentence, result=preview.model_dump(mode="json"))

    async def on_stopped(self, job: JobRow, ending: Ending) -> Ending:
        """There is nothing to tidy up."""
        return ending


def _preview(job: JobRow, result: Mapping[str, Any], read: Read) -> DetectionPreview:
    issues: int = result["issues"]
    choices = replace(Choices.of(read, job.workspace_key), **job.params)
    counts = {**result["changes"], "issues": issues, "seconds": result["seconds"]}
    share = counts["reassigned_issues"] / max(1, issues)
    return DetectionPreview(
        settings=choices.model,
        before=_grouping(result["before"], issues),
        after=_grouping(result["after"], issues),
        changes=DetectionResult(run_id="", reassigned_share=share, **counts),
        examples=_examples(job.workspace_key, result["examples"], read),
    )


def _grouping(counted: Mapping[str, Any], issues: int) -> Grouping:
    sizes = zip(SIZES, counted["sizes"], strict=True)
    return Grouping(
        patterns=counted["patterns"],
        linked=counted["linked"],
        pool=issues - counted["linked"],
        largest=counted["largest"],
        sizes=tuple(
            SizeCount(least=least, most=most, patterns=patterns)
            for (least, most), patterns in sizes
        ),
    )


def _examples(
    workspace_key: int, told: list[dict[str, Any]], read: Read
) -> tuple[PreviewExample, ...]:
    """Give examples with titles; a pattern that exists keeps the name that people know."""
    known = PatternStore(read, workspace_key).names([one["pattern"] for one in told])
    samples = samples_of(read, workspace_key, [key for one in told for key in one["issues"]])
    return tuple(
        PreviewExample(
            joins=one["joins"],
            name=known.get(one["pattern"], one["name"]),
            count=one["count"],
            issues=tuple(samples[key] for key in one["issues"] if key in samples),
        )
        for one in told
    )
