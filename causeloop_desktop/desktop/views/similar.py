"""Issues that read like another one, each with how alike it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from causeloop_desktop.desktop.theme.spacing import row
from causeloop_desktop.desktop.theme.words import score_text, tip_text
from causeloop_desktop.desktop.widgets.labels import Caption, Link

if TYPE_CHECKING:
    from collections.abc import Iterable

    from causeloop_desktop.contract.issues import SimilarIssue


class SimilarIssues(QWidget):
    """Lists them, the most alike first.

    Signals:
        opened: The id of the issue to look at.
    """

    opened = Signal(str)

    def __init__(self, similar: Iterable[SimilarIssue]) -> None:
        super().__init__()
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(6)
        for issue in similar:
            score = Caption(score_text(issue.score))
            score.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
            line = row(self._link(issue), score)
            line.setStretch(0, 1)
            lines.addLayout(line)

    def _link(self, issue: SimilarIssue) -> Link:
        link = Link(issue.title)
        link.setToolTip(tip_text(issue.external_id))
        link.setWordWrap(True)
        link.clicked.connect(lambda: self.opened.emit(issue.id))
        return link
