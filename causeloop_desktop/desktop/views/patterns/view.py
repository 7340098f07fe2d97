"""The Patterns screen: the list, or one pattern with what can be done to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QStackedWidget

from causeloop_desktop.contract.base import ChangeKind, IssueId, PatternId
from causeloop_desktop.contract.patterns import PatternStatus
from causeloop_desktop.desktop.actions import Action, Menu
from causeloop_desktop.desktop.presenters.pattern import Done, PatternPresenter
from causeloop_desktop.desktop.presenters.patterns import PatternsPresenter
from causeloop_desktop.desktop.views.base import View
from causeloop_desktop.desktop.views.patterns.detail import PatternDetail
from causeloop_desktop.desktop.views.patterns.listing import PatternList
from causeloop_desktop.desktop.views.patterns.merge import MergeDialog
from causeloop_desktop.desktop.views.words import issues_text
from causeloop_desktop.desktop.widgets.buttons import Button, MenuButton
from causeloop_desktop.desktop.widgets.notices import Question, asked, asked_text

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from typing import Any

    from causeloop_desktop.desktop.views.base import Desk

PATTERN = "/v1/patterns/{id}"


class PatternsView(View):
    """Shows the list; a target shows that pattern."""

    kinds: ClassVar[frozenset[ChangeKind]] = frozenset({ChangeKind.PATTERNS, ChangeKind.ISSUES})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._patterns = PatternsPresenter(desk.session)
        self._pattern = PatternPresenter(desk.session)
        self._list = PatternList(desk, self._patterns, self.tasks)
        self._detail = PatternDetail(desk, self._pattern, self.tasks)
        self._split_button = Button(self.tr("Split"), icon="split")
        self._pages = QStackedWidget()
        self._pages.addWidget(self._list)
        self._pages.addWidget(self._detail)
        self._add_verbs()
        self.fill(self._pages)
        self._connect()
        self.own_actions = self._make_actions()

    @property
    def shows_pattern(self) -> bool:
        """Whether one pattern is looked at, not the list."""
        return self._pages.currentWidget() is self._detail

    async def load(self) -> None:
        """Show the patterns of another place or moment."""
        self._patterns.forget()
        await self._patterns.load()
        if self.shows_pattern:
            await self._pattern.load()

    async def refresh(self) -> None:
        """Renew what is shown, keeping scroll and selection."""
        await self._patterns.load()
        if self.shows_pattern:
            await self._pattern.load()

    def show_target(self, target: str) -> None:
        """Show the pattern with this id, or the list."""
        if not target:
            self._pages.setCurrentWidget(self._list)
            self._list.focus_table()
            return
        self._pages.setCurrentWidget(self._detail)
        self._spawn(self._pattern.open(PatternId(target)), "pattern")

    def search(self) -> None:
        """Put the keyboard into the search of the list."""
        self.show_target("")
        self._list.focus_field()

    def merge(self) -> None:
        """Choose another pattern and fold it into this one."""
        self._spawn(self._merge(), "merge")

    def split(self) -> None:
        """Take the ticked issues out into a pattern of their own."""
        self._spawn(self._split(), "split")

    def rename(self) -> None:
        """Give this pattern a name."""
        self._spawn(self._rename(), "rename")

    def _add_verbs(self) -> None:
        more = QMenu(self)
        more.addAction(self.tr("Rename…"), self.rename)
        more.addSeparator()
        for status in (PatternStatus.WATCHING, PatternStatus.RESOLVED, PatternStatus.ACTIVE):
            words = self.tr("Mark as {status}").format(status=status.value)
            more.addAction(words, lambda status=status: self._mark(status))
        merge = Button(self.tr("Merge with…"), icon="merge")
        merge.clicked.connect(self.merge)
        self._split_button.clicked.connect(self.split)
        self._split_button.setEnabled(False)
        self._split_button.setToolTip(self.tr("Tick the issues that are another failure first"))
        edit = MenuButton(self.tr("Change"), more)
        for button in (merge, self._split_button, edit):
            self._detail.add_action(button)
        self.show_if(merge, "POST", f"{PATTERN}/merge")
        self.show_if(self._split_button, "POST", f"{PATTERN}/split")
        self.show_if(edit, "PATCH", PATTERN)
        self.show_if(self._list.detect, "POST", "/v1/detections")

    def _connect(self) -> None:
        self._list.opened.connect(self.show_target)
        self._list.detect_asked.connect(lambda: self._spawn(self._detect(), "detect"))
        self._list.export_asked.connect(self.export)
        self._detail.crumb_clicked.connect(lambda: self.show_target(""))
        self._detail.issue_opened.connect(lambda id_: self.desk.navigator.go("issues", id_))
        self._detail.members_chosen.connect(lambda n: self._split_button.setEnabled(n > 0))
        self._pattern.done.subscribe(self._tell)
        back = QShortcut(QKeySequence("Esc"), self._detail)
        back.activated.connect(lambda: self.show_target(""))

    def _make_actions(self) -> tuple[Action, ...]:
        return (
            Action(
                "pattern.merge",
                "Merge this pattern with another…",
                Menu.PATTERNS,
                lambda _: self.merge(),
                ("M",),
                "merge",
                ("POST", f"{PATTERN}/merge"),
            ),
            Action(
                "pattern.split",
                "Split the ticked issues off",
                Menu.PATTERNS,
                lambda _: self.split(),
                ("Shift+S",),
                "split",
                ("POST", f"{PATTERN}/split"),
            ),
            Action(
                "pattern.rename",
                "Rename this pattern…",
                Menu.PATTERNS,
                lambda _: self.rename(),
                ("F2",),
                "edit",
                ("PATCH", PATTERN),
            ),
        )

    async def _merge(self) -> None:
        pattern = self._pattern.state.pattern
        if pattern is None or not self.shows_pattern:
            return
        dialog = MergeDialog(self, pattern, self._patterns, self._pattern, self.tasks)
        if await dialog.answer() and dialog.chosen:
            await self._pattern.merge(dialog.chosen)

    async def _split(self) -> None:
        chosen = [IssueId(id_) for id_ in self._detail.chosen_issues]
        if not chosen or not self.shows_pattern:
            return
        preview = await self._pattern.preview_split(chosen)
        question = Question(
            self.tr("Split {issues} off?").format(issues=issues_text(len(chosen))),
            self.tr(
                "They become a pattern of their own, and later detections keep them apart. "
                "You can undo this."
            ),
            self.tr("Split"),
            details=(
                (self.tr("Moved"), issues_text(preview.moved)),
                (self.tr("Left here"), issues_text(preview.pattern.issue_count)),
            ),
        )
        if await asked(self, question):
            await self._pattern.split(chosen)

    async def _rename(self) -> None:
        pattern = self._pattern.state.pattern
        if pattern is None or not self.shows_pattern:
            return
        title, label = self.tr("Rename pattern"), self.tr("Name")
        name = await asked_text(self, title, label, pattern.name, self.tr("Rename"))
        if name and name.strip() and name != pattern.name:
            await self._pattern.rename(name.strip())

    def _mark(self, status: PatternStatus) -> None:
        self._spawn(self._pattern.set_status(status), "status")

    async def _detect(self) -> None:
        await self.desk.session.client.detections.start()

    def _tell(self, done: Done) -> None:
        sentence = f"{done.title}. {done.text}" if done.text else done.title
        self.desk.navigator.tell_done(sentence, done.operation_id)

    def _spawn(self, work: Coroutine[Any, Any, None], name: str) -> None:
        self.tasks.spawn_latest(work, name=name)
