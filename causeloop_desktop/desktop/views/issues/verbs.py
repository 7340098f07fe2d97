"""What can be done with the issue beside the list, always at the foot of its pane."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl, Signal
from PySide6.QtWidgets import QMenu, QWidget

from causeloop_desktop.contract.issues import Stage
from causeloop_desktop.desktop.browser import open_page
from causeloop_desktop.desktop.views.words import STAGES
from causeloop_desktop.desktop.widgets.buttons import Button, IconButton, MenuButton
from causeloop_desktop.desktop.widgets.flow import FlowLayout

if TYPE_CHECKING:
    from collections.abc import Callable

    from causeloop_desktop.contract.issues import IssueSummary


class IssueVerbs(QWidget):
    """Buttons for one issue.

    Signals:
        stage_chosen: The stage to move the issue to.
        confirmed: The issue belongs where it is.
        refused: It does not.
        link_requested: Another pattern is to be chosen for it.
    """

    stage_chosen = Signal(str)
    confirmed = Signal()
    refused = Signal()
    link_requested = Signal()

    def __init__(self, issue: IssueSummary, *, can_link: bool) -> None:
        super().__init__()
        self._flow = FlowLayout(self, gap=6)
        if can_link:
            self._add_links(issue)
        self._flow.addWidget(MenuButton(self.tr("Stage"), self._stages(issue.stage)))
        if issue.external_url:
            self._add_source(QUrl(issue.external_url))

    def _add_links(self, issue: IssueSummary) -> None:
        words = self.tr("Link to a pattern…")
        if issue.pattern_id:
            words = self.tr("Move…")
            self._add_button(self.tr("Belongs here"), self.confirmed.emit)
            self._add_button(self.tr("Does not"), self.refused.emit)
        self._add_button(words, self.link_requested.emit)

    def _add_button(self, words: str, run: Callable[[], object]) -> None:
        button = Button(words)
        button.clicked.connect(lambda: run())
        self._flow.addWidget(button)

    def _add_source(self, url: QUrl) -> None:
        source = IconButton("external", self.tr("Open it in its own tool"))
        source.clicked.connect(lambda: open_page(url))
        self._flow.addWidget(source)

    def _stages(self, current: Stage) -> QMenu:
        menu = QMenu(self)
        for stage in Stage:
            action = menu.addAction(STAGES[stage])
            action.setCheckable(True)
            action.setChecked(stage is current)
            action.triggered.connect(
                lambda _=False, chosen=stage: self.stage_chosen.emit(chosen.value)
            )
        return menu
