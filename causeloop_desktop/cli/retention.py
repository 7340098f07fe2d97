"""``causeloop retention``: how long rows are kept as sources sent them."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from causeloop_desktop.cli.frame.session import Session

Days = Annotated[
    int | None,
    typer.Option("--days", min=1, max=3650, help="Keep them so long.", show_default=False),
]


async def retention(session: "Session", *, days: Days = None) -> None:
    """Say how long rows of sources are kept, or set it with --days; issues always stay."""
    from causeloop_desktop.contract.retention import RetentionPatch

    if days is not None:
        await session.client.retention.change(RetentionPatch(raw_row_days=days))
    kept = await session.client.retention.get()
    megabytes = kept.raw_row_bytes / 1_000_000
    session.show(
        kept,
        f"Rows of sources are kept for {kept.raw_row_days} days after they were last seen "
        f"({kept.default_raw_row_days} unless chosen otherwise). Kept now: "
        f"{kept.raw_rows:,} rows, {megabytes:.1f} MB.",
    )
