"""The command palette: every action, and issues and patterns to jump to as one types."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from causeloop_desktop.desktop.menus import to_command
from causeloop_desktop.desktop.theme.words import tr
from causeloop_desktop.desktop.widgets.command_palette import Command, CommandPalette

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from causeloop_desktop.desktop.actions import Action, Commands
    from causeloop_desktop.desktop.presenters.shell import Hits, ShellPresenter
    from causeloop_desktop.desktop.tasks import TaskGroup

TYPING_PAUSE = 0.15
"""Seconds without a key before the engine is asked."""


class Palette:
    """Fills the palette and carries out what is chosen in it."""

    def __init__(
        self,
        host: QWidget,
        commands: Commands,
        shell: ShellPresenter,
        tasks: TaskGroup,
        offered: Callable[[], Sequence[Action]],
    ) -> None:
        self._commands = commands
        self._shell = shell
        self._tasks = tasks
        self._offered = offered
        self._widget = CommandPalette(host)
        self._widget.query_changed.connect(self._look)
        self._widget.chosen.connect(self._choose)

    def open(self) -> None:
        """Show what can be done now."""
        self._widget.set_commands([to_command(action) for action in self._offered()])
        self._widget.open_palette()

    def _look(self, query: str) -> None:
        self._tasks.spawn_latest(self._search(query), name="palette search")

    async def _search(self, query: str) -> None:
        await asyncio.sleep(TYPING_PAUSE)
        hits = await self._shell.search(query)
        self._widget.set_hits(query, _to_commands(hits))

    def _choose(self, key: str) -> None:
        kind, _, id_ = key.partition(":")
        if kind != "action":
            self._commands.go(kind, id_)
            return
        for action in self._offered():
            if action.id == id_:
                action.run(self._commands)


def _to_commands(hits: Hits) -> list[Command]:
    patterns = [
        Command(f"patterns:{pattern.id}", pattern.name, "", "pattern", tr("Patterns"))
        for pattern in hits.patterns
    ]
    issues = [
        Command(f"issues:{issue.id}", issue.title, "", "issues", tr("Issues"))
        for issue in hits.issues
    ]
    return patterns + issues
