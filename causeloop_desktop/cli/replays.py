"""``causeloop replay``."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from causeloop_desktop.cli.frame.options import check_out

if TYPE_CHECKING:
    from causeloop_desktop.cli.frame.session import Session
    from causeloop_desktop.contract.base import JobId
    from causeloop_desktop.contract.replays import ReplayResult

FIELDS = ("external_id", "ranked", "attached_to")


async def replay(
    session: "Session",
    file: Annotated[
        Path,
        typer.Argument(
            help="CSV, JSON or JSON Lines, also gzipped.",
            exists=True,
            dir_okay=False,
            show_default=False,
        ),
    ],
    *,
    out: Annotated[
        Path | None,
        typer.Option(help="Save what was said of each issue to this CSV file.", callback=check_out),
    ] = None,
) -> None:
    """Feed a file in the order of time to an empty workspace: what would matching have said?

    Your own issues stay as they are. For each issue ten earlier ones are ranked, best first, and
    the one is named that it would have been attached to.
    """
    from causeloop_desktop.cli.frame.progress import follow
    from causeloop_desktop.contract.replays import ReplayResult

    started = await session.client.replays.start(file)
    job = await follow(session.client, started.job_id, f"Replaying {file.name}")
    if out is not None:
        await _save(session, started.job_id, out)
    session.show(job, _sentence(ReplayResult.model_validate(job.result), out))


async def _save(session: "Session", job_id: "JobId", out: Path) -> None:
    """Write what was said as it comes; raises OSError where that is not possible."""
    import asyncio
    from contextlib import aclosing

    from causeloop_desktop.contract.cells import csv_text

    with await asyncio.to_thread(out.open, "w", encoding="utf-8", newline="") as file:
        file.write(csv_text([FIELDS]))
        async with aclosing(session.client.replays.stream_rows(job_id)) as rows:
            async for row in rows:
                said = (row.external_id, " ".join(row.ranked), row.attached_to)
                file.write(csv_text([said]))


def _sentence(result: "ReplayResult", out: Path | None) -> str:
    lines = [
        f"{result.issues:,} issues one by one, {result.attached:,} of them attached, "
        f"with {result.detections:,} detections on the way, in {result.seconds:.1f} s."
    ]
    if result.refused:
        lines.append(f"{result.refused:,} rows were refused, as an import would.")
    if result.repeated:
        lines.append(f"{result.repeated:,} rows spoke of an issue that stood further up.")
    if out is not None:
        lines.append(f'Saved to "{out}".')
    return "\n".join(lines)
