"""Verbs: a coroutine that works with a session becomes a command with the options all take."""

import inspect
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import typer

from causeloop_desktop.cli.options import AsOf, DataDir, Json, WorkspaceName, common
from causeloop_desktop.cli.running import run

if TYPE_CHECKING:
    from causeloop_desktop.cli.session import Session

Verb = TypeVar("Verb", bound=Callable[..., Awaitable[None]])

_COMMON: dict[str, tuple[Any, object]] = {
    "data_dir": (DataDir, None),
    "workspace": (WorkspaceName, None),
    "as_of": (AsOf, None),
    "json": (Json, False),
}


def verb(app: typer.Typer, name: str) -> Callable[[Verb], Verb]:
    """Make a coroutine function the verb ``name``.

    Its first parameter is the session; the others are the arguments and options of the verb, and
    its docstring is the help.
    """

    def register(work: Verb) -> Verb:
        app.command(name, help=inspect.getdoc(work))(_command_of(work))
        return work

    return register


def _command_of(work: Callable[..., Awaitable[None]]) -> Callable[..., None]:
    def command(**given: Any) -> None:
        options = common(*(given.pop(name) for name in _COMMON))

        async def begin(session: "Session") -> None:
            await partial(work, session)(**given)

        run(options, begin)

    own = list(inspect.signature(work).parameters.values())[1:]
    shared = [
        inspect.Parameter(
            name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation
        )
        for name, (annotation, default) in _COMMON.items()
    ]
    command.__signature__ = inspect.Signature([*own, *shared])  # type: ignore[attr-defined]
    command.__annotations__ = {one.name: one.annotation for one in (*own, *shared)}
    return command
