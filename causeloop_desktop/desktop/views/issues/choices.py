"""Menus of filters: several values that can be ticked one after another, or one of a few."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtGui import QAction, QActionGroup, QMouseEvent
from PySide6.QtWidgets import QMenu

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

V = TypeVar("V", bound=Hashable)


class StayingMenu(QMenu):
    """A menu that stays open while values are ticked."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tick without closing."""
        action: QAction | None = self.activeAction()
        if action is None or not action.isCheckable():
            super().mouseReleaseEvent(event)
        else:
            action.trigger()


class ManyChoice(Generic[V]):
    """A menu in which any number of values can be ticked."""

    def __init__(self, parent: QWidget, on_change: Callable[[tuple[V, ...]], None]) -> None:
        self.menu = StayingMenu(parent)
        self._on_change = on_change
        self._actions: dict[V, QAction] = {}

    def offer(self, values: Iterable[tuple[V, str]], chosen: Iterable[V]) -> None:
        """Offer ``values`` with their words; those in ``chosen`` are ticked."""
        ticked = set(chosen)
        words = dict(values)
        if list(words) != list(self._actions):
            self._fill(words)
        for value, action in self._actions.items():
            action.setText(words[value])
            action.setChecked(value in ticked)

    def _fill(self, words: dict[V, str]) -> None:
        self.menu.clear()
        self._actions = {}
        for value, text in words.items():
            action = self.menu.addAction(text)
            action.setCheckable(True)
            action.triggered.connect(self._tell)
            self._actions[value] = action

    def _tell(self) -> None:
        self._on_change(tuple(v for v, action in self._actions.items() if action.isChecked()))


class OneChoice(Generic[V]):
    """A menu in which one value is ticked, or none."""

    def __init__(
        self,
        parent: QWidget,
        values: Iterable[tuple[V, str]],
        on_change: Callable[[V], None],
    ) -> None:
        self.menu = QMenu(parent)
        group = QActionGroup(self.menu)
        self._actions: dict[V, QAction] = {}
        for value, text in values:
            action = self.menu.addAction(text)
            action.setCheckable(True)
            action.triggered.connect(lambda _=False, chosen=value: on_change(chosen))
            group.addAction(action)
            self._actions[value] = action

    def tick(self, value: V | None) -> None:
        """Show which value is in force."""
        for known, action in self._actions.items():
            action.setChecked(known == value)
