"""What can be done with the pattern that is open; every change can be undone."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu

from causeloop_desktop.contract.base import IssueId
from causeloop_desktop.contract.patterns import PatternStatus
from causeloop_desktop.desktop.actions import Action, Menu
from causeloop_desktop.desktop.theme.words import mark
from causeloop_desktop.desktop.views.export import CsvExport, CsvList
from causeloop_desktop.desktop.views.patterns.gap import GapDialog
from causeloop_desktop.desktop.views.patterns.merge import MergeDialog
from causeloop_desktop.desktop.views.words import issues_text
from causeloop_desktop.desktop.widgets.buttons import Button, MenuButton
from causeloop_desktop.desktop.widgets.notices import Question, asked, asked_text
from causeloop_desktop.desktop.widgets.table import Selection

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Any

    from causeloop_desktop.contract.patterns import Pattern, PatternChanged
    from causeloop_desktop.desktop.presenters.pattern import PatternPresenter, PatternState
    from causeloop_desktop.desktop.presenters.patterns import PatternsPresenter
    from causeloop_desktop.desktop.views.base import View
    from causeloop_desktop.desktop.views.patterns.members import Members

PATTERN = "/v1/patterns/{id}"
PATCH = ("PATCH", PATTERN)
MERGE = ("POST", f"{PATTERN}/merge")
SPLIT = ("POST", f"{PATTERN}/split")
CLOSED = frozenset({PatternStatus.WATCHING, PatternStatus.RESOLVED})


class PatternVerbs(QObject):
    """Carries out what is asked for, and tells what was done.

    Attributes:
        buttons: They belong beside the heading.
    """

    def __init__(
        self,
        view: View,
        patterns: PatternsPresenter,
        pattern: PatternPresenter,
        members: Members,
    ) -> None:
        super().__init__(view)
        self._view = view
        self._patterns = patterns
        self._pattern = pattern
        self._members = members
        self._exporter = CsvExport(view)
        self._split_button = Button(self.tr("Split"), icon="split")
        self._more = MenuButton(self.tr("More"), QMenu(view))
        merge = Button(self.tr("Merge with…"), icon="merge")
        self.buttons = (merge, self._split_button, self._more)
        merge.clicked.connect(self.merge)
        self._split_button.clicked.connect(self.split)
        self._more.popup.aboutToShow.connect(self._fill_menu)
        view.show_if(merge, *MERGE)
        view.show_if(self._split_button, *SPLIT)
        members.chosen.connect(self._offer_split)
        members.export_asked.connect(self.export)
        pattern.subscribe(self._follow)
        self._offer_split(Selection())

    def merge(self) -> None:
        """Choose another pattern and fold it into this one."""
        if self._can(MERGE):
            self._spawn(self._merge(), "merge")

    def split(self) -> None:
        """Take the ticked issues out into a pattern of their own."""
        if self._can(SPLIT) and self._split_button.isEnabled():
            self._spawn(self._split(), "split")

    def rename(self) -> None:
        """Give this pattern a name."""
        if self._can(PATCH):
            self._spawn(self._rename(), "rename")

    def change_gap(self) -> None:
        """Choose what parts one episode from the next."""
        if self._can(PATCH):
            self._spawn(self._change_gap(), "gap")

    def mark(self, status: PatternStatus) -> None:
        """Say where this pattern stands; ``active`` lets the rules decide again."""
        if self._can(PATCH):
            self._spawn(self._mark(status), "status")

    def export(self) -> None:
        """Save the issues of this pattern as CSV."""
        if self._pattern.state.pattern:
            self._exporter.ask(self.members_csv())

    def members_csv(self) -> CsvList:
        """Name the list of this pattern's issues."""
        total = self._pattern.state.member_total
        return CsvList("pattern-issues", total, self._pattern.export, issues_text)

    def actions(self) -> tuple[Action, ...]:
        """Return the records of what can be done."""
        words = {
            PatternStatus.WATCHING: mark("Mark this pattern as fixed, watch it"),
            PatternStatus.RESOLVED: mark("Mark this pattern as resolved"),
            PatternStatus.ACTIVE: mark("Open this pattern again"),
        }
        return (
            _action(
                "merge",
                mark("Merge this pattern with another…"),
                self.merge,
                "M",
                MERGE,
                "merge",
            ),
            _action(
                "split",
                mark("Split the ticked issues off…"),
                self.split,
                "Shift+S",
                SPLIT,
                "split",
            ),
            _action("rename", mark("Rename this pattern…"), self.rename, "F2", PATCH, "edit"),
            _action("gap", mark("Change this pattern's gap…"), self.change_gap, "", PATCH),
            *(
                _action(status.value, title, partial(self.mark, status), "", PATCH)
                for status, title in words.items()
            ),
        )

    def _follow(self, state: PatternState) -> None:
        """Offer nothing while there is no pattern to do it to."""
        merge, _split, more = self.buttons
        for button in (merge, more):
            button.setEnabled(state.pattern is not None)

    def _fill_menu(self) -> None:
        menu, pattern = self._more.popup, self._pattern.state.pattern
        menu.clear()
        if pattern and self._can(PATCH):
            menu.addAction(self.tr("Rename…"), self.rename)
            menu.addAction(self.tr("Gap between episodes…"), self.change_gap)
            menu.addSeparator()
            self._add_marks(menu, pattern.status)
            menu.addSeparator()
        menu.addAction(self.tr("Export its issues as CSV…"), self.export)

    def _add_marks(self, menu: QMenu, now: PatternStatus) -> None:
        words = {
            PatternStatus.WATCHING: self.tr("Mark as fixed, watch it"),
            PatternStatus.RESOLVED: self.tr("Mark as resolved"),
            PatternStatus.ACTIVE: self.tr("Open again"),
        }
        for status, text in words.items():
            if status is not now and (status is not PatternStatus.ACTIVE or now in CLOSED):
                menu.addAction(text, partial(self.mark, status))

    def _offer_split(self, selection: Selection) -> None:
        all_of_them = selection.all_matching or selection.count >= self._members.model.total
        self._split_button.setEnabled(selection.count > 0 and not all_of_them)
        self._split_button.setToolTip(
            self.tr("Leave at least one issue here")
            if selection.count and all_of_them
            else self.tr("Tick the issues that are another failure, then split them off")
        )

    async def _merge(self) -> None:
        if pattern := self._pattern.state.pattern:
            dialog = MergeDialog(
                self._view, pattern, self._patterns, self._pattern, self._view.tasks
            )
            if await dialog.answer() and dialog.chosen:
                changed = await self._pattern.merge(dialog.chosen.id)
                words = self.tr("{n} moved here. Later detections keep them together.")
                self._tell(words.format(n=issues_text(changed.moved)), changed)

    async def _split(self) -> None:
        selection, pattern = self._members.table.selection(), self._pattern.state.pattern
        chosen = tuple(IssueId(key) for key in selection.keys)
        if len(chosen) < selection.count:
            chosen = await self._pattern.ids_at(selection.ranges)
        if pattern is None or not chosen:
            return
        preview = await self._pattern.preview_split(chosen)
        if await asked(self._view, self._question(pattern, preview.moved)):
            changed = await self._pattern.split(chosen)
            self._members.table.clear_selection()
            words = self.tr("{n} split off. Later detections keep them apart.")
            self._tell(words.format(n=issues_text(changed.moved)), changed)

    def _question(self, pattern: Pattern, moved: int) -> Question:
        return Question(
            self.tr("Split {issues} off?").format(issues=issues_text(moved)),
            self.tr(
                "They become a pattern of their own, and later detections keep them apart. "
                "You can undo this."
            ),
            self.tr("Split"),
            details=(
                (self.tr("Moved out"), issues_text(moved)),
                (self.tr("Left here"), issues_text(pattern.issue_count - moved)),
            ),
        )

    async def _rename(self) -> None:
        if pattern := self._pattern.state.pattern:
            title, label = self.tr("Rename the pattern"), self.tr("Name")
            name = await asked_text(self._view, title, label, pattern.name, self.tr("Rename"))
            if name and name != pattern.name:
                changed = await self._pattern.rename(name)
                self._tell(self.tr("The pattern is now “{name}”").format(name=name), changed)

    async def _change_gap(self) -> None:
        if pattern := self._pattern.state.pattern:
            dialog = GapDialog(self._view, pattern, self._pattern.preview_gap, self._view.tasks)
            if await dialog.answer():
                changed = await self._pattern.set_gap(dialog.hours)
                words = self.tr("Occurrences within {n} hours are one episode")
                self._tell(words.format(n=f"{changed.pattern.gap_hours:g}"), changed)

    async def _mark(self, status: PatternStatus) -> None:
        changed = await self._pattern.set_status(status)
        words = {
            PatternStatus.WATCHING: self.tr("Marked as fixed; it is watched"),
            PatternStatus.RESOLVED: self.tr("Marked as resolved"),
        }
        self._tell(words.get(status, self.tr("Opened again")), changed)

    def _tell(self, sentence: str, changed: PatternChanged) -> None:
        self._view.desk.navigator.tell_done(sentence, changed.operation_id)

    def _can(self, needed: tuple[str, str]) -> bool:
        return self._pattern.state.pattern is not None and self._view.desk.session.can(*needed)

    def _spawn(self, work: Coroutine[Any, Any, None], name: str) -> None:
        self._view.tasks.spawn_latest(work, name=name)


def _action(
    name: str,
    title: str,
    run: Callable[[], None],
    keys: str,
    needs: tuple[str, str],
    icon: str = "",
) -> Action:
    return Action(
        f"pattern.{name}",
        title,
        Menu.PATTERNS,
        lambda _: run(),
        (keys,) if keys else (),
        icon,
        needs,
    )
