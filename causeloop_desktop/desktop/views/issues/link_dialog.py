"""Choosing the pattern that issues belong to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from causeloop_desktop.desktop.theme.words import tr
from causeloop_desktop.desktop.views.find_dialog import FindDialog, FindWords
from causeloop_desktop.desktop.views.words import issues_text

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from causeloop_desktop.contract.patterns import PatternSummary
    from causeloop_desktop.desktop.tasks import TaskGroup

    Find = Callable[[str], Awaitable[Sequence[PatternSummary]]]


def link_dialog(parent: QWidget, find: Find, tasks: TaskGroup) -> FindDialog[PatternSummary]:
    """Make the dialog in which a pattern is chosen."""
    words = FindWords(
        title=tr("Link to a pattern"),
        sentence=tr("Later detections keep to what you choose here. You can undo it."),
        search=tr("Search patterns"),
        listed=tr("Patterns"),
        verb=tr("Link"),
    )
    return FindDialog(parent, words, find, _line, tasks)


def _line(pattern: PatternSummary) -> str:
    return f"{pattern.name}  ·  {issues_text(pattern.issue_count)}"
