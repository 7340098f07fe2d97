"""What an alert rule would have done lately, and which threshold would fire how often."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtWidgets import QAbstractSpinBox, QGridLayout, QSlider, QSpinBox, QWidget

from causeloop_desktop.contract.predictions import AlertRule
from causeloop_desktop.desktop.presenters.alerts import AlertsPresenter
from causeloop_desktop.desktop.theme import fonts
from causeloop_desktop.desktop.theme.spacing import BETWEEN, clear, column, row
from causeloop_desktop.desktop.theme.words import EN_DASH, count_text, percent_text, tr
from causeloop_desktop.desktop.widgets.buttons import Button, Segmented
from causeloop_desktop.desktop.widgets.cards import Card, Tile
from causeloop_desktop.desktop.widgets.labels import Caption, Label, rule

if TYPE_CHECKING:
    from collections.abc import Sequence

    from causeloop_desktop.contract.predictions import AlertPreview, AlertSuggestion
    from causeloop_desktop.desktop.presenters.alerts import AlertsState
    from causeloop_desktop.desktop.tasks import TaskGroup
    from causeloop_desktop.desktop.views.base import Desk

LEAST, MOST, STEP = 5, 95, 5
"""Thresholds in per cent: beyond these a rule fires always, or never."""
PER_CENT = 100
SETTLE_MS = 200
FIELD_WIDTH, SLIDER_HEIGHT = 96, 22
_NUMBERS = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class AlertsPanel(QWidget):
    """A rule to be set, what it would have done, and other thresholds beside it.

    Signals:
        window_chosen: The rule is to be tried over another number of days.
    """

    window_chosen = Signal(int)

    def __init__(self, desk: Desk, tasks: TaskGroup) -> None:
        super().__init__()
        self._desk = desk
        self._tasks = tasks
        self.presenter = AlertsPresenter(desk.session)
        self._fired = Tile(self.tr("Would have fired"))
        self._right = Tile(self.tr("Came true"))
        self._open = Tile(self.tr("Not known yet"))
        self._highest = Tile(self.tr("Highest now"))
        self.tiles = (self._fired, self._right, self._open, self._highest)
        self.rules = Segmented(
            [
                (AlertRule.ABOVE.value, self.tr("From a probability on")),
                (AlertRule.DOUBLED.value, self.tr("Doubled in four weeks")),
            ]
        )
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.field = QSpinBox()
        self._from = QWidget()
        self._rests = Caption("", wrap=True)
        self.message = Label("", size=fonts.HEADING, wrap=True)
        self.take = Button("")
        self._ladder_card = Card(self.tr("Other thresholds"))
        self._lines = QGridLayout()
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._set_up()
        self._lay_out()
        self._connect()

    def draw(self, state: AlertsState) -> None:
        """Show a rule and what it would have done."""
        above = state.rule is AlertRule.ABOVE
        self.rules.set_current(state.rule.value)
        self._from.setVisible(above)
        if not self._settle.isActive():
            self._show_threshold(round(state.threshold * PER_CENT))
        self._ladder_card.setVisible(any(told.weeks for told in state.ladder))
        if state.preview is None:
            self.message.setText(self.tr("Counting…"))
            self.take.hide()
            return
        self._draw_preview(state.preview)
        self._draw_ladder(state.ladder, state.threshold)

    def _draw_preview(self, told: AlertPreview) -> None:
        self.message.setText(told.message)
        words = self.tr("Once it has fired for a pattern it rests until that is below {p}.")
        self._rests.setText(words.format(p=percent_text(told.rearm_below)))
        self._rests.setVisible(told.rule is AlertRule.ABOVE)
        self._draw_record(told)
        self._draw_outcomes(told)
        self._highest.set_value(
            EN_DASH if told.highest is None else percent_text(told.highest),
            sub=told.highest_pattern_name,
        )
        self._highest.set_clickable(told.highest_pattern_id is not None)
        self._offer(told.suggestion)

    def _draw_record(self, told: AlertPreview) -> None:
        if not told.weeks:
            self._fired.set_value(EN_DASH, sub=self.tr("no week is kept yet"))
            return
        often = self.tr("{n} a week, over {weeks} weeks")
        self._fired.set_value(
            count_text(told.fired), sub=often.format(n=f"{told.per_week:.1f}", weeks=told.weeks)
        )

    def _draw_outcomes(self, told: AlertPreview) -> None:
        if decided := told.right + told.wrong:
            self._right.set_value(percent_text(told.right / decided), sub=_right_text(told))
        else:
            self._right.set_value(EN_DASH, sub=self.tr("no window has ended"))
        still = self.tr("their {n} days have not ended").format(n=told.window_days)
        undecided = count_text(told.undecided) if told.weeks else EN_DASH
        self._open.set_value(undecided, sub=still if told.undecided else "")

    def _offer(self, found: AlertSuggestion | None) -> None:
        self.take.setVisible(found is not None)
        if found is not None:
            words = self.tr("Try {p} in {n} days")
            self.take.setText(words.format(p=percent_text(found.threshold), n=found.window_days))
            self.take.updateGeometry()

    def _draw_ladder(self, ladder: Sequence[AlertPreview], chosen: float) -> None:
        clear(self._lines)
        heads = (self.tr("From"), self.tr("Fired"), self.tr("A week"), self.tr("Came true"))
        for at, words in enumerate(heads):
            self._lines.addWidget(Caption(words), 0, at, _NUMBERS if at else Qt.AlignmentFlag(0))
        for place, told in enumerate(ladder, start=1):
            weight = fonts.STRONG if told.threshold == chosen else fonts.NORMAL
            cells = (
                percent_text(told.threshold),
                count_text(told.fired),
                f"{told.per_week:.1f}",
                _right_text(told),
            )
            for at, words in enumerate(cells):
                label = Label(words, weight=weight, tabular=True)
                self._lines.addWidget(label, place, at, _NUMBERS if at else Qt.AlignmentFlag(0))

    def _show_threshold(self, per_cent: int) -> None:
        for control in (self.slider, self.field):
            with QSignalBlocker(control):
                control.setValue(per_cent)

    def _set_up(self) -> None:
        name = self.tr("Threshold in per cent")
        for control in (self.slider, self.field):
            control.setRange(LEAST, MOST)
            control.setSingleStep(STEP)
            control.setAccessibleName(name)
        self.slider.setPageStep(2 * STEP)
        self.slider.setMinimumHeight(SLIDER_HEIGHT)
        self.field.setSuffix(" %")
        self.field.setFixedWidth(FIELD_WIDTH)
        self.field.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
        self.rules.setAccessibleName(self.tr("When it fires"))

    def _lay_out(self) -> None:
        threshold = row(self.slider, self.field, gap=BETWEEN)
        self._from.setLayout(column(threshold, self._rests, gap=4))
        card = Card(self.tr("An alert rule"), subtitle=self.tr("tried on the last 90 days"))
        sent = self.tr("Nothing is sent yet: this shows what a rule would do before there is one.")
        for item in (row(self.rules, None), self._from, rule(), self.message):
            card.add(item)
        card.body.setSpacing(BETWEEN - 4)
        card.add(row(self.take, None))
        card.add(Caption(sent, wrap=True))
        card.add(None)
        cards = row(gap=BETWEEN)
        cards.addWidget(card, 5)
        cards.addWidget(self._ladder_card, 3)
        self._fill_ladder_card()
        self.setLayout(column(row(*self.tiles, gap=BETWEEN), cards, None, gap=BETWEEN))

    def _fill_ladder_card(self) -> None:
        self._lines.setHorizontalSpacing(BETWEEN)
        self._lines.setVerticalSpacing(10)
        self._lines.setColumnStretch(0, 1)
        words = self.tr("A rule fires when a pattern rises to it; what stays above stays silent.")
        self._ladder_card.add(self._lines)
        self._ladder_card.add(Caption(words, wrap=True))
        self._ladder_card.add(None)

    def _connect(self) -> None:
        self.rules.changed.connect(lambda _key: self._choose())
        for control in (self.slider, self.field):
            control.valueChanged.connect(self._follow)
        self._settle.timeout.connect(self._choose)
        self.take.clicked.connect(self._take)
        self._highest.clicked.connect(self._open_highest)
        self.presenter.subscribe(self.draw)

    def _follow(self, per_cent: int) -> None:
        """Count once the hand rests: each step would ask the server six times."""
        self._show_threshold(per_cent)
        self._settle.start()

    def _choose(self) -> None:
        self.presenter.choose(AlertRule(self.rules.current), self.field.value() / PER_CENT)
        look = self.presenter.look(self.presenter.state.window_days)
        self._tasks.spawn_latest(look, name="alerts")

    def _take(self) -> None:
        told = self.presenter.state.preview
        if told is not None and (found := told.suggestion):
            self.presenter.choose(AlertRule.ABOVE, found.threshold)
            self.window_chosen.emit(found.window_days)

    def _open_highest(self) -> None:
        told = self.presenter.state.preview
        if told is not None and told.highest_pattern_id is not None:
            self._desk.navigator.go("patterns", told.highest_pattern_id)


def _right_text(told: AlertPreview) -> str:
    decided = told.right + told.wrong
    if not decided:
        return EN_DASH
    return tr("{n} of {m}").format(n=count_text(told.right), m=count_text(decided))
