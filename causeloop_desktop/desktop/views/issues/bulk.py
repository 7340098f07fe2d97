"""The bar that takes the place of the filters while several issues are selected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from causeloop_desktop.contract.base import Priority
from causeloop_desktop.contract.issues import BulkOperation, Stage
from causeloop_desktop.desktop.theme import fonts
from causeloop_desktop.desktop.theme.words import count_text
from causeloop_desktop.desktop.views.words import SEVERITIES, STAGES
from causeloop_desktop.desktop.widgets.buttons import Button, MenuButton
from causeloop_desktop.desktop.widgets.labels import Label

if TYPE_CHECKING:
    from collections.abc import Iterable


class BulkBar(QWidget):
    """What can be done to many issues at once.

    Signals:
        chosen: A ``BulkOperation`` and its value.
        asked_for_text: A ``BulkOperation`` whose value is to be typed.
        link_requested: A pattern is to be chosen.
        all_requested: Everything that matches is to be selected.
        cleared: Nothing is to be selected any more.
    """

    chosen = Signal(object, object)
    asked_for_text = Signal(object)
    link_requested = Signal()
    all_requested = Signal()
    cleared = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._count = Label(weight=fonts.STRONG, tabular=True)
        self._all = Button("", quiet=True)
        self._all.clicked.connect(self.all_requested)
        self._link = Button(self.tr("Link to a pattern…"), icon="link")
        self._link.clicked.connect(self.link_requested)
        self._unlink = Button(self.tr("Unlink"))
        self._unlink.clicked.connect(lambda: self._choose(BulkOperation.UNLINK_PATTERN, None))
        self._lay_out()

    def draw(self, count: int, matching: int, *, can_link: bool) -> None:
        """Say how many are selected, and how many could be."""
        self._count.setText(self.tr("{n} selected").format(n=count_text(count)))
        self._all.setText(self.tr("Select all {n}").format(n=count_text(matching)))
        self._all.setVisible(count < matching)
        self._link.setVisible(can_link)
        self._unlink.setVisible(can_link)

    def _lay_out(self) -> None:
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        clear = Button(self.tr("Clear"), quiet=True)
        clear.clicked.connect(self.cleared)
        for widget in (self._count, self._all, self._stages(), self._severities(), self._people()):
            line.addWidget(widget)
        for widget in (self._link, self._unlink):
            line.addWidget(widget)
        line.addStretch(1)
        line.addWidget(clear)

    def _stages(self) -> MenuButton:
        values = [(stage.value, STAGES[stage]) for stage in Stage]
        return self._menu(self.tr("Stage"), BulkOperation.STAGE, values)

    def _severities(self) -> MenuButton:
        values = [(priority.value, SEVERITIES[priority]) for priority in Priority]
        return self._menu(self.tr("Severity"), BulkOperation.SEVERITY, values)

    def _people(self) -> MenuButton:
        menu = QMenu(self)
        for words, op in (
            (self.tr("Assign to…"), BulkOperation.ASSIGN),
            (self.tr("Give to a team…"), BulkOperation.TEAM),
        ):
            menu.addAction(words).triggered.connect(
                lambda _=False, chosen=op: self.asked_for_text.emit(chosen)
            )
        return MenuButton(self.tr("Assign"), menu)

    def _menu(self, words: str, op: BulkOperation, values: Iterable[tuple[str, str]]) -> MenuButton:
        menu = QMenu(self)
        for value, label in values:
            menu.addAction(label).triggered.connect(
                lambda _=False, chosen=value: self._choose(op, chosen)
            )
        return MenuButton(words, menu)

    def _choose(self, op: BulkOperation, value: str | None) -> None:
        self.chosen.emit(op, value)
