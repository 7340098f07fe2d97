"""The cards beside a pattern's chart: whether it comes back, its cause, its risk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QWidget

from causeloop_desktop.contract.patterns import Evidence
from causeloop_desktop.desktop.theme import fonts
from causeloop_desktop.desktop.theme.spacing import clear, column, row
from causeloop_desktop.desktop.theme.tokens import Tone
from causeloop_desktop.desktop.theme.words import EN_DASH, MINUS, percent_text, range_text
from causeloop_desktop.desktop.widgets.cards import Card
from causeloop_desktop.desktop.widgets.charts.bars import Part, PartsBars
from causeloop_desktop.desktop.widgets.charts.probability import ProbabilityBar
from causeloop_desktop.desktop.widgets.chips import Chip
from causeloop_desktop.desktop.widgets.labels import Caption, Label
from causeloop_desktop.desktop.widgets.property_list import Property, PropertyList

if TYPE_CHECKING:
    from causeloop_desktop.contract.patterns import Pattern, Probability, RiskPart

BAR_HEIGHT = 26


class ComeBackCard(Card):
    """The chance of a new episode, its range, the reason in a sentence and what drives it."""

    def __init__(self) -> None:
        super().__init__(self.tr("Will it come back?"))
        self._caution = Chip("", Tone.MEDIUM)
        self._number = Label(EN_DASH, size=fonts.FIGURE, weight=fonts.STRONG, tabular=True)
        self._range = Caption("", wrap=True)
        self._bar = ProbabilityBar()
        self._bar.setFixedHeight(BAR_HEIGHT)
        self._others = _ChanceGrid()
        self._reason = Label("", wrap=True)
        self._drivers = column(gap=2)
        self.set_header_widget(self._caution)
        figures = row()
        figures.addWidget(self._number)
        figures.addWidget(self._range, 1)
        self.add(figures)
        for widget in (self._bar, self._others, self._reason):
            self.add(widget)
        self.add(self._drivers)

    def show_pattern(self, pattern: Pattern) -> None:
        """Show the chances of another pattern; the first window leads."""
        chances = sorted(pattern.probabilities, key=lambda chance: chance.window_days)
        first = chances[0] if chances else None
        self._show_first(first)
        self._show_caution(pattern.evidence)
        self._others.show_chances([chance for chance in chances[1:] if chance.value is not None])
        sentences = (pattern.reason, pattern.counterfactual)
        self._reason.setText(" ".join(sentence for sentence in sentences if sentence))
        self._reason.setVisible(bool(self._reason.text()))
        clear(self._drivers)
        for driver in pattern.drivers:
            self._drivers.addWidget(Caption(driver[:1].upper() + driver[1:], wrap=True))

    def _show_first(self, chance: Probability | None) -> None:
        known = chance is not None and chance.value is not None
        self._bar.setVisible(known)
        if chance is None or chance.value is None or chance.low is None or chance.high is None:
            self._number.setText(EN_DASH)
            self._range.setText(self.tr("Not enough data: a chance needs at least two episodes."))
            return
        self._number.setText(percent_text(chance.value))
        words = self.tr("within {n} days · {range}")
        self._range.setText(
            words.format(n=chance.window_days, range=range_text(chance.low, chance.high))
        )
        self._bar.set_value(chance.value, chance.low, chance.high)

    def _show_caution(self, evidence: Evidence) -> None:
        words = {
            Evidence.LIMITED: self.tr("limited evidence"),
            Evidence.STALE: self.tr("quiet for long"),
        }
        self._caution.set(words.get(evidence, ""), Tone.MEDIUM)
        self._caution.setVisible(evidence in words)


class _ChanceGrid(QWidget):
    """The further windows, a line each."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 4)
        self._grid.setHorizontalSpacing(16)
        self._grid.setColumnStretch(0, 1)
        self._labels: list[QWidget] = []

    def show_chances(self, chances: list[Probability]) -> None:
        """Show other windows."""
        while self._labels:
            self._labels.pop().deleteLater()
        self.setVisible(bool(chances))
        for line, chance in enumerate(chances):
            value = "" if chance.value is None else percent_text(chance.value)
            self._put(line, 0, Caption(self.tr("{n} days").format(n=chance.window_days)))
            self._put(line, 1, Label(value or EN_DASH, tabular=True))
            self._put(line, 2, Caption(_band(chance)))

    def _put(self, line: int, place: int, widget: QWidget) -> None:
        self._grid.addWidget(widget, line, place)
        self._labels.append(widget)


def _band(chance: Probability) -> str:
    """Say the range, unless both its ends read alike."""
    if chance.low is None or chance.high is None:
        return ""
    ends = (percent_text(chance.low), percent_text(chance.high))
    return "" if ends[0] == ends[1] else range_text(chance.low, chance.high)


class CauseCard(Card):
    """What the evidence says of the cause: a sentence, and the fingerprint with n of m."""

    def __init__(self) -> None:
        super().__init__(self.tr("Root cause"))
        self._summary = Label("", wrap=True)
        self._attributes = PropertyList()
        self.add(self._summary)
        self.add(self._attributes)

    def show_pattern(self, pattern: Pattern) -> None:
        """Show the evidence of another pattern."""
        nothing = self.tr("No service, error or cause stands out among its issues.")
        self._summary.setText(pattern.summary or nothing)
        self._summary.setVisible(bool(pattern.summary or not pattern.attributes))
        self._attributes.set_properties(
            [
                Property(
                    line.name.replace("_", " "),
                    line.value.replace("_", " "),
                    self.tr("{n} of {m}").format(n=line.count, m=line.of),
                )
                for line in pattern.attributes
            ]
        )


class RiskCard(Card):
    """The parts of the risk score; they sum to it."""

    def __init__(self) -> None:
        super().__init__(self.tr("Risk"))
        self._bars = PartsBars()
        self.add(self._bars)

    def show_pattern(self, pattern: Pattern) -> None:
        """Show the parts of another pattern's risk."""
        self.set_title(self.tr("Risk {n}").format(n=pattern.risk_score), self.tr("parts sum to it"))
        self._bars.set_parts(
            [
                Part(
                    part.label or part.name,
                    float(abs(part.points)),
                    self._points(part),
                    Tone.MEDIUM if part.points < 0 else None,
                )
                for part in pattern.risk_parts
            ]
        )

    def _points(self, part: RiskPart) -> str:
        """Say what a part adds, or takes back."""
        if part.most:
            return self.tr("{n} of {m}").format(n=part.points, m=part.most)
        return f"{MINUS}{-part.points}" if part.points else "0"
