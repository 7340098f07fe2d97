"""The card of the Settings screen that says what makes a pattern, and tries it first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, QTimer
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QGridLayout,
    QProgressBar,
    QSlider,
    QSpinBox,
    QWidget,
)

from causeloop_desktop.contract.detections import LEAST_SIZE, LONGEST_GAP_HOURS, MOST_SIZE
from causeloop_desktop.desktop.presenters.detection_settings import DetectionSettingsPresenter
from causeloop_desktop.desktop.theme.spacing import INSIDE, row
from causeloop_desktop.desktop.theme.tokens import Tone
from causeloop_desktop.desktop.views.detections.effect import EffectView
from causeloop_desktop.desktop.views.words import job_detail
from causeloop_desktop.desktop.widgets.buttons import Button
from causeloop_desktop.desktop.widgets.cards import Card
from causeloop_desktop.desktop.widgets.hours import HoursField
from causeloop_desktop.desktop.widgets.labels import Caption, Label

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from typing import Any

    from causeloop_desktop.desktop.presenters.detection_settings import DetectionSettingsState
    from causeloop_desktop.desktop.tasks import TaskGroup
    from causeloop_desktop.desktop.views.base import Desk

SLIDER_END = 20
"""Larger minimum sizes are typed: the slider is for those that people choose."""

PER_CENT = 100
SETTLE_MS = 700
PREVIEW = "preview"
FIELD_WIDTH = 120
SLIDER_HEIGHT = 22


class DetectionSettingsCard(Card):
    """Minimum size, sensitivity and gap, with a preview of what they do."""

    def __init__(self, desk: Desk, tasks: TaskGroup) -> None:
        super().__init__(self.tr("Patterns"), subtitle=self.tr("of this workspace"))
        self._desk = desk
        self._tasks = tasks
        self.presenter = DetectionSettingsPresenter(desk.session)
        self.size_slider, self.size_field = _slider(LEAST_SIZE, SLIDER_END), QSpinBox()
        self.sensitivity_slider, self.sensitivity_field = _slider(0, PER_CENT), QSpinBox()
        self.gap = HoursField(LONGEST_GAP_HOURS)
        self.preview = Button(self.tr("Preview effect"), icon="search")
        self.cancel = Button(self.tr("Cancel"))
        self.revert = Button(self.tr("Revert"))
        self.save = Button(self.tr("Save"), primary=True)
        self.progress = QProgressBar()
        self._told = Caption("", elide=True)
        self.effect = EffectView()
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._set_up()
        self._lay_out()
        self._connect()

    async def load(self) -> None:
        """Read what holds."""
        await self.presenter.load()

    def forget(self) -> None:
        """Start over: another workspace is looked at."""
        self._settle.stop()
        self._tasks.cancel(PREVIEW)
        self.presenter.forget()

    def draw(self, state: DetectionSettingsState) -> None:
        """Show what is chosen, how its preview comes along, and what it found."""
        self.setVisible(state.kept is not None)
        self._draw_controls(state)
        running = state.job is not None
        self.progress.setVisible(running)
        self.cancel.setVisible(running)
        self.preview.setEnabled(not running)
        self.revert.setEnabled(state.changed)
        self.save.setEnabled(state.changed)
        if state.job is not None:
            self.progress.setValue(round(state.job.progress * PER_CENT))
        self._told.setText(job_detail(state.job) if state.job else state.failure)
        self._told.set_tone(Tone.CRITICAL if state.failure else None)
        self.effect.setVisible(state.preview is not None)
        if state.preview is not None:
            self.effect.draw(state.preview, fits=state.fits)

    def _draw_controls(self, state: DetectionSettingsState) -> None:
        chosen = state.chosen
        share = round(chosen.sensitivity * PER_CENT)
        controls: tuple[tuple[QSlider | QSpinBox, int], ...] = (
            (self.size_field, chosen.minimum_size),
            (self.size_slider, chosen.minimum_size),
            (self.sensitivity_field, share),
            (self.sensitivity_slider, share),
        )
        for control, value in controls:
            with QSignalBlocker(control):
                control.setValue(value)
        with QSignalBlocker(self.gap):
            self.gap.setValue(chosen.gap_hours)

    def _set_up(self) -> None:
        self.size_field.setRange(LEAST_SIZE, MOST_SIZE)
        self.size_field.setSuffix(self.tr(" issues"))
        self.sensitivity_field.setRange(0, PER_CENT)
        self.sensitivity_field.setSuffix(" %")
        for field in (self.size_field, self.sensitivity_field, self.gap):
            field.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
        self.progress.setRange(0, PER_CENT)
        self.progress.setTextVisible(False)
        names: tuple[tuple[QWidget, str], ...] = (
            (self.size_field, self.tr("Minimum size")),
            (self.size_slider, self.tr("Minimum size")),
            (self.sensitivity_field, self.tr("Sensitivity in per cent")),
            (self.sensitivity_slider, self.tr("Sensitivity in per cent")),
            (self.gap, self.tr("Gap between episodes in hours")),
        )
        for widget, name in names:
            widget.setAccessibleName(name)

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(1, 1)
        grid.setContentsMargins(0, 0, 0, INSIDE)
        for place, (label, slider, field, words) in enumerate(self._lines()):
            field.setFixedWidth(FIELD_WIDTH)
            grid.addWidget(Label(label), 2 * place, 0)
            grid.addWidget(field, 2 * place, 2)
            told = Caption(words, elide=True)
            if slider is None:
                grid.addWidget(told, 2 * place, 1)
                continue
            told.setContentsMargins(0, 0, 0, INSIDE)
            grid.addWidget(slider, 2 * place, 1)
            grid.addWidget(told, 2 * place + 1, 1, 1, 2)
        self.add(grid)
        self.add(self.progress)
        self.add(row(self.preview, self.cancel, self._told, None, self.revert, self.save))
        self.add(self.effect)

    def _lines(self) -> tuple[tuple[str, QSlider | None, QWidget, str], ...]:
        return (
            (
                self.tr("Minimum size"),
                self.size_slider,
                self.size_field,
                self.tr("Fewest issues that make a pattern."),
            ),
            (
                self.tr("Sensitivity"),
                self.sensitivity_slider,
                self.sensitivity_field,
                self.tr("0 joins only what is nearly the same, 100 what is loosely alike."),
            ),
            (
                self.tr("Gap"),
                None,
                self.gap,
                self.tr("Occurrences of a pattern closer than this count as one episode."),
            ),
        )

    def _connect(self) -> None:
        choose = self.presenter.choose
        for control in (self.size_slider, self.size_field):
            control.valueChanged.connect(lambda value: choose(minimum_size=value))
        for control in (self.sensitivity_slider, self.sensitivity_field):
            control.valueChanged.connect(lambda value: choose(sensitivity=value / PER_CENT))
        self.gap.valueChanged.connect(lambda hours: choose(gap_hours=hours))
        for control in (
            self.size_slider,
            self.size_field,
            self.sensitivity_slider,
            self.sensitivity_field,
        ):
            control.valueChanged.connect(self._preview_soon)
        self._settle.timeout.connect(self._preview)
        self.preview.clicked.connect(self._preview)
        self.cancel.clicked.connect(lambda: self._spawn(self.presenter.cancel(), "cancel"))
        self.revert.clicked.connect(self.presenter.revert)
        self.save.clicked.connect(lambda: self._spawn(self._save(), "save settings"))
        self.presenter.subscribe(self.draw)

    def _preview_soon(self, _value: int) -> None:
        """Follow the controls by itself where that is quick."""
        if self.presenter.state.is_quick:
            self._settle.start()

    def _preview(self) -> None:
        self._settle.stop()
        self._tasks.spawn_latest(self.presenter.preview(), name=PREVIEW)

    async def _save(self) -> None:
        regroups = self.presenter.state.regroups
        changed = await self.presenter.save()
        words = (
            self.tr("Settings saved; patterns are looked for anew")
            if regroups
            else self.tr("Settings saved")
        )
        self._desk.navigator.tell_done(words, changed.operation_id)

    def _spawn(self, work: Coroutine[Any, Any, None], name: str) -> None:
        self._tasks.spawn(work, name=name)


def _slider(least: int, most: int) -> QSlider:
    slider = QSlider(Qt.Orientation.Horizontal)
    slider.setRange(least, most)
    slider.setMinimumHeight(SLIDER_HEIGHT)
    return slider
