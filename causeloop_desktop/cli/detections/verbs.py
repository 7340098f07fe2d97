"""``causeloop detect`` and ``causeloop detections``."""

from typing import TYPE_CHECKING, Annotated

import typer

from causeloop_desktop.cli.detections import words
from causeloop_desktop.cli.frame.lists import (
    LISTING,
    PAGE,
    All,
    Listing,
    ListOptions,
    read_filter,
    write_list,
)
from causeloop_desktop.cli.frame.options import split_names
from causeloop_desktop.cli.frame.verbs import verb

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from causeloop_desktop.cli.frame.output import Column, Row
    from causeloop_desktop.cli.frame.session import Session
    from causeloop_desktop.contract.detections import PreviewRequest

NOTHING = "No detection has run yet. Start one with `causeloop detect`."
SAME = "It changes no pattern."
ALL_CHANGES = 100

RunId = Annotated[str, typer.Argument(help="Id of the run, as `detections list` shows it.")]

app = typer.Typer(
    help="Runs of pattern detection: what each changed, and those that wait for your consent.",
    no_args_is_help=True,
)


async def detect(
    session: "Session",
    *,
    propose: Annotated[
        bool,
        typer.Option("--propose", help="Change nothing yet: show what would change, and wait."),
    ] = False,
) -> None:
    """Look for patterns in all issues, and wait for it."""
    from causeloop_desktop.cli.frame.progress import follow
    from causeloop_desktop.contract.detections import (
        DetectionMode,
        DetectionRequest,
        DetectionResult,
    )

    mode = DetectionMode.PROPOSE if propose else DetectionMode.ACCEPT
    started = await session.client.detections.start(DetectionRequest(mode=mode))
    job = await follow(session.client, started.job_id, "Detecting patterns")
    result = DetectionResult.model_validate({"run_id": "", **job.result})
    if propose:
        await show_detection(session, result.run_id, everything=False)
    else:
        session.show(job, words.found(result))


@verb(app, "list", how=LISTING)
async def list_detections(
    session: "Session",
    how: ListOptions,
    *,
    status: Annotated[
        str | None,
        typer.Option(help="Only these: proposed, current, superseded, discarded, expired, ..."),
    ] = None,
) -> None:
    """List runs, newest first."""
    from causeloop_desktop.contract.detections import RunFilter

    filter_ = read_filter(RunFilter, status=split_names(status))
    listing = Listing(session.client.detections, _run_columns(), NOTHING, filter_)
    await write_list(session, listing, how)


@verb(app, "show")
async def show_detection(
    session: "Session",
    run_id: RunId,
    *,
    everything: All = False,
) -> None:
    """Show a run and what it changed, or would change."""
    from causeloop_desktop.cli.frame.output import write_json, write_table

    run = await session.client.detections.get(run_id)
    changes = _changes(session, run_id, everything=everything)
    if session.options.json:
        await write_json(changes)
        return
    session.tell(words.told(run))
    await write_table(changes, _change_columns(), SAME, session.console)
    session.tell(words.next_steps(run))


@verb(app, "accept")
async def accept_detection(session: "Session", run_id: RunId) -> None:
    """Show the patterns of a run that waits for consent."""
    decided = await session.client.detections.accept(run_id)
    session.show(decided, f"Accepted. Shown now: {words.numbers(decided)}.")


@verb(app, "discard")
async def discard_detection(session: "Session", run_id: RunId) -> None:
    """Drop a run that waits for consent; your patterns stay as they are."""
    decided = await session.client.detections.discard(run_id)
    session.show(decided, "Discarded. Your patterns stay as they are.")


