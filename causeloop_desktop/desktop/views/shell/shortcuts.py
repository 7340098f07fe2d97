"""The sheet of shortcuts, made from the action records."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QGridLayout, QWidget

from causeloop_desktop.desktop.actions import Action, Menu
from causeloop_desktop.desktop.theme.spacing import BETWEEN, column, row
from causeloop_desktop.desktop.theme.words import mark, tr
from causeloop_desktop.desktop.widgets.dialog import Dialog
from causeloop_desktop.desktop.widgets.labels import Caption, Label, Section

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

EVERYWHERE = (
    ("Space", mark("Select the row")),
    ("Shift+Down", mark("Select more rows")),
    ("Ctrl+A", mark("Select everything that matches")),
    ("Return", mark("Open the row")),
    ("Ctrl+C", mark("Copy the selected rows")),
    ("Escape", mark("Clear the selection, close the issue")),
)


class ShortcutSheet(QWidget):
    """Shortcuts by menu, in two columns of about the same height."""

    def __init__(self, actions: Sequence[Action]) -> None:
        super().__init__()
        keyed = [action for action in actions if action.shortcuts]
        menus = list(Menu)
        ordered = sorted(keyed, key=lambda action: menus.index(action.menu))
        groups = [
            (tr(menu), [(_keys(a.shortcuts), a.words.removesuffix("…")) for a in group])
            for menu, group in groupby(ordered, key=lambda action: action.menu)
        ]
        groups.append((tr("In a list"), [(_keys((key,)), tr(words)) for key, words in EVERYWHERE]))
        cut = _middle([len(lines) + 1 for _title, lines in groups])
        sides = [
            column(*(_block(title, lines) for title, lines in side), None)
            for side in (groups[:cut], groups[cut:])
        ]
        self.setLayout(row(*sides, gap=2 * BETWEEN))


class ShortcutsDialog(Dialog):
    """The sheet over the window."""

    def __init__(self, parent: QWidget, actions: Sequence[Action]) -> None:
        super().__init__(parent, self.tr("Keyboard shortcuts"), width=640)
        self.add(ShortcutSheet(actions))
        self.set_buttons(self.cancel_button(self.tr("Close")))


def _middle(heights: Sequence[int]) -> int:
    """Say after how many groups the second column begins, so that the sheet is least high."""
    return min(
        range(1, len(heights) + 1), key=lambda cut: max(sum(heights[:cut]), sum(heights[cut:]))
    )


def _block(title: str, lines: Iterable[tuple[str, str]]) -> QWidget:
    block = QWidget()
    grid = QGridLayout(block)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setVerticalSpacing(6)
    grid.setColumnStretch(0, 1)
    grid.addWidget(Section(title), 0, 0)
    for place, (keys, words) in enumerate(lines, start=1):
        grid.addWidget(Label(words), place, 0)
        grid.addWidget(Caption(keys), place, 1, Qt.AlignmentFlag.AlignRight)
    return block


def _keys(shortcuts: Iterable[str]) -> str:
    native = QKeySequence.SequenceFormat.NativeText
    return tr(" or ").join(QKeySequence(keys).toString(native) for keys in shortcuts)
