"""``causeloop detect``."""

from typing import TYPE_CHECKING

from causeloop_desktop.cli.options import AsOf, DataDir, Json, WorkspaceName, common
from causeloop_desktop.cli.running import run

if TYPE_CHECKING:
    from causeloop_desktop.cli.session import Session
    from causeloop_desktop.contract.jobs import Job


def detect(
    *,
    data_dir: DataDir = None,
    workspace: WorkspaceName = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Look for patterns in all issues, and wait for it."""
    run(common(data_dir, workspace, as_of, json), detect_patterns)


async def detect_patterns(session: "Session") -> None:
    """Run a full detection and say what it found."""
    from causeloop_desktop.cli.progress import follow

    started = await session.client.detections.start()
    job = await follow(session.client, started.job_id, "Detecting patterns")
    session.show(job, _sentence(job))


def _sentence(job: "Job") -> str:
    from causeloop_desktop.contract.detections import DetectionResult

    result = DetectionResult.model_validate({"run_id": "", **job.result})
    return (
        f"{result.patterns:,} patterns in {result.issues:,} issues, "
        f"{result.linked:,} of them linked, in {result.seconds:.1f} s: "
        f"{result.new_patterns:,} patterns are new, {result.kept_patterns:,} were known."
    )
