"""The Predictions screen: one window drives tiles, chart, matrix and table."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QMenu, QStackedWidget, QWidget

from causeloop_desktop.contract.base import ChangeKind
from causeloop_desktop.contract.predictions import Prediction, PredictionStatus
from causeloop_desktop.desktop.actions import Action, Menu
from causeloop_desktop.desktop.presenters.base import Phase
from causeloop_desktop.desktop.presenters.predictions import (
    ACCURACY,
    ALERTS,
    SIGNALS,
    PredictionsPresenter,
)
from causeloop_desktop.desktop.presenters.reading import PAGE
from causeloop_desktop.desktop.theme.spacing import BETWEEN, column, row
from causeloop_desktop.desktop.theme.words import count_text, mark
from causeloop_desktop.desktop.views.base import View
from causeloop_desktop.desktop.views.export import CsvExport, CsvList
from causeloop_desktop.desktop.views.feeding import Feed
from causeloop_desktop.desktop.views.frequency import (
    chart_button,
    show_frequency,
    unit_text,
    window_choice,
)
from causeloop_desktop.desktop.views.nothing import NothingYet
from causeloop_desktop.desktop.views.predictions.accuracy import AccuracyPanel
from causeloop_desktop.desktop.views.predictions.alerts import AlertsPanel
from causeloop_desktop.desktop.views.predictions.columns import dots, signal_columns
from causeloop_desktop.desktop.views.predictions.tiles import Tiles
from causeloop_desktop.desktop.widgets.buttons import Button, Segmented
from causeloop_desktop.desktop.widgets.cards import Card
from causeloop_desktop.desktop.widgets.charts.frequency import FrequencyChart
from causeloop_desktop.desktop.widgets.charts.matrix import RiskMatrix
from causeloop_desktop.desktop.widgets.page import Page
from causeloop_desktop.desktop.widgets.scrolled import Scrolled
from causeloop_desktop.desktop.widgets.states import EmptyState, StateStack
from causeloop_desktop.desktop.widgets.table import PagedModel, TableView
from causeloop_desktop.desktop.widgets.tabs import Tab, Tabs

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from typing import Any

    from PySide6.QtCore import QPoint

    from causeloop_desktop.contract.patterns import Frequency
    from causeloop_desktop.desktop.presenters.predictions import PredictionsState
    from causeloop_desktop.desktop.views.base import Desk

CHARTS_HEIGHT = 248
LEAST_HEIGHT = 600
PATCH = ("PATCH", "/v1/predictions/{id}")


class PredictionsView(View):
    """Tiles, the composite forecast, likelihood against impact, and the signals behind them."""

    kinds: ClassVar[frozenset[ChangeKind]] = frozenset(
        {ChangeKind.PREDICTIONS, ChangeKind.PATTERNS}
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.presenter = PredictionsPresenter(desk.session)
        self.window_days = window_choice(self.tr("Window"))
        self.tabs = Tabs()
        self.accuracy = AccuracyPanel(desk.notices)
        self.alerts = AlertsPanel(desk, self.tasks)
        self._pages = QStackedWidget()
        self.tiles = Tiles()
        self.chart = FrequencyChart()
        self._chart_card = Card(self.tr("Composite forecast"))
        self.matrix = RiskMatrix()
        self.statuses = Segmented(
            [
                (PredictionStatus.ACTIVE.value, self.tr("Active")),
                (PredictionStatus.DISMISSED.value, self.tr("Dismissed")),
            ]
        )
        self._table_card = Card(self.tr("Risk signals"), flush=True)
        self.model = PagedModel(signal_columns(), lambda line: str(line.id), page_size=PAGE)
        self.table = TableView(self.model)
        self._feed = Feed(self.model, self.tasks, self.presenter.page)
        self.states = StateStack(Scrolled(self._make_content(), height=LEAST_HEIGHT))
        self.empty = NothingYet(
            desk,
            self.tr("No predictions yet"),
            self.tr("A pattern is forecast as soon as it has come twice."),
            "prediction",
        )
        self.to_come = EmptyState(
            self.tr("No predictions yet"),
            self.tr("A pattern is forecast as soon as it has come twice; none has so far."),
            self.tr("Show the patterns"),
            "prediction",
        )
        self._exporter = CsvExport(self)
        self.fill(self._make_page())
        self._connect()
        self.presenter.subscribe(self._draw)
        self.own_actions = (self._dismiss_action(),)

    async def load(self) -> None:
        """Show the predictions of another place or moment."""
        self.presenter.forget()
        self.alerts.presenter.forget()
        await self._with_alerts(self.presenter.load())

    async def refresh(self) -> None:
        """Renew every panel, keeping scroll and selection."""
        await self._with_alerts(self.presenter.load())
        self._feed.renew()

    def take_keyboard(self) -> None:
        """Begin in the signals."""
        self.states.take_keyboard(self.table)

    def search(self) -> None:
        """Put the keyboard into the signals; there is no field to narrow them by."""
        self.take_keyboard()

    def export(self) -> None:
        """Save the signals as CSV."""
        self._exporter.ask(self.signals_csv())

    def signals_csv(self) -> CsvList:
        """Name the table that is shown."""
        state = self.presenter.state
        name = f"predictions-{state.window_days}-days"
        return CsvList(name, state.total, self.presenter.export, self._predictions_text)

    def dismiss(self, prediction: Prediction) -> None:
        """Wave a prediction away, or take that back."""
        if self.desk.session.can(*PATCH):
            self._spawn(self._dismiss(prediction), "dismiss")

    # putting together

    def _make_page(self) -> Page:
        page = Page(self.tr("Predictions"))
        save = Button(self.tr("Export CSV"), icon="export")
        save.clicked.connect(self.export)
        for control in (self.window_days, save):
            page.add_action(control)
        page.add(self.states, 1)
        return page

    def _make_content(self) -> QWidget:
        matrix = Card(self.tr("Likelihood and impact"))
        for card, chart, name in (
            (self._chart_card, self.chart, "forecast"),
            (matrix, self.matrix, "matrix"),
        ):
            card.set_header_widget(chart_button(chart, name, self.desk.notices))
            card.add(chart, 1)
        charts = row(gap=BETWEEN)
        charts.addWidget(self._chart_card, 5)
        charts.addWidget(matrix, 3)
        panels = QWidget()
        panels.setLayout(charts)
        panels.setMinimumHeight(CHARTS_HEIGHT)
        self.statuses.setAccessibleName(self.tr("Which predictions"))
        self._table_card.set_header_widget(self.statuses)
        self._table_card.add(self.table, 1)
        signals = QWidget()
        layout = column(self.tiles, gap=BETWEEN)
        layout.addWidget(panels, 3)
        layout.addWidget(self._table_card, 4)
        signals.setLayout(layout)
        for page in (signals, self.accuracy, self.alerts):
            self._pages.addWidget(page)
        content = QWidget()
        whole = column(self.tabs, gap=BETWEEN)
        whole.addWidget(self._pages, 1)
        content.setLayout(whole)
        return content

    def _connect(self) -> None:
        presenter = self.presenter
        self.table.setAccessibleName(self.tr("Risk signals"))
        self.table.set_clock(self.desk.now)
        self.window_days.changed.connect(
            lambda key: self._spawn(self._with_alerts(presenter.show_window(int(key))), "list")
        )
        self.tabs.changed.connect(
            lambda key: self._spawn(self._with_alerts(presenter.show_tab(key)), "list")
        )
        self.statuses.changed.connect(
            lambda key: self._spawn(presenter.show_status(PredictionStatus(key)), "list")
        )
        self.table.sort_requested.connect(
            lambda key, down: self._spawn(presenter.sort_by(key, descending=down), "list")
        )
        self.table.opened.connect(self._open)
        self.table.menu_requested.connect(self._show_menu)
        self.matrix.clicked.connect(lambda key: self.desk.navigator.go("patterns", key))
        self.alerts.window_chosen.connect(
            lambda days: self._spawn(self._with_alerts(presenter.show_window(days)), "list")
        )
        self.to_come.action_clicked.connect(lambda: self.desk.navigator.go("patterns"))
        self.states.retry_clicked.connect(lambda: self._spawn(self.load(), "list"))

    def _dismiss_action(self) -> Action:
        return Action(
            "prediction.dismiss",
            mark("Dismiss this prediction, or bring it back"),
            Menu.PATTERNS,
            lambda _: self._dismiss_current(),
            ("D",),
            "close",
            PATCH,
        )

    # drawing

    def _draw(self, state: PredictionsState) -> None:
        self.window_days.set_current(str(state.window_days))
        self.statuses.set_current(state.status.value)
        self._draw_table(state)
        match state.phase:
            case Phase.LOADING:
                self.states.show_loading()
            case Phase.FAILED if not state.signals and state.problem:
                self.states.show_error(state.problem.title, str(state.problem))
            case Phase.EMPTY if state.has_issues and self.desk.session.as_of is None:
                self.states.show_empty(self.to_come)
            case Phase.EMPTY:
                self.empty.follow_moment()
                self.states.show_empty(self.empty)
            case _:
                self._draw_panels(state)
                self.states.show_content()

    def _draw_panels(self, state: PredictionsState) -> None:
        self.tiles.setVisible(state.summary is not None)
        if state.summary is not None:
            self.tiles.show_summary(state.summary)
        self._draw_forecast(state.forecast)
        self.matrix.set_dots(dots(state.likeliest))
        self._draw_tabs(state.tab)
        self.accuracy.show_accuracy(state.accuracy)

    def _draw_tabs(self, current: str) -> None:
        tabs = [Tab(SIGNALS, self.tr("Signals"))]
        if self.presenter.has_accuracy:
            tabs.append(Tab(ACCURACY, self.tr("Accuracy")))
        if self.alerts.presenter.is_there:
            tabs.append(Tab(ALERTS, self.tr("Alerts")))
        self.tabs.set_tabs(tabs)
        self.tabs.setVisible(len(tabs) > 1)
        self.tabs.set_current(current)
        self._pages.setCurrentIndex((SIGNALS, ACCURACY, ALERTS).index(current))

    def _draw_forecast(self, forecast: Frequency | None) -> None:
        self._chart_card.setVisible(forecast is not None)
        if forecast is not None:
            words = self.tr("{unit}, all patterns").format(unit=unit_text(forecast))
            self._chart_card.set_title(self.tr("Composite forecast"), words)
            show_frequency(self.chart, forecast, self.desk.session.as_of)
            self.chart.set_message(forecast.note)

    def _draw_table(self, state: PredictionsState) -> None:
        dismissed = state.status is PredictionStatus.DISMISSED
        self.statuses.setVisible(dismissed or state.dismissed > 0)
        self._table_card.set_title(self.tr("Risk signals"), count_text(state.total))
        self.table.set_sort(state.sort.lstrip("-"), state.sort.startswith("-"))
        self._feed.bring(state.signals, state.total, state.listing)

    # gestures

    def _open(self, prediction: object) -> None:
        if isinstance(prediction, Prediction):
            self.desk.navigator.go("patterns", prediction.pattern_id)

    async def _with_alerts(self, reading: Coroutine[Any, Any, None]) -> None:
        """Read a list, and count alerts where they are looked at: it takes counting."""
        await reading
        if self.presenter.state.tab == ALERTS:
            await self.alerts.presenter.look(self.presenter.state.window_days)

    def _show_menu(self, at: QPoint, prediction: object) -> None:
        if not isinstance(prediction, Prediction):
            return
        active = prediction.status is PredictionStatus.ACTIVE
        menu = QMenu(self)
        menu.addAction(self.tr("Open the pattern"), lambda: self._open(prediction))
        if self.desk.session.can(*PATCH):
            words = self.tr("Dismiss") if active else self.tr("Bring back")
            menu.addAction(words, lambda: self.dismiss(prediction))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)

    def _dismiss_current(self) -> None:
        prediction = self.table.current_row()
        if isinstance(prediction, Prediction):
            self.dismiss(prediction)

    async def _dismiss(self, prediction: Prediction) -> None:
        dismissed = prediction.status is PredictionStatus.ACTIVE
        await self.presenter.set_dismissed(prediction, dismissed=dismissed)
        words = self.tr("Prediction dismissed") if dismissed else self.tr("Prediction is back")
        changed = prediction.model_copy(
            update={"status": PredictionStatus.DISMISSED if dismissed else PredictionStatus.ACTIVE}
        )
        self.desk.notices.show(
            words,
            prediction.pattern_name,
            action=self.tr("Undo"),
            on_action=lambda: self.dismiss(changed),
        )

    def _predictions_text(self, count: int) -> str:
        words = self.tr("1 prediction") if count == 1 else self.tr("{n} predictions")
        return words.format(n=count_text(count))

    def _spawn(self, work: Coroutine[Any, Any, None], name: str) -> None:
        self.tasks.spawn_latest(work, name=name)
