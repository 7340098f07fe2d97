"""Choosing how long a pattern must be silent before it counts as back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox

from causeloop_desktop.contract.detections import LONGEST_GAP_HOURS
from causeloop_desktop.desktop.theme.spacing import row
from causeloop_desktop.desktop.theme.words import count_text, percent_text, tr
from causeloop_desktop.desktop.views.words import chance_within, episodes_text
from causeloop_desktop.desktop.widgets.buttons import Button
from causeloop_desktop.desktop.widgets.dialog import Dialog
from causeloop_desktop.desktop.widgets.hours import HoursField
from causeloop_desktop.desktop.widgets.labels import Label

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from PySide6.QtWidgets import QWidget

    from causeloop_desktop.contract.patterns import Pattern
    from causeloop_desktop.desktop.tasks import TaskGroup

    Try = Callable[[float | None], Awaitable[Pattern]]

MONTH = 30


class GapDialog(Dialog):
    """A number of hours, or the workspace's, and what it would make of the pattern.

    Args:
        parent: The window it opens over.
        pattern: As it is.
        try_: Says what another gap would make of it.
        tasks: What is under way ends with them.
    """

    def __init__(self, parent: QWidget, pattern: Pattern, try_: Try, tasks: TaskGroup) -> None:
        words = tr(
            "Occurrences that are closer than this are one episode. Counts, forecasts and risk "
            "are of episodes. You can undo this."
        )
        super().__init__(parent, tr("Gap between episodes"), words, width=460)
        self._pattern = pattern
        self._try = try_
        self._tasks = tasks
        self.own = QCheckBox(tr("A gap of its own"))
        self.field = HoursField(LONGEST_GAP_HOURS)
        self.told = Label("", wrap=True)
        self.confirm = Button(tr("Use this gap"), primary=True)
        self._lay_out()
        self._connect()
        self._look()

    @property
    def hours(self) -> float | None:
        """What was chosen; ``None`` is the workspace's gap."""
        return self.field.value() if self.own.isChecked() else None

    def _lay_out(self) -> None:
        self.own.setChecked(self._pattern.own_gap)
        self.field.setValue(self._pattern.gap_hours)
        self.field.setAccessibleName(tr("Gap between episodes in hours"))
        self.told.setMinimumHeight(2 * self.told.fontMetrics().lineSpacing())
        self.add(row(self.own, self.field, None))
        self.add(self.told)
        self.set_buttons(self.cancel_button(), self.confirm)

    def _connect(self) -> None:
        self.own.toggled.connect(self._look)
        self.field.valueChanged.connect(self._look)
        self.confirm.clicked.connect(self.accept)

    def _look(self) -> None:
        self.field.setEnabled(self.own.isChecked())
        self.confirm.setEnabled(self._is_other)
        self._tasks.spawn_latest(self._tell(self.hours), name="try a gap")

    @property
    def _is_other(self) -> bool:
        if not self.own.isChecked():
            return self._pattern.own_gap
        return not self._pattern.own_gap or self.field.value() != self._pattern.gap_hours

    async def _tell(self, hours: float | None) -> None:
        after = await self._try(hours)
        words = tr("With {hours} hours: {episodes} instead of {before}. {chance}")
        self.told.setText(
            words.format(
                hours=f"{after.gap_hours:g}",
                episodes=episodes_text(after.episode_count),
                before=count_text(self._pattern.episode_count),
                chance=_chances(chance_within(self._pattern, MONTH), chance_within(after, MONTH)),
            )
        )


def _chances(before: float | None, after: float | None) -> str:
    if after is None:
        return tr("That is too little for a forecast.")
    if before is None:
        words = tr("Back within 30 days: {after}; there is no forecast now.")
    else:
        words = tr("Back within 30 days: {after} instead of {before}.")
    return words.format(after=percent_text(after), before=percent_text(before))
