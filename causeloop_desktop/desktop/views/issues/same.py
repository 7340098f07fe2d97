"""What other tools tell of the same occurrence: which, why, and how to part or join them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from causeloop_desktop.contract.duplicates import DuplicateKind
from causeloop_desktop.desktop.theme.spacing import row
from causeloop_desktop.desktop.theme.words import tip_text, tr
from causeloop_desktop.desktop.views.find_dialog import FindDialog, FindWords
from causeloop_desktop.desktop.views.words import source_text
from causeloop_desktop.desktop.widgets.buttons import IconButton
from causeloop_desktop.desktop.widgets.labels import Caption, Label, Link, Section

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from causeloop_desktop.contract.base import IssueId
    from causeloop_desktop.contract.duplicates import Duplicate, DuplicateIssue, SameOccurrence
    from causeloop_desktop.contract.issues import IssueSummary
    from causeloop_desktop.desktop.tasks import TaskGroup

    Find = Callable[[str], Awaitable[Sequence[IssueSummary]]]


class SamePart(QWidget):
    """The part of the pane that names the other tellers of one occurrence.

    Signals:
        issue_opened: The id of another teller.
        parted: The id of the pair that does not tell of one occurrence.
    """

    issue_opened = Signal(str)
    parted = Signal(str)

    def __init__(self, same: SameOccurrence, *, can_change: bool) -> None:
        super().__init__()
        self._same = same
        self._can_change = can_change
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(4)
        lines.addWidget(Section(self.tr("Same occurrence as")))
        for issue in same.issues:
            lines.addWidget(self._line(issue))
        lines.addWidget(Caption(self.tr("Together they count once."), wrap=True))

    def _line(self, issue: DuplicateIssue) -> QWidget:
        box = QWidget()
        lines = QVBoxLayout(box)
        lines.setContentsMargins(0, 2, 0, 2)
        lines.setSpacing(2)
        source = source_text(issue.source, issue.origin)
        link = Link(f"{issue.external_id} · {source}")
        link.setToolTip(tip_text(issue.title))
        link.clicked.connect(lambda: self.issue_opened.emit(issue.id))
        join = self._join_of(issue)
        part = IconButton("undo", self.tr("Undo: it is another occurrence"), size=24)
        part.setVisible(self._can_change and join is not None)
        head = row(link, part)
        head.insertStretch(1)
        lines.addLayout(head)
        lines.addWidget(Label(issue.title, elide=True))
        if join is not None:
            part.clicked.connect(lambda: self.parted.emit(join.id))
            lines.addWidget(Caption(self._because(join), wrap=True))
        return box

    def _join_of(self, issue: DuplicateIssue) -> Duplicate | None:
        """Give the pair that binds the other issue: with this one if there is one, else any."""
        theirs = [join for join in self._same.joins if issue.id in _ends(join)]
        ours = (join for join in theirs if self._same.issue_id in _ends(join))
        return next(ours, theirs[0] if theirs else None)

    def _because(self, join: Duplicate) -> str:
        if join.kind is DuplicateKind.PERSON:
            return self.tr("A person joined them.")
        return self.tr("Because {reason}.").format(reason=join.reason)


def _ends(join: Duplicate) -> tuple[IssueId, IssueId]:
    return join.issues[0].id, join.issues[1].id


def same_dialog(parent: QWidget, find: Find, tasks: TaskGroup) -> FindDialog[IssueSummary]:
    """Make the dialog in which another teller of the same occurrence is chosen."""
    words = FindWords(
        title=tr("Same occurrence as another issue"),
        sentence=tr("Both stay as they are, but count once. You can undo it."),
        search=tr("Search issues by words or id"),
        listed=tr("Issues"),
        verb=tr("Join"),
    )
    return FindDialog(parent, words, find, _line_of, tasks)


def _line_of(issue: IssueSummary) -> str:
    return f"{issue.external_id}  ·  {issue.title}"
