"""What a column is: a title, a value taken from a row, and the way that value is drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from typing import Any

from causeloop_desktop.desktop.theme.tokens import Tone
from causeloop_desktop.desktop.theme.words import (
    count_text,
    exact_time,
    percent_text,
    relative_time,
    short_age,
)

NOTHING = "\N{EM DASH}"


class Kind(Enum):
    """How a cell is drawn, and so what its value must be."""

    CHECK = auto()
    """A box that shows and toggles the row's selection; the value is not asked for."""
    TITLE = auto()
    """``str``, in the text colour."""
    TEXT = auto()
    """``str`` in the text colour, or a ``TextValue`` with a tone."""
    MUTED = auto()
    """``str``, in the muted colour."""
    NUMBER = auto()
    """``int``, ``float`` or ``str``, at the right edge in tabular figures."""
    CHIP = auto()
    """``ChipValue`` or ``None``."""
    RISK = auto()
    """``int`` of 0 to 100, or ``None``: the number and a bar."""
    PERCENT = auto()
    """``float`` of 0 to 1, or ``None``."""
    SPARKLINE = auto()
    """A sequence of numbers, oldest first."""
    TIME = auto()
    """``datetime``: how long ago in words."""
    AGE = auto()
    """``datetime``: how long ago in letters, at the right edge."""
    ICON = auto()
    """``IconValue`` or ``None``; its word appears on hover and in copies."""


RIGHT_KINDS = frozenset({Kind.NUMBER, Kind.PERCENT, Kind.AGE})


@dataclass(frozen=True)
class ChipValue:
    """A word on a tinted ground."""

    text: str
    tone: Tone = Tone.NEUTRAL


@dataclass(frozen=True)
class IconValue:
    """An icon and the word that it stands for."""

    name: str
    text: str
    tone: Tone = Tone.NEUTRAL


@dataclass(frozen=True)
class TextValue:
    """Words in a tone."""

    text: str
    tone: Tone = Tone.NEUTRAL


@dataclass(frozen=True)
class Column:
    """One column of a table.

    ``key`` is the name that sorting, saving and tests use. ``width`` is preferred; columns with a
    ``stretch`` share what is left over, down to their ``minimum``. A column with a
    ``drop_below`` is left out while the table is narrower than that, and where columns do not fit
    the one with the largest goes first. A ``hidden`` one appears when the user asks for it.
    ``sentence`` replaces the value's words where they are spoken or copied.

    In a table that stacks (see ``RowSheet``) a column with ``below`` has a second line in small
    muted words; the columns that it speaks for are ``folded`` and have no place of their own then.
    """

    key: str
    title: str
    value: Callable[[Any], object] = lambda _row: None
    kind: Kind = Kind.TEXT
    width: int = 120
    stretch: int = 0
    minimum: int = 48
    sortable: bool = False
    hidden: bool = False
    drop_below: int = 0
    sentence: Callable[[Any], str] | None = None
    below: Callable[[Any], str] | None = None
    folded: bool = False

    @property
    def aligned_right(self) -> bool:
        """Whether figures stand at the right edge."""
        return self.kind in RIGHT_KINDS

    def words(self, row: object, now: datetime) -> str:
        """Say the cell in words, for the screen reader and the clipboard."""
        if self.sentence is not None:
            return self.sentence(row)
        value = self.value(row)
        if isinstance(value, datetime):
            return exact_time(value)
        return cell_words(self.kind, value, now)


def cell_words(kind: Kind, value: object, now: datetime) -> str:
    """Return what a cell shows as words."""
    if value is None or value == "":
        return "" if kind in (Kind.CHECK, Kind.SPARKLINE) else NOTHING
    if isinstance(value, str):
        return value
    if isinstance(value, ChipValue | IconValue | TextValue):
        return value.text
    if isinstance(value, datetime):
        return short_age(value, now) if kind is Kind.AGE else relative_time(value, now)
    return _number_words(kind, value)


def _number_words(kind: Kind, value: object) -> str:
    if isinstance(value, int):
        return count_text(value)
    if isinstance(value, float):
        return percent_text(value) if kind is Kind.PERCENT else f"{value:g}"
    if isinstance(value, Sequence):
        return ", ".join(f"{number:g}" for number in value)
    return str(value)
