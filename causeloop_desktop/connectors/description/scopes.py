"""What part of a source can be picked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from causeloop_desktop.connectors.asking.answers import WHOLE_ANSWER
from causeloop_desktop.connectors.asking.messages import Answer, Ask, Row
from causeloop_desktop.connectors.asking.paging import ONE_PAGE, Pager
from causeloop_desktop.connectors.asking.places import Place


@dataclass(frozen=True, slots=True)
class Choice:
    """A scope that can be picked.

    Attributes:
        value: What the settings hold.
        label: What a person calls it.
        hint: What it is for, or what a person has to know first.
        size: How much it holds, in words, where the provider tells it along.
    """

    value: str
    label: str
    hint: str = ""
    size: str = ""


def counted(count: object, one: str, many: str) -> str:
    """Say a number with its noun; nothing where the provider gave no number."""
    if not isinstance(count, int) or isinstance(count, bool):
        return ""
    return f"{count:,} {one if count == 1 else many}"


@dataclass(frozen=True, slots=True)
class Scopes:
    """What part of a source can be picked.

    Attributes:
        setting: The setting that holds the picked values.
        title: What they are called, in the plural.
        ask: The first page of what there is.
        to_choice: A row as a choice; ``None`` for what cannot be picked.
        required: Whether at least one has to be picked.
        instead: A setting that says in another way what is read; with it nothing is picked.
    """

    setting: str
    title: str
    ask: Callable[[Place], Ask]
    to_choice: Callable[[Row], Choice | None]
    rows: Callable[[Answer], Sequence[Row]] = WHOLE_ANSWER
    pager: Pager = ONE_PAGE
    required: bool = False
    instead: str = ""
