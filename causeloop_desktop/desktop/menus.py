"""Menu bar, shortcuts and palette entries, made from the action records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence

from causeloop_desktop.desktop.theme.words import tr
from causeloop_desktop.desktop.widgets.command_palette import Command

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

    from causeloop_desktop.desktop.actions import Action, Commands, Menu

    Can = Callable[[str, str], bool]


class Menus:
    """The actions of the whole window.

    Args:
        window: Where the shortcuts work.
        bar: Where the menus hang.
        actions: What there is.
        commands: What carries it out.
    """

    def __init__(
        self, window: QWidget, bar: QMenuBar, actions: Iterable[Action], commands: Commands
    ) -> None:
        self._made: dict[str, tuple[Action, QAction]] = {}
        self._menus: dict[Menu, QMenu] = {}
        for action in actions:
            made = make_action(window, action, commands)
            window.addAction(made)
            self._menu(bar, action.menu).addAction(made)
            self._made[action.id] = (action, made)

    def follow(self, can: Can) -> None:
        """Hide and switch off what the server lacks."""
        for action, made in self._made.values():
            there = action.needs is None or can(*action.needs)
            made.setVisible(there)
            made.setEnabled(there)

    def yield_keys(self, keys: Collection[str]) -> None:
        """Let go of the keys that the shown screen takes for itself, and take back the others."""
        for action, made in self._made.values():
            made.setShortcuts([QKeySequence(key) for key in action.shortcuts if key not in keys])

    def available(self) -> list[Action]:
        """List what can be done now."""
        return [action for action, made in self._made.values() if made.isEnabled()]

    def _menu(self, bar: QMenuBar, menu: Menu) -> QMenu:
        if menu not in self._menus:
            self._menus[menu] = bar.addMenu(f"&{tr(menu)}")
        return self._menus[menu]


def make_action(
    owner: QWidget,
    action: Action,
    commands: Commands,
    context: Qt.ShortcutContext = Qt.ShortcutContext.WindowShortcut,
) -> QAction:
    """Make what Qt can show and trigger out of a record."""
    made = QAction(action.words, owner)
    made.setObjectName(action.id)
    made.setShortcuts([QKeySequence(keys) for keys in action.shortcuts])
    made.setShortcutContext(context)
    made.triggered.connect(lambda: action.run(commands))
    return made


def to_command(action: Action) -> Command:
    """Make a line of the palette out of a record."""
    keys = QKeySequence(action.shortcut).toString(QKeySequence.SequenceFormat.NativeText)
    return Command(f"action:{action.id}", action.words, keys, action.icon, tr(action.menu))