@verb(app, "settings")
async def detection_settings(
    session: "Session",
    *,
    minimum_size: Annotated[
        int | None, typer.Option(help="Fewest issues that make a pattern.", show_default=False)
    ] = None,
    sensitivity: Annotated[
        float | None,
        typer.Option(help="0 joins only what is nearly the same, 1 loosely.", show_default=False),
    ] = None,
    gap_hours: Annotated[
        float | None,
        typer.Option(help="Occurrences closer than this are one episode.", show_default=False),
    ] = None,
    preview: Annotated[
        bool, typer.Option("--preview", help="Keep nothing: say what it would do.")
    ] = False,
) -> None:
    """Show what makes a pattern in this workspace, change it, or try it first."""
    from causeloop_desktop.contract.detections import DetectionSettingsPatch, PreviewRequest

    chosen = {"minimum_size": minimum_size, "sensitivity": sensitivity}
    tried = read_filter(PreviewRequest, **chosen)
    patch = read_filter(DetectionSettingsPatch, **chosen, gap_hours=gap_hours)

    if preview:
        await preview_settings(session, tried)
    elif patch.model_fields_set:
        changed = await session.client.detections.change_settings(patch)
        said = f"{words.chosen(changed.settings)} Look for patterns with `causeloop detect`."
        session.show(changed, said)
    else:
        settings = await session.client.detections.settings()
        session.show(settings, words.chosen(settings))


async def preview_settings(session: "Session", wanted: "PreviewRequest") -> None:
    """Say what other settings would find, against today's patterns."""
    from rich.markup import escape

    from causeloop_desktop.cli.frame.progress import follow
    from causeloop_desktop.contract.detections import DetectionPreview

    started = await session.client.detections.preview(wanted)
    job = await follow(session.client, started.job_id, "Trying other settings")
    preview = DetectionPreview.model_validate(job.result)
    before, after = preview.before, preview.after
    lines = [
        f"{words.patterns(after.patterns)} instead of {before.patterns:,}, "
        f"{after.pool:,} issues fit nowhere instead of {before.pool:,}.",
        f"{words.difference(preview.changes)}.",
    ]
    for example in preview.examples:
        verb = "would join" if example.joins else "would leave"
        told = ", ".join(issue.external_id for issue in example.issues)
        lines.append(f"  {example.count:,} {verb} “{example.name}”, such as {told}")
    session.show(preview, escape("\n".join(lines)))


async def _changes(session: "Session", run_id: str, *, everything: bool) -> "AsyncIterator[Row]":
    cursor: str | None = None
    limit = ALL_CHANGES if everything else PAGE
    while True:
        page = await session.client.detections.diff(run_id, limit=limit, cursor=cursor)
        for change in page.data:
            yield change.model_dump(mode="json")
        cursor = page.page.next_cursor
        if cursor is None or not everything:
            return


def _run_columns() -> "list[Column]":
    from causeloop_desktop.cli.frame.output import Column, date_text, field_text

    return [
        Column("Run", field_text("id")),
        Column("Status", field_text("status")),
        Column("Since", date_text("created_at")),
        Column("Patterns", _count("patterns"), numeric=True),
        Column("New", _count("new_patterns"), numeric=True),
        Column("Merged", _count("merged_patterns"), numeric=True),
        Column("Gone", _count("vanished_patterns"), numeric=True),
        Column("Moved", _count("moved_issues"), numeric=True),
        Column("Issues", _count("issues"), numeric=True),
        Column("Seconds", _seconds, numeric=True),
        Column("Grouping", field_text("version")),
    ]


def _change_columns() -> "list[Column]":
    from causeloop_desktop.cli.frame.output import Column, field_text

    return [
        Column("Change", field_text("kind")),
        Column("Issues", field_text("issues"), numeric=True),
        Column("Of", field_text("size"), numeric=True),
        Column("Pattern", field_text("name"), flexible=True),
        Column("From or into", field_text("other_name"), flexible=True),
        Column("Such as", _samples, flexible=True),
    ]


def _count(name: str) -> "Callable[[Row], str]":
    def show(row: "Row") -> str:
        result = row.get("result")
        return f"{result[name]:,}" if isinstance(result, dict) else ""

    return show


def _seconds(row: "Row") -> str:
    result = row.get("result")
    return f"{result['seconds']:.1f}" if isinstance(result, dict) else ""


def _samples(row: "Row") -> str:
    samples = row.get("samples")
    found = samples if isinstance(samples, list) else []
    return ", ".join(str(sample["external_id"]) for sample in found)
