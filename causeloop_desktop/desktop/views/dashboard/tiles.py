"""The four numbers of the dashboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from causeloop_desktop.desktop.theme.spacing import BETWEEN, row
from causeloop_desktop.desktop.theme.tokens import Tone
from causeloop_desktop.desktop.theme.words import EN_DASH, count_text
from causeloop_desktop.desktop.widgets.cards import Tile

if TYPE_CHECKING:
    from causeloop_desktop.contract.dashboard import Dashboard


class Tiles(QWidget):
    """Four tiles; three of them lead to their screens."""

    def __init__(self) -> None:
        super().__init__()
        self.issues = Tile(self.tr("Issues"), sparkline=True)
        self.loops = Tile(self.tr("Open loops"))
        self.patterns = Tile(self.tr("Patterns"))
        self.expected = Tile(self.tr("Expected to recur"))
        self.loops.setToolTip(self.tr("Open issues of patterns that came back at least twice"))
        for tile in (self.issues, self.patterns, self.expected):
            tile.set_clickable(True)
        self.setLayout(row(self.issues, self.loops, self.patterns, self.expected, gap=BETWEEN))

    def show_board(self, board: Dashboard) -> None:
        """Show other numbers."""
        self.issues.set_value(
            count_text(board.facets.total),
            sub=self._arrived(board),
            tone=Tone.NEUTRAL,
            trend=[point.count for point in board.issues_per_day],
        )
        self.loops.set_value(
            count_text(board.open_loops),
            sub=_unless_none(board.open_loops_new, self.tr("{n} new")),
            tone=Tone.HIGH,
        )
        self.patterns.set_value(
            count_text(board.patterns),
            sub=_unless_none(board.patterns_emerging, self.tr("{n} emerging")),
            tone=Tone.ACCENT,
        )
        self._show_expected(board)

    def _arrived(self, board: Dashboard) -> str:
        """Say how many issues the time looked back over brought."""
        if not board.issues_this_window:
            return self.tr("none in {days} days").format(days=board.window_days)
        return self.tr("+{n} in {days} days").format(
            n=count_text(board.issues_this_window), days=board.window_days
        )

    def _show_expected(self, board: Dashboard) -> None:
        """Show how many patterns come back; of none there is nothing to expect."""
        expected = board.prediction
        if not expected.of:
            self.expected.set_value(EN_DASH)
            return
        self.expected.set_value(
            self.tr("{n:.0f} of {of}").format(n=expected.expected, of=count_text(expected.of)),
            sub=self.tr("{low:.0f} to {high:.0f} in {days} days").format(
                low=expected.expected_low,
                high=expected.expected_high,
                days=expected.window_days,
            ),
            tone=Tone.NEUTRAL,
        )


def _unless_none(count: int, words: str) -> str:
    return words.format(n=count_text(count)) if count else ""
