"""``causeloop token``."""

from typing import TYPE_CHECKING, Annotated

import typer

from causeloop_desktop.cli.lists import read_filter
from causeloop_desktop.cli.options import split_names
from causeloop_desktop.cli.verbs import verb

if TYPE_CHECKING:
    from causeloop_desktop.cli.session import Session

app = typer.Typer(help="Tokens for other programs.", no_args_is_help=True)


@verb(app, "create")
async def create_token(
    session: "Session",
    *,
    name: Annotated[str, typer.Option(help="What the token is for.")],
    scopes: Annotated[
        str, typer.Option(help="What it may do: all, or as issues:read,ingest:write.")
    ] = "all",
) -> None:
    """Make a token and show its secret, this once."""
    from causeloop_desktop.contract.auth import Scope, TokenCreate

    chosen = tuple(Scope) if scopes.strip() == "all" else split_names(scopes)
    wanted = read_filter(TokenCreate, name=name, scopes=chosen)
    made = await session.client.tokens.create(wanted)
    session.show(made, made.token)
