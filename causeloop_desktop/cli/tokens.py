"""``causeloop token``."""

from typing import TYPE_CHECKING, Annotated

import typer

from causeloop_desktop.cli.frame.lists import read_filter, write_models
from causeloop_desktop.cli.frame.options import split_names
from causeloop_desktop.cli.frame.verbs import verb

if TYPE_CHECKING:
    from causeloop_desktop.cli.frame.output import Column
    from causeloop_desktop.cli.frame.session import Session

app = typer.Typer(help="Tokens for other programs.", no_args_is_help=True)


@verb(app, "list")
async def list_tokens(session: "Session") -> None:
    """List the tokens, the revoked ones too; secrets are not shown again."""
    from causeloop_desktop.client.wire.pages import whole_list

    found = await whole_list(session.client.tokens.list)
    await write_models(session, found, _columns(), "No tokens. Make one with `token create`.")


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


@verb(app, "revoke")
async def revoke_token(
    session: "Session",
    token_id: Annotated[str, typer.Argument(metavar="TOKEN", help="Its id, as listed.")],
) -> None:
    """End a token for good: whoever uses it is refused from now on."""
    from causeloop_desktop.contract.base import TokenId

    await session.client.tokens.revoke(TokenId(token_id))
    session.console.print("Revoked. Whoever uses it is refused from now on.")


def _columns() -> "list[Column]":
    from causeloop_desktop.cli.frame.output import Column, date_text, field_text, names_text

    return [
        Column("Token", field_text("id")),
        Column("Name", field_text("name")),
        Column("May", names_text("scopes"), flexible=True),
        Column("Made", date_text("created_at")),
        Column("Used", date_text("last_used_at")),
        Column("Revoked", date_text("revoked_at")),
    ]
