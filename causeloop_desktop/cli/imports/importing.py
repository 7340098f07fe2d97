"""What ``causeloop import`` does: upload, follow, count, show what was refused."""

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from rich.markup import escape

from causeloop_desktop.cli.frame.options import STDIN
from causeloop_desktop.cli.frame.progress import follow, make_progress
from causeloop_desktop.cli.frame.session import Session
from causeloop_desktop.client.client import CauseloopClient
from causeloop_desktop.client.wire.pages import every_row
from causeloop_desktop.contract.base import JobId
from causeloop_desktop.contract.cells import csv_text
from causeloop_desktop.contract.imports import ImportOptions, ImportResult
from causeloop_desktop.contract.jobs import Job

SHOWN_REJECTIONS = 5
PAGE = 100

_MENDED = {
    "derived_ids": "ids derived from the rows",
    "titles_filled": "titles filled in",
    "titles_cut": "titles cut at 300 characters",
    "severities_defaulted": "severities set to p3",
}


@dataclass(frozen=True)
class ImportRun:
    """The import of one or more files, one after another."""

    files: tuple[Path, ...]
    options: ImportOptions
    report: Path | None

    async def __call__(self, session: Session) -> None:
        """Import every file and say what became of its rows."""
        done: list[tuple[str, Job]] = []
        for file in self.files:
            name = "stdin" if file == STDIN else file.name
            job = await self._import(session, file, name)
            done.append((name, job))
            result = ImportResult.model_validate(job.result)
            session.show(job, _summary(name, result))
            if result.rejected and not session.options.json:
                await _show_rejections(session, job.id, result)
        if self.report:
            await _save_report(session.client, done, self.report)

    async def _import(self, session: Session, file: Path, name: str) -> Job:
        options = self.options.model_copy(update={"name": name})
        imports = session.client.imports
        with make_progress() as progress:
            task = progress.add_task(f"Sending {name}", total=None, note="")

            def show(sent: int, total: int | None) -> None:
                progress.update(task, completed=sent, total=total, note=f"{sent / 1e6:,.1f} MB")

            if file == STDIN:
                started = await imports.start_stream(sys.stdin.buffer, options, None, show)
            else:
                started = await imports.start(file, options, show)
        return await follow(session.client, started.job_id, f"Importing {name}")


def _summary(name: str, result: ImportResult) -> str:
    counts = [
        f"{result.created:,} new",
        f"{result.updated:,} updated",
        f"{result.unchanged:,} unchanged",
    ]
    if result.ignored_older:
        counts.append(f"{result.ignored_older:,} older than what is known")
    if result.rejected:
        counts.append(f"{result.rejected:,} refused")
    rows = "1 row" if result.rows == 1 else f"{result.rows:,} rows"
    lines = [f"{escape(name)}: {rows}, {', '.join(counts)}."]
    mended = [f"{getattr(result, key):,} {words}" for key, words in _MENDED.items()]
    said = [text for text in mended if not text.startswith("0 ")]
    if said:
        lines.append(f"Mended: {', '.join(said)}.")
    return "\n".join(lines)


async def _show_rejections(session: Session, job_id: JobId, result: ImportResult) -> None:
    page = await session.client.imports.rejections(job_id, limit=SHOWN_REJECTIONS)
    for rejection in page.data:
        session.tell([f"  line {rejection.line:,}: {rejection.reason}"])
    if result.rejected > len(page.data):
        more = result.rejected - len(page.data)
        session.console.print(f"  and {more:,} more; --report FILE saves them all.")


async def _save_report(client: CauseloopClient, jobs: Sequence[tuple[str, Job]], to: Path) -> None:
    """Save every refused row of every file; raises OSError where that is not possible."""
    with await asyncio.to_thread(to.open, "w", encoding="utf-8", newline="") as file:
        file.write(csv_text([("file", "line", "reason", "row")]))
        for name, job in jobs:
            async for bad in every_row(partial(client.imports.rejections, job.id, limit=PAGE)):
                file.write(csv_text([(name, bad.line, bad.reason, bad.row)]))
