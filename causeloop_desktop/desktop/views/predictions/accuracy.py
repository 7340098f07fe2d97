"""The accuracy of the forecasts: reliability, scores, and the league of simpler forecasters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QStackedWidget, QWidget

from causeloop_desktop.contract.predictions import ForecastOrigin
from causeloop_desktop.desktop.theme import fonts
from causeloop_desktop.desktop.theme.spacing import BETWEEN, clear, column, row
from causeloop_desktop.desktop.theme.tokens import Tone
from causeloop_desktop.desktop.theme.words import (
    EN_DASH,
    count_text,
    date_text,
    percent_text,
    signed_text,
)
from causeloop_desktop.desktop.views.frequency import chart_button
from causeloop_desktop.desktop.widgets.cards import Card, Tile
from causeloop_desktop.desktop.widgets.charts.reliability import Bin, ReliabilityChart
from causeloop_desktop.desktop.widgets.labels import Caption, Label
from causeloop_desktop.desktop.widgets.states import EmptyState

if TYPE_CHECKING:
    from causeloop_desktop.contract.predictions import ForecastAccuracy, LeagueRow
    from causeloop_desktop.desktop.widgets.notices import Notices

_NUMBERS = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class AccuracyPanel(QWidget):
    """How well the forecasts of one window came true, or that too few windows have ended."""

    def __init__(self, notices: Notices) -> None:
        super().__init__()
        self._skill = Tile(self.tr("Better than the average"))
        self._brier = Tile(self.tr("Brier score"))
        self._error = Tile(self.tr("Calibration error"))
        self._auc = Tile(self.tr("Told apart (AUC)"))
        self._windows = Tile(self.tr("Finished windows"))
        self.chart = ReliabilityChart()
        self.league = QWidget()
        self._lines = QGridLayout(self.league)
        self.method = Label("", wrap=True)
        self.note = Caption("", wrap=True)
        self.too_few = EmptyState()
        self._stack = QStackedWidget()
        self._stack.addWidget(self._make_scores(notices))
        self._stack.addWidget(self.too_few)
        self.setLayout(column(self._stack, gap=0))

    def show_accuracy(self, told: ForecastAccuracy | None) -> None:
        """Show other scores; ``None`` while they are read."""
        if told is None:
            self.too_few.set(self.tr("Counting…"), "", icon="prediction")
        elif not told.enough:
            self._show_too_few(told)
        self._stack.setCurrentIndex(0 if told is not None and told.enough else 1)
        if told is not None and told.enough:
            self._show_scores(told)

    def _make_scores(self, notices: Notices) -> QWidget:
        diagram = Card(self.tr("Said and happened"))
        diagram.set_header_widget(chart_button(self.chart, "reliability", notices))
        diagram.add(self.chart, 1)
        league = Card(self.tr("League of forecasters"))
        self._league_card = league
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setHorizontalSpacing(16)
        self._lines.setVerticalSpacing(10)
        league.add(self.league)
        league.body.addSpacing(BETWEEN)
        league.add(self.method)
        league.add(self.note)
        league.add(None)
        cards = row(gap=BETWEEN)
        cards.addWidget(diagram, 1)
        cards.addWidget(league, 1)
        tiles = row(self._skill, self._brier, self._error, self._auc, self._windows, gap=BETWEEN)
        scores = QWidget()
        layout = column(tiles, gap=BETWEEN)
        layout.addLayout(cards, 1)
        scores.setLayout(layout)
        return scores

    def _show_too_few(self, told: ForecastAccuracy) -> None:
        words = self.tr("Not enough finished windows yet: {n} of {needed}")
        headline = words.format(n=count_text(told.finished), needed=count_text(told.needed))
        sentence = self.tr(
            "One forecast for each pattern is kept every week. Once {needed} of their windows of "
            "{days} days have ended, you see here how often they came true. Imported history is "
            "looked back over by itself, some minutes after a detection."
        )
        self.too_few.set(
            headline,
            sentence.format(needed=count_text(told.needed), days=told.window_days),
            icon="prediction",
        )

    def _show_scores(self, told: ForecastAccuracy) -> None:
        skill = told.skill_over_average
        self._skill.set_value(
            EN_DASH if skill is None else signed_text(skill),
            sub=self._skill_range(told),
        )
        self._brier.set_value(_score(told.brier), sub=self.tr("0 is perfect"))
        self._error.set_value(_score(told.calibration_error), sub=self.tr("mean, from the line"))
        self._auc.set_value(_score(told.auc), sub=self.tr("0.5 is a coin"))
        share = self.tr("{share} came true").format(share=percent_text(told.base_rate))
        self._windows.set_value(count_text(told.finished), sub=share)
        self.chart.set_bins(
            [Bin(one.low, one.high, one.said, one.happened, one.count) for one in told.reliability]
        )
        self._league_card.set_title(self.tr("League of forecasters"), self._since(told))
        self._show_league(told)
        self.method.setText(told.method_note)
        self.note.setText(told.note)

    def _skill_range(self, told: ForecastAccuracy) -> str:
        """Say how sure the skill is: a few weeks tell little."""
        if told.skill_low is None or told.skill_high is None:
            return self.tr("0 is the average")
        words = self.tr("80 %: {low} to {high}")
        return words.format(low=signed_text(told.skill_low), high=signed_text(told.skill_high))

    def _since(self, told: ForecastAccuracy) -> str:
        """Say when the windows were, and whether they were told before."""
        live = told.origin is ForecastOrigin.LIVE
        words = self.tr("told before") if live else self.tr("looked back")
        if told.first_week is None:
            return words
        day = date_text(told.first_week.date())
        return self.tr("{words} since {day}").format(words=words, day=day)

    def _show_league(self, told: ForecastAccuracy) -> None:
        clear(self._lines)
        heads = (
            self.tr("Forecaster"),
            self.tr("Brier"),
            self.tr("Over average"),
            self.tr("Calibration"),
            self.tr("In use"),
        )
        for place, words in enumerate(heads):
            head = Caption(words)
            self._lines.addWidget(head, 0, place, _NUMBERS if place else Qt.AlignmentFlag.AlignLeft)
        for place, line in enumerate(told.league, start=1):
            self._add_line(place, line)
        self._lines.setColumnStretch(0, 1)

    def _add_line(self, place: int, line: LeagueRow) -> None:
        weight = fonts.STRONG if line.used or line.name == "said" else fonts.NORMAL
        self._lines.addWidget(Label(line.label, weight=weight, elide=True), place, 0)
        skill = line.skill_over_average
        worse = skill is not None and round(skill, 2) < 0
        numbers = (
            (f"{line.brier:.4f}", None),
            (EN_DASH if skill is None else signed_text(skill), Tone.HIGH if worse else None),
            (f"{line.calibration_error:.3f}", None),
            (percent_text(line.share) if line.share else "", None),
        )
        for at, (words, tone) in enumerate(numbers, start=1):
            label = Label(words, weight=weight, tabular=True, tone=tone)
            self._lines.addWidget(label, place, at, _NUMBERS)


def _score(value: float | None) -> str:
    return EN_DASH if value is None else f"{value:.3f}"
