"""``causeloop connectors remap``: kept rows, read again as they are understood today."""

from typing import TYPE_CHECKING, Annotated

import typer

from causeloop_desktop.cli.frame.options import ConnectorArgument, Sure

if TYPE_CHECKING:
    from causeloop_desktop.cli.frame.session import Session
    from causeloop_desktop.contract.jobs import Job
    from causeloop_desktop.contract.remaps import RemapResult

SHOWN = 10


async def remap(
    session: "Session",
    connector: ConnectorArgument,
    *,
    preview: Annotated[
        bool, typer.Option("--preview", help="Only say what would change; write nothing.")
    ] = False,
    yes: Sure = False,
) -> None:
    """Read the kept rows of a connection again, without asking the source."""
    from causeloop_desktop.contract.remaps import RemapResult

    looked = await _run(session, connector, preview=True)
    found = RemapResult.model_validate(looked.result)
    if preview or not (found.new or found.changed):
        session.show(looked, _said(looked.message, found))
        return
    if not yes:
        typer.echo(_said(looked.message, found), err=True)
        typer.confirm("Write these changes?", abort=True)
    done = await _run(session, connector, preview=False)
    session.show(done, done.message)


async def _run(session: "Session", connector: str, *, preview: bool) -> "Job":
    from causeloop_desktop.cli.frame.progress import follow
    from causeloop_desktop.contract.connectors import ConnectorId

    started = await session.client.remaps.start(ConnectorId(connector), preview=preview)
    return await follow(session.client, started.job_id, "Reading kept rows")


def _said(message: str, found: "RemapResult") -> str:
    lines = [message]
    lines += [
        f"{one.title}: {one.field} {one.before!r} becomes {one.after!r}"
        for one in found.examples[:SHOWN]
    ]
    if len(found.examples) > SHOWN:
        lines.append("… and more.")
    return "\n".join(lines)
