"""The numbers over the predictions of one window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from causeloop_desktop.contract.predictions import HIGH_PROBABILITY
from causeloop_desktop.desktop.theme.spacing import BETWEEN, row
from causeloop_desktop.desktop.theme.words import EN_DASH, count_text, percent_text
from causeloop_desktop.desktop.widgets.cards import Tile

if TYPE_CHECKING:
    from causeloop_desktop.contract.predictions import PredictionSummary


class Tiles(QWidget):
    """Five tiles, the number first."""

    def __init__(self) -> None:
        super().__init__()
        self._total = Tile(self.tr("Total predictions"))
        self._high = Tile(self.tr("High probability"))
        self._above = Tile(self.tr("Above alert threshold"))
        self._expected = Tile(self.tr("Expected to recur"))
        self._average = Tile(self.tr("Average probability"))
        tiles = (self._total, self._high, self._above, self._expected, self._average)
        self.setLayout(row(*tiles, gap=BETWEEN))

    def show_summary(self, summary: PredictionSummary) -> None:
        """Show other numbers."""
        missing = self.tr("{n} without enough data").format(n=count_text(summary.not_enough_data))
        known = self.tr("all with enough data")
        self._total.set_value(
            count_text(summary.total), sub=missing if summary.not_enough_data else known
        )
        and_more = self.tr("{p} and more")
        self._high.set_value(
            count_text(summary.high_probability),
            sub=and_more.format(p=percent_text(HIGH_PROBABILITY)),
        )
        self._above.set_value(
            count_text(summary.above_threshold),
            sub=and_more.format(p=percent_text(summary.threshold)),
        )
        self._expected.set_value(
            self.tr("{n:.0f} of {of}").format(n=summary.expected, of=count_text(summary.of)),
            sub=self.tr("{low:.0f} to {high:.0f}, four times in five").format(
                low=summary.expected_low, high=summary.expected_high
            ),
        )
        average, weighed = summary.average_probability, summary.expected_severity_share
        within = self.tr("within {n} days").format(n=summary.window_days)
        by_severity = self.tr("{p} weighed by severity")
        self._average.set_value(
            EN_DASH if average is None else percent_text(average),
            sub=within if weighed is None else by_severity.format(p=percent_text(weighed)),
        )
