"""What other tools tell of the same occurrence: which, why, and how to part or join them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from causeloop_desktop.contract.duplicates import DuplicateKind
from causeloop_desktop.desktop.theme.spacing import row
from causeloop_desktop.desktop.theme.words import tip_text
from causeloop_desktop.desktop.views.dialog import Dialog
from causeloop_desktop.desktop.views.issues.filters import SearchField
from causeloop_desktop.desktop.views.words import source_text
from causeloop_desktop.desktop.widgets.buttons import Button, IconButton
from causeloop_desktop.desktop.widgets.labels import Caption, Label, Link, Section

if TYPE_CHECKING:
    from causeloop_desktop.contract.base import IssueId
    from causeloop_desktop.contract.duplicates import Duplicate, DuplicateIssue, SameOccurrence
    from causeloop_desktop.contract.issues import IssueSummary
    from causeloop_desktop.desktop.tasks import TaskGroup

Find = Callable[[str], Awaitable[Sequence["IssueSummary"]]]
LIST_HEIGHT = 280


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


class SameDialog(Dialog):
    """A search over issues, to choose the one that tells of the same occurrence."""

    def __init__(self, parent: QWidget, find: Find, tasks: TaskGroup) -> None:
        super().__init__(
            parent,
            self.tr("Same occurrence as another issue"),
            self.tr("Both stay as they are, but count once. You can undo it."),
        )
        self._find = find
        self._tasks = tasks
        self._search = SearchField(self.tr("Search issues by words or id"))
        self._search.setMinimumWidth(0)
        self._search.setMaximumWidth(16_777_215)
        self._search.searched.connect(self._look)
        self.list = QListWidget()
        self._search.left_down.connect(self.list.setFocus)
        self.list.setMinimumHeight(LIST_HEIGHT)
        self.list.setAccessibleName(self.tr("Issues"))
        self.list.itemActivated.connect(self.accept)
        self.list.itemSelectionChanged.connect(self._check)
        self._join = Button(self.tr("Join"), primary=True)
        self._join.clicked.connect(self.accept)
        self.add(self._search)
        self.add(self.list, 1)
        self.set_buttons(self.cancel_button(), self._join)
        self._check()
        self._look("")

    @property
    def chosen(self) -> IssueId | None:
        """The id of the chosen issue."""
        rows = self.list.selectedItems()
        return rows[0].data(Qt.ItemDataRole.UserRole) if rows else None

    def _look(self, query: str) -> None:
        self._tasks.spawn_latest(self._fill(query), name="find issues")

    async def _fill(self, query: str) -> None:
        await asyncio.sleep(0)
        found = await self._find(query)
        self.list.clear()
        for issue in found:
            item = QListWidgetItem(f"{issue.external_id}  ·  {issue.title}")
            item.setData(Qt.ItemDataRole.UserRole, issue.id)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self._check()

    def _check(self) -> None:
        self._join.setEnabled(self.chosen is not None)
