"""The card that says how long rows of sources are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QAbstractSpinBox, QSpinBox

from causeloop_desktop.desktop.presenters.retention import RetentionPresenter
from causeloop_desktop.desktop.theme.spacing import row
from causeloop_desktop.desktop.theme.words import count_text
from causeloop_desktop.desktop.views.words import size_text
from causeloop_desktop.desktop.widgets.buttons import Button
from causeloop_desktop.desktop.widgets.cards import Card
from causeloop_desktop.desktop.widgets.labels import Caption, Label

if TYPE_CHECKING:
    from causeloop_desktop.desktop.presenters.retention import RetentionState
    from causeloop_desktop.desktop.tasks import TaskGroup
    from causeloop_desktop.desktop.views.base import Desk

LONGEST_DAYS = 3650
FIELD_WIDTH = 110


class RetentionCard(Card):
    """A number of days, what is kept at present, and the button that keeps the choice."""

    def __init__(self, desk: Desk, tasks: TaskGroup) -> None:
        super().__init__(self.tr("Rows of sources"), subtitle=self.tr("of this workspace"))
        self._desk = desk
        self._tasks = tasks
        self.presenter = RetentionPresenter(desk.session)
        self.days = QSpinBox()
        self.save = Button(self.tr("Save"), primary=True)
        self._told = Caption("", wrap=True)
        self._kept: int | None = None
        self._lay_out()
        self.days.valueChanged.connect(self._look)
        self.save.clicked.connect(lambda: self._tasks.spawn_latest(self._save(), name="retention"))
        self.presenter.subscribe(self._draw)

    async def load(self) -> None:
        """Read what holds."""
        await self.presenter.load()

    def _draw(self, state: RetentionState) -> None:
        kept = state.kept
        self.setVisible(kept is not None)
        if kept is None:
            return
        if self._kept != kept.raw_row_days:
            self._kept = kept.raw_row_days
            self.days.setValue(kept.raw_row_days)
        words = self.tr(
            "Rows are kept as their source sent them, so that they can be read again without "
            "asking the source. Issues stay in any case. {usual} days unless chosen otherwise; "
            "kept now: {rows} rows, {size}."
        )
        self._told.setText(
            words.format(
                usual=kept.default_raw_row_days,
                rows=count_text(kept.raw_rows),
                size=size_text(kept.raw_row_bytes),
            )
        )
        self._look()

    def _look(self) -> None:
        self.save.setEnabled(self._kept is not None and self.days.value() != self._kept)

    def _lay_out(self) -> None:
        self.days.setRange(1, LONGEST_DAYS)
        self.days.setSuffix(self.tr(" days"))
        self.days.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
        self.days.setFixedWidth(FIELD_WIDTH)
        self.days.setAccessibleName(self.tr("Days for which rows of sources are kept"))
        before, after = self.tr("Keep each row for"), self.tr("after it was last seen")
        self.add(row(Label(before), self.days, Label(after), None, self.save))
        self.add(self._told)

    async def _save(self) -> None:
        changed = await self.presenter.save(self.days.value())
        days = changed.retention.raw_row_days
        told = self.tr("Rows of sources are kept for {n} days").format(n=days)
        self._desk.navigator.tell_done(told, changed.operation_id)
