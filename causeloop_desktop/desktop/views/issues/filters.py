"""The row of filters over the list: a search field and chips that read as sentences."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from causeloop_desktop.contract.base import Priority, Source
from causeloop_desktop.desktop.theme.words import count_text, tr
from causeloop_desktop.desktop.views.issues import filter_words
from causeloop_desktop.desktop.views.issues.choices import ManyChoice, OneChoice
from causeloop_desktop.desktop.views.words import SEVERITIES, SOURCES
from causeloop_desktop.desktop.widgets.chips import FilterChip
from causeloop_desktop.desktop.widgets.flow import FlowLayout
from causeloop_desktop.desktop.widgets.labels import Caption
from causeloop_desktop.desktop.widgets.search_field import SearchField

if TYPE_CHECKING:
    from collections.abc import Callable

    from causeloop_desktop.contract.issues import IssueFacets
    from causeloop_desktop.desktop.presenters.issues import IssuesState

MOST_TEAMS = 40


class FilterBar(QWidget):
    """Narrows the list.

    Signals:
        narrowed: Fields of the filter and their new values, as a dict.
    """

    narrowed = Signal(dict)

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._now = now
        self.search = SearchField(self.tr("Search issues"))
        self.search.searched.connect(lambda words: self._narrow(q=words or None))
        self._severity = self._many("severity")
        self._source = self._many("source")
        self._team = self._many("team")
        self._risk = OneChoice(self, _risk_values(), lambda risk: self._narrow(risk_min=risk))
        self._linked = OneChoice(self, _linked_values(), lambda linked: self._narrow(linked=linked))
        self._period = OneChoice(self, _period_values(), self._narrow_period)
        self._chips = {
            "severity": self._chip(self.tr("Severity"), self._severity, severity=()),
            "source": self._chip(self.tr("Source"), self._source, source=()),
            "team": self._chip(self.tr("Team"), self._team, team=()),
            "risk": self._chip(self.tr("Risk"), self._risk, risk_min=None, risk_max=None),
            "linked": self._chip(self.tr("Pattern"), self._linked, linked=None),
            "period": self._chip(self.tr("Created"), self._period, date_from=None, date_to=None),
        }
        self._matching = Caption()
        self._lay_out()

    def draw(self, state: IssuesState) -> None:
        """Show which filters are set, what else can be chosen, and how many match."""
        filter_ = state.filter
        words = {
            "severity": filter_words.severity_words(filter_),
            "source": filter_words.source_words(filter_),
            "team": filter_words.team_words(filter_),
            "risk": filter_words.risk_words(filter_),
            "linked": filter_words.linked_words(filter_),
            "period": filter_words.period_words(filter_, self._now()),
        }
        for name, chip in self._chips.items():
            chip.set_value(words[name])
        if (filter_.q or "") != self.search.text().strip() and not self.search.hasFocus():
            self.search.setText(filter_.q or "")
        self._offer(state)
        self._draw_count(state)

    def _offer(self, state: IssuesState) -> None:
        filter_, choices = state.filter, state.choices
        self._severity.offer(_severity_choices(choices), filter_.severity)
        self._source.offer(_source_choices(choices), filter_.source)
        self._team.offer(_team_choices(choices), filter_.team)
        self._risk.tick(filter_.risk_min)
        self._linked.tick(filter_.linked)

    def _draw_count(self, state: IssuesState) -> None:
        about = self.tr("about {n} match") if state.estimated else self.tr("{n} match")
        self._matching.setText(about.format(n=count_text(state.total)) if state.is_filtered else "")

    def _many(self, field: str) -> ManyChoice[Any]:
        return ManyChoice(self, lambda values: self._narrow(**{field: values}))

    def _chip(
        self, label: str, choice: ManyChoice[Any] | OneChoice[Any], **cleared: Any
    ) -> FilterChip:
        chip = FilterChip(label)
        chip.set_menu(choice.menu)
        chip.cleared.connect(lambda: self._narrow(**cleared))
        return chip

    def _narrow(self, **fields: Any) -> None:
        self.narrowed.emit(fields)

    def _narrow_period(self, days: int) -> None:
        self._narrow(date_from=self._now() - timedelta(days=days), date_to=None)

    def _lay_out(self) -> None:
        flow = FlowLayout(gap=8)
        for widget in (self.search, *self._chips.values(), self._matching):
            flow.addWidget(widget)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addLayout(flow)
        self._matching.setFixedHeight(self.search.sizeHint().height())


def _severity_choices(facets: IssueFacets | None) -> list[tuple[Priority, str]]:
    counts = facets.severity if facets else {}
    return [
        (priority, _counted(SEVERITIES[priority], counts.get(priority))) for priority in Priority
    ]


def _source_choices(facets: IssueFacets | None) -> list[tuple[Source, str]]:
    counts = facets.source if facets else {}
    there = sorted(counts, key=lambda source: -counts[source])
    return [(source, _counted(SOURCES[source], counts[source])) for source in there]


def _team_choices(facets: IssueFacets | None) -> list[tuple[str, str]]:
    counts = facets.team if facets else {}
    there = sorted(counts, key=lambda team: (-counts[team], team))
    return [(team, _counted(team, counts[team])) for team in there[:MOST_TEAMS] if team]


def _risk_values() -> tuple[tuple[int, str], ...]:
    words = tr("{n} and more")
    return tuple((risk, words.format(n=risk)) for risk in filter_words.RISKS)


def _linked_values() -> tuple[tuple[bool, str], ...]:
    return ((True, tr("In a pattern")), (False, tr("In none yet")))


def _period_values() -> tuple[tuple[int, str], ...]:
    periods = ((days, filter_words.last_days_text(days)) for days in filter_words.PERIODS)
    return tuple((days, words.capitalize()) for days, words in periods)


def _counted(words: str, count: int | None) -> str:
    return f"{words}  ({count_text(count)})" if count is not None else words
