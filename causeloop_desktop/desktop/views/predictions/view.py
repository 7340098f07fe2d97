"""The Predictions screen: one window drives tiles, chart, matrix and table."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QMenu, QWidget

from causeloop_desktop.client.errors import ClientError
from causeloop_desktop.contract.base import ChangeKind
from causeloop_desktop.contract.predictions import (
    HIGH_PROBABILITY,
    HORIZONS_DAYS,
    Prediction,
    PredictionStatus,
)
from causeloop_desktop.desktop.presenters.base import Phase
from causeloop_desktop.desktop.presenters.predictions import PAGE, PredictionsPresenter
from causeloop_desktop.desktop.theme.spacing import BETWEEN, column, row
from causeloop_desktop.desktop.theme.words import EN_DASH, percent_text
from causeloop_desktop.desktop.views.base import View
from causeloop_desktop.desktop.views.frequency import chart_button, show_frequency
from causeloop_desktop.desktop.views.predictions.columns import dots, signal_columns
from causeloop_desktop.desktop.widgets.buttons import Segmented
from causeloop_desktop.desktop.widgets.cards import Card, Tile
from causeloop_desktop.desktop.widgets.charts.frequency import FrequencyChart
from causeloop_desktop.desktop.widgets.charts.matrix import RiskMatrix
from causeloop_desktop.desktop.widgets.page import Page
from causeloop_desktop.desktop.widgets.states import EmptyState, StateStack
from causeloop_desktop.desktop.widgets.table import PagedModel, TableView

if TYPE_CHECKING:
    from PySide6.QtCore import QPoint

    from causeloop_desktop.contract.predictions import PredictionSummary
    from causeloop_desktop.desktop.presenters.predictions import PredictionsState
    from causeloop_desktop.desktop.views.base import Desk

CHARTS_HEIGHT = 284


class PredictionsView(View):
    """Tiles, the composite forecast, likelihood against impact, and the signals behind them."""

    kinds: ClassVar[frozenset[ChangeKind]] = frozenset(
        {ChangeKind.PREDICTIONS, ChangeKind.PATTERNS}
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._presenter = PredictionsPresenter(desk.session)
        self._window = Segmented([(str(days), f"{days} d") for days in HORIZONS_DAYS])
        self._tiles = _Tiles()
        self._chart = FrequencyChart()
        self._matrix = RiskMatrix()
        self._model = PagedModel(signal_columns(), _key, page_size=PAGE)
        self._table = TableView(self._model)
        self._table.set_clock(desk.now)
        self._stack = StateStack(self._make_content())
        self._empty = EmptyState(icon="prediction")
        self.fill(self._make_page())
        self._connect()
        self._presenter.subscribe(self._draw)

    async def load(self) -> None:
        """Show the predictions of another place or moment."""
        self._presenter.forget()
        await self._presenter.load()

    async def refresh(self) -> None:
        """Renew every panel, keeping scroll and selection."""
        await self._presenter.load()

    def search(self) -> None:
        """Put the keyboard into the table; there is no field to narrow it by."""
        self._table.setFocus()

    def _make_page(self) -> Page:
        page = Page(self.tr("Predictions"))
        self._window.setAccessibleName(self.tr("Window"))
        page.add_action(self._window)
        page.add(self._stack, 1)
        return page

    def _make_content(self) -> QWidget:
        chart = Card(self.tr("Composite forecast"), subtitle=self.tr("episodes of all patterns"))
        chart.set_header_widget(chart_button(self._chart, "forecast", self.desk.notices))
        chart.add(self._chart, 1)
        matrix = Card(self.tr("Likelihood and impact"))
        matrix.set_header_widget(chart_button(self._matrix, "matrix", self.desk.notices))
        matrix.add(self._matrix, 1)
        charts = row(gap=BETWEEN)
        charts.addWidget(chart, 5)
        charts.addWidget(matrix, 3)
        panels = QWidget()
        panels.setLayout(charts)
        panels.setMinimumHeight(CHARTS_HEIGHT)
        table = Card(flush=True)
        table.add(self._table, 1)
        content = QWidget()
        layout = column(gap=BETWEEN)
        layout.addWidget(self._tiles)
        layout.addWidget(panels, 1)
        layout.addWidget(table, 1)
        content.setLayout(layout)
        return content

    def _connect(self) -> None:
        presenter = self._presenter
        self._window.changed.connect(
            lambda key: self.tasks.spawn_latest(presenter.show_window(int(key)), name="window")
        )
        self._table.sort_requested.connect(
            lambda key, down: self.tasks.spawn_latest(
                presenter.sort_by(key, descending=down), name="sort"
            )
        )
        self._model.page_needed.connect(
            lambda first, _count: self.tasks.spawn(self._fetch(first), name=f"signals {first}")
        )
        self._table.opened.connect(self._open)
        self._table.menu_requested.connect(self._show_menu)
        self._matrix.clicked.connect(lambda key: self.desk.navigator.go("patterns", key))
        self._stack.retry_clicked.connect(
            lambda: self.tasks.spawn_latest(self.load(), name="retry")
        )

    def _draw(self, state: PredictionsState) -> None:
        self._window.set_current(str(state.window_days))
        match state.phase:
            case Phase.LOADING:
                self._stack.show_loading()
            case Phase.FAILED if state.summary is None and state.problem:
                self._stack.show_error(state.problem.title, str(state.problem))
            case Phase.EMPTY | Phase.NO_MATCH:
                self._show_empty()
            case _:
                self._draw_content(state)

    def _draw_content(self, state: PredictionsState) -> None:
        self._stack.show_content()
        if state.summary is not None:
            self._tiles.show_summary(state.summary)
        if state.forecast is not None:
            show_frequency(self._chart, state.forecast)
        self._matrix.set_dots(dots(state.signals))
        self._table.set_sort(state.sort.lstrip("-"), state.sort.startswith("-"))
        self._model.set_total(state.total)
        self._model.set_page(0, state.signals)

    def _show_empty(self) -> None:
        self._empty.set(
            self.tr("No predictions yet"),
            self.tr("A pattern is forecast from its second episode on. Import issues and detect."),
            icon="prediction",
        )
        self._stack.show_empty(self._empty)

    async def _fetch(self, first: int) -> None:
        try:
            self._model.set_page(first, await self._presenter.page(first))
        except ClientError:
            self._model.page_failed(first)
            raise

    def _open(self, prediction: object) -> None:
        if isinstance(prediction, Prediction):
            self.desk.navigator.go("patterns", prediction.pattern_id)

    def _show_menu(self, at: QPoint, prediction: object) -> None:
        if not isinstance(prediction, Prediction):
            return
        active = prediction.status is PredictionStatus.ACTIVE
        menu = QMenu(self)
        menu.addAction(self.tr("Open the pattern"), lambda: self._open(prediction))
        if self.desk.session.can("PATCH", "/v1/predictions/{id}"):
            menu.addAction(
                self.tr("Dismiss") if active else self.tr("Bring back"),
                lambda: self.tasks.spawn(
                    self._presenter.set_dismissed(prediction, dismissed=active), name="dismiss"
                ),
            )
        menu.popup(at)


class _Tiles(QWidget):
    """The numbers over the predictions of one window."""

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
        missing = self.tr("{n} more without enough data").format(n=summary.not_enough_data)
        self._total.set_value(
            f"{summary.total:,}", sub=missing if summary.not_enough_data else self.tr("all known")
        )
        self._high.set_value(
            f"{summary.high_probability:,}",
            sub=self.tr("{p} and more").format(p=percent_text(HIGH_PROBABILITY)),
        )
        self._above.set_value(
            f"{summary.above_threshold:,}",
            sub=self.tr("{p} and more").format(p=percent_text(summary.threshold)),
        )
        self._expected.set_value(
            self.tr("{n:.0f} of {of:,}").format(n=summary.expected, of=summary.of),
            sub=self.tr("{low:.0f} to {high:.0f}, four times in five").format(
                low=summary.expected_low, high=summary.expected_high
            ),
        )
        average = summary.average_probability
        self._average.set_value(
            EN_DASH if average is None else percent_text(average),
            sub=self.tr("within {n} days").format(n=summary.window_days),
        )


def _key(prediction: Prediction) -> str:
    return prediction.id
