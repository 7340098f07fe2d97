"""The main job where no window can be shown: sample, patterns, predictions, pictures."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, STDOUT
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from causeloop_desktop.cli.frame.lists import Listing, ListOptions, write_list
from causeloop_desktop.cli.frame.options import AsOf, DataDir, Json, WorkspaceName, common
from causeloop_desktop.cli.frame.running import run

if TYPE_CHECKING:
    from causeloop_desktop.cli.frame.session import Session

SAMPLE = "sample"
ROWS = 10
PICTURES = "screenshots"

PICTURE_SECONDS = 180.0


def headless(
    *,
    data_dir: DataDir,
    workspace: WorkspaceName = SAMPLE,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Do the main job on the sample workspace and draw the window's views into files."""

    async def work(session: "Session") -> None:
        await session.client.workspaces.ensure_sample()
        async with session.client.for_workspace(workspace or SAMPLE) as client:
            await _show_results(replace(session, client=client))

    run(common(data_dir, None, as_of, json), work)
    pictures = data_dir / PICTURES
    problem = asyncio.run(_draw(data_dir, pictures))
    _say_where(pictures, problem)
    if problem:
        raise typer.Exit(1)


async def _show_results(session: "Session") -> None:
    """Show the top patterns and predictions, detecting them first where there are none."""
    from causeloop_desktop.cli import patterns, predictions
    from causeloop_desktop.cli.detections.verbs import detect
    from causeloop_desktop.contract.predictions import PredictionFilter

    found = await session.client.patterns.list(limit=1, as_of=session.as_of)
    if not found.data:
        await detect(session)
    how = ListOptions(limit=ROWS)
    session.console.print("\nTop patterns of the sample workspace", style="bold")
    risky = Listing(session.client.patterns, patterns.pattern_columns(), patterns.NOTHING)
    await write_list(session, risky, how)
    session.console.print("\nMost probable to come back within 30 days", style="bold")
    probable = Listing(
        session.client.predictions,
        predictions.prediction_columns(),
        predictions.NOTHING,
        PredictionFilter(window_days=30),
    )
    await write_list(session, probable, how)


async def _draw(data_dir: Path, pictures: Path) -> str | None:
    """Draw the views into ``pictures``; give why that failed, if it did."""
    from causeloop_desktop.cli.libraries import how_to_install, missing_packages, package_for

    if missing := missing_packages(display=False):
        return f"The window needs system libraries. {how_to_install(missing)}"
    process = await asyncio.create_subprocess_exec(
        *_window_program(),
        "--data-dir",
        str(data_dir),
        "--screenshots",
        str(pictures),
        stdout=PIPE,
        stderr=STDOUT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    try:
        async with asyncio.timeout(PICTURE_SECONDS):
            said, _ = await process.communicate()
    except TimeoutError:
        process.kill()
        await process.wait()
        return f"Drawing the views took longer than {PICTURE_SECONDS:.0f} seconds."
    if process.returncode == 0:
        return None
    text = said.decode(errors="replace").strip()
    if package := package_for(text):
        return f"The window needs a system library. {how_to_install((package,))}"
    return text.splitlines()[-1] if text else "The views were not drawn; no reason was given."


def _window_program() -> list[str]:
    """Give the command that opens the window, from source or from the frozen folder."""
    if getattr(sys, "frozen", False):
        return [str(Path(sys.executable).with_name("causeloop-desktop"))]
    start = "from causeloop_desktop.__main__ import main_desktop; main_desktop()"
    return [sys.executable, "-c", start]


def _say_where(pictures: Path, problem: str | None) -> None:
    from causeloop_desktop.cli.frame.output import console, say_error

    if problem:
        say_error(problem)
    else:
        console().print(f"\nPictures of every view are in {pictures}", highlight=False)
    console().print(
        "There is no display here. To open the window, run causeloop-desktop in a desktop "
        "session, or: xvfb-run causeloop-desktop",
        highlight=False,
    )
