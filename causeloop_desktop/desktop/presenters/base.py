"""What every presenter is: a state that others watch, replaced as a whole when it changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T")
S = TypeVar("S", bound="DataclassInstance")

Unsubscribe = Callable[[], None]


class Phase(StrEnum):
    """What a screen has to show."""

    LOADING = "loading"
    READY = "ready"
    EMPTY = "empty"
    NO_MATCH = "no_match"
    FAILED = "failed"


class Event(Generic[T]):
    """Something that happens again and again, and those who want to know."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[T], None]] = []

    def subscribe(self, listener: Callable[[T], None]) -> Unsubscribe:
        """Call ``listener`` from now on, until what is returned is called."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def emit(self, value: T) -> None:
        """Tell everybody, in the order in which they came."""
        for listener in tuple(self._listeners):
            listener(value)


class Presenter(Generic[S]):
    """The state of a screen, a frozen dataclass, and those who draw it."""

    def __init__(self, state: S) -> None:
        self._state = state
        self._changed: Event[S] = Event()

    @property
    def state(self) -> S:
        """What is to be drawn now."""
        return self._state

    def subscribe(self, draw: Callable[[S], None]) -> Unsubscribe:
        """Draw the present state, and every one after it."""
        unsubscribe = self._changed.subscribe(draw)
        draw(self._state)
        return unsubscribe

    def _change(self, **changes: Any) -> None:
        state = replace(self._state, **changes)
        if state != self._state:
            self._state = state
            self._changed.emit(state)
