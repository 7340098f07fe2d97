"""The cards beside a pattern's chart: whether it comes back, its cause, its risk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QWidget

from causeloop_desktop.contract.patterns import Evidence
from causeloop_desktop.desktop.theme import fonts
from causeloop_desktop.desktop.theme.spacing import row
from causeloop_desktop.desktop.theme.words import EN_DASH, percent_text, range_text
from causeloop_desktop.desktop.widgets.cards import Card
from causeloop_desktop.desktop.widgets.charts.bars import Part, PartsBars
from causeloop_desktop.desktop.widgets.charts.probability import ProbabilityBar
from causeloop_desktop.desktop.widgets.labels import Caption, Label
from causeloop_desktop.desktop.widgets.property_list import Property, PropertyList

if TYPE_CHECKING:
    from causeloop_desktop.contract.patterns import Pattern, Probability


class ComeBackCard(Card):
    """The chance of a new episode, its range, and the reason in one sentence."""

    def __init__(self) -> None:
        super().__init__(self.tr("Will it come back?"))
        self._number = Label(EN_DASH, size=fonts.FIGURE, weight=fonts.STRONG, tabular=True)
        self._range = Caption("")
        self._bar = ProbabilityBar()
        self._others = _ChanceGrid()
        self._reason = Caption("", wrap=True)
        self.add(row(self._number, self._range, None))
        self.add(self._bar)
        self.add(self._others)
        self.add(self._reason)

    def show_pattern(self, pattern: Pattern) -> None:
        """Show the chances of another pattern; the first window leads."""
        chances = sorted(pattern.probabilities, key=lambda chance: chance.window_days)
        first = chances[0] if chances else None
        self._show_first(first, pattern.evidence)
        self._others.show_chances(chances[1:])
        sentences = (pattern.reason, pattern.counterfactual, *pattern.drivers)
        self._reason.setText(" ".join(sentence for sentence in sentences if sentence))
        self._reason.setVisible(bool(self._reason.text()))

    def _show_first(self, chance: Probability | None, evidence: Evidence) -> None:
        if chance is None or chance.value is None or chance.low is None or chance.high is None:
            self._number.setText(EN_DASH)
            self._range.setText(self.tr("Not enough data: it happened once"))
            self._bar.set_value(None)
            return
        self._number.setText(percent_text(chance.value))
        words = self.tr("within {n} days · {range}").format(
            n=chance.window_days, range=range_text(chance.low, chance.high)
        )
        self._range.setText(f"{words}{self._caution(evidence)}")
        self._bar.set_value(chance.value, chance.low, chance.high)

    def _caution(self, evidence: Evidence) -> str:
        match evidence:
            case Evidence.LIMITED:
                return self.tr(" · limited evidence")
            case Evidence.STALE:
                return self.tr(" · quiet for long")
            case _:
                return ""


class _ChanceGrid(QWidget):
    """The further windows, a line each."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 4, 0, 4)
        self._grid.setHorizontalSpacing(16)
        self._grid.setColumnStretch(0, 1)
        self._labels: list[QWidget] = []

    def show_chances(self, chances: list[Probability]) -> None:
        """Show other windows."""
        while self._labels:
            self._labels.pop().deleteLater()
        for line, chance in enumerate(chances):
            value = "" if chance.value is None else percent_text(chance.value)
            band = ""
            if chance.low is not None and chance.high is not None:
                band = range_text(chance.low, chance.high)
            self._put(line, 0, Caption(self.tr("{n} days").format(n=chance.window_days)))
            self._put(line, 1, Label(value or EN_DASH, tabular=True))
            self._put(line, 2, Caption(band))

    def _put(self, line: int, place: int, widget: QWidget) -> None:
        self._grid.addWidget(widget, line, place)
        self._labels.append(widget)


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
        self._summary.setText(pattern.summary)
        self._summary.setVisible(bool(pattern.summary))
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
                    float(part.points),
                    self.tr("{n} of {m}").format(n=part.points, m=part.most),
                )
                for part in pattern.risk_parts
            ]
        )
