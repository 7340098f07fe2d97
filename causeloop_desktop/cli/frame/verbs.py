"""Verbs: a coroutine that works with a session becomes a command with the options all take."""

import inspect
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import typer

from causeloop_desktop.cli.frame.options import AsOf, DataDir, Json, WorkspaceName, common
from causeloop_desktop.cli.frame.running import run

if TYPE_CHECKING:
    from causeloop_desktop.cli.frame.session import Session

Verb = TypeVar("Verb", bound=Callable[..., Awaitable[None]])

_COMMON: dict[str, tuple[Any, object]] = {
    "data_dir": (DataDir, inspect.Parameter.empty),
    "workspace": (WorkspaceName, None),
    "as_of": (AsOf, None),
    "json": (Json, False),
}


@dataclass(frozen=True)
class Group:
    """Options that belong together and reach a verb as one value.

    Attributes:
        options: What each is called, how it is given, and what it is where it is not.
        gather: Makes the value of them.
    """

    options: Mapping[str, tuple[Any, object]]
    gather: Callable[..., object]


def verb(app: typer.Typer, name: str, **groups: Group) -> Callable[[Verb], Verb]:
    """Make a coroutine function the verb ``name``.

    Its first parameter is the session; the others are the arguments and options of the verb, and
    its docstring is the help.

    Args:
        app: Where the verb belongs.
        name: What is typed.
        groups: Parameters that are filled by several options each.
    """

    def register(work: Verb) -> Verb:
        text = inspect.getdoc(work) or ""
        # Cut short where verbs are listed, unless it is said what is short.
        register_as = app.command(name, help=text, short_help=text.partition("\n")[0])
        register_as(_command_of(work, groups))
        return work

    return register


def _command_of(
    work: Callable[..., Awaitable[None]], groups: Mapping[str, Group]
) -> Callable[..., None]:
    def command(**given: Any) -> None:
        options = common(*(given.pop(name) for name in _COMMON))
        for name, group in groups.items():
            given[name] = group.gather(**{one: given.pop(one) for one in group.options})

        async def begin(session: "Session") -> None:
            await partial(work, session)(**given)

        run(options, begin)

    own = list(inspect.signature(work).parameters.values())[1:]
    arguments = [one for one in own if one.name not in groups]
    grouped = [one for group in groups.values() for one in _parameters(group.options)]
    shown = (*arguments, *grouped, *_parameters(_COMMON))
    vars(command)["__signature__"] = inspect.Signature(shown)  # what ``inspect`` then believes
    command.__annotations__ = {one.name: one.annotation for one in shown}
    return command


def _parameters(options: Mapping[str, tuple[Any, object]]) -> list[inspect.Parameter]:
    return [
        inspect.Parameter(
            name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation
        )
        for name, (annotation, default) in options.items()
    ]
