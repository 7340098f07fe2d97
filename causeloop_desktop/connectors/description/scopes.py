"""What part of a source can be picked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from causeloop_desktop.connectors.asking.answers import WHOLE_ANSWER
from causeloop_desktop.connectors.asking.messages import Answer, Ask, Row
from causeloop_desktop.connectors.asking.paging import ONE_PAGE, Pager
from causeloop_desktop.connectors.asking.places import Place


@dataclass(frozen=True, slots=True)
class Choice:
    """A scope that can be picked: its value in the settings and what a person calls it."""

    value: str
    label: str
    hint: str = ""


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
