from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from causeloop_desktop.contract.issues import IssueCreate
from causeloop_desktop.contract.predictions import (
    ForecastAccuracy,
    ForecastMethod,
    ForecastOrigin,
    LeagueRow,
    Prediction,
    PredictionStatus,
    ReliabilityBin,
)
from causeloop_desktop.desktop.theme.words import percent_text, signed_text
from causeloop_desktop.desktop.widgets.charts.export import save_chart
from causeloop_desktop.desktop.widgets.charts.reliability import Bin, ReliabilityChart
from causeloop_desktop.desktop.widgets.labels import Label
from tests.support.recurring import tell, wait_for_patterns
from tests.support.waiting import until

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from causeloop_desktop.desktop.views.patterns.view import PatternsView
    from causeloop_desktop.desktop.views.predictions.view import PredictionsView
    from tests.support.recurring import Recurring
    from tests.ui.conftest import Opened


async def show_predictions(opened: Opened, failures: Sequence[Recurring] = ()) -> PredictionsView:
    """Show the screen after some failures happened, or over what the workspace has."""
    if failures:
        await tell(opened.client.backend, datetime.now(UTC), failures)
        await wait_for_patterns(opened.client, len(failures))
    opened.bench.go("predictions")
    await opened.arrive()
    return cast("PredictionsView", opened.bench.view("predictions"))


def signals(view: PredictionsView) -> list[Prediction]:
    return [cast("Prediction", view.model.row(place)) for place in range(view.model.total)]


async def test_without_patterns_it_says_how_to_get_predictions(opened: Opened) -> None:
    view = await show_predictions(opened, ())
    assert view.empty.isVisible()
    assert "No predictions yet" in {label.text() for label in view.empty.findChildren(Label)}


async def test_issues_without_predictions_lead_to_their_patterns(opened: Opened) -> None:
    await opened.client.issues.create(IssueCreate(title="The lift stands still"))
    view = await show_predictions(opened, ())
    await until(view.to_come.isVisible)
    view.to_come.action_clicked.emit()
    await opened.arrive()
    assert opened.bench.current_view is opened.bench.view("patterns")


async def test_tiles_matrix_and_table_follow_the_window(lasting: Opened) -> None:
    view = await show_predictions(lasting)
    for days in (7, 90):
        view.window_days.changed.emit(str(days))
        await lasting.arrive()
        rows = signals(view)
        chances = [row.probability or 0 for row in rows]
        assert {row.window_days for row in rows} == {days}
        assert chances == sorted(chances, reverse=True)
        assert view.matrix.describe().count(";") == sum(chance > 0 for chance in chances) - 1
        assert view.tiles.isVisible()


async def test_a_signal_leads_to_its_pattern_by_keyboard(lasting: Opened) -> None:
    view = await show_predictions(lasting)
    assert view.table.hasFocus()
    QTest.keyClick(view.table, Qt.Key.Key_Home)
    QTest.keyClick(view.table, Qt.Key.Key_Return)
    await lasting.arrive()
    patterns = cast("PatternsView", lasting.bench.view("patterns"))
    assert patterns.pattern.state.pattern is not None
    assert patterns.pattern.state.pattern.id == signals(view)[0].pattern_id


async def test_a_signal_is_dismissed_listed_apart_and_undone(lasting: Opened) -> None:
    view = await show_predictions(lasting)
    first, total = signals(view)[0], view.model.total
    assert not view.statuses.isVisible()
    QTest.keyClick(view.table, Qt.Key.Key_Home)
    QTest.keyClick(view.table, Qt.Key.Key_D)
    await until(lambda: view.model.total == total - 1)
    assert view.statuses.isVisible()
    view.statuses.changed.emit(PredictionStatus.DISMISSED)
    await until(lambda: [row.id for row in signals(view)] == [first.id])
    undo = lasting.bench.window.notices.shown[-1].on_action
    assert undo is not None
    undo()
    await until(lambda: view.presenter.state.dismissed == 0)
    await lasting.arrive()


async def test_the_signals_are_saved(lasting: Opened, tmp_path: Path) -> None:
    view = await show_predictions(lasting)
    file = tmp_path / "signals.csv"
    await view._exporter.save(view.signals_csv(), file)
    lines = (await asyncio.to_thread(file.read_text)).splitlines()
    assert len(lines) == view.model.total + 1
    assert [row.pattern_id for row in signals(view)] == [line.split(",")[0] for line in lines[1:]]


async def show_accuracy(opened: Opened, days: int) -> PredictionsView:
    view = await show_predictions(opened)
    view.window_days.changed.emit(str(days))
    await opened.arrive()
    view.tabs.setFocus()
    QTest.keyClick(view.tabs, Qt.Key.Key_Right)
    await opened.arrive()
    return view


async def test_with_too_few_finished_windows_the_accuracy_says_so(lasting: Opened) -> None:
    view = await show_accuracy(lasting, 90)
    assert view.accuracy.too_few.isVisible()
    assert "Not enough finished windows yet: 0 of 200" in view.accuracy.too_few.accessibleName()
    QTest.keyClick(view.tabs, Qt.Key.Key_Left)
    await lasting.arrive()
    assert view.table.isVisible()


def told(**changes: object) -> ForecastAccuracy:
    """Give the accuracy of a workspace in which the plain average is in use."""
    bins = tuple(
        ReliabilityBin(low=at / 10, high=at / 10 + 0.1, count=at + 1, said=at / 10, happened=0.2)
        for at in range(10)
    )
    league = tuple(
        LeagueRow(
            name=name,
            label=name,
            brier=brier,
            skill_over_average=0.1 - brier,
            calibration_error=0.02,
            used=name == "average",
            share=share,
        )
        for name, brier, share in (
            ("average", 0.05, 0.62),
            ("corrected", 0.055, 0.377),
            ("pooled", 0.056, 0.003),
            ("said", 0.06, 0.0),
            ("poisson", 0.3, 0.0),
        )
    )
    accuracy = ForecastAccuracy(
        window_days=7,
        origin=ForecastOrigin.BACKTEST,
        finished=5_500,
        enough=True,
        base_rate=0.04,
        brier=0.06,
        skill_over_average=0.04,
        calibration_error=0.01,
        auc=None,
        reliability=bins,
        league=league,
        method=ForecastMethod.AVERAGE,
        method_note="Forecast by the plain average (62 %) and others.",
    )
    return accuracy.model_copy(update=changes)


async def test_scores_are_shown_with_the_league(lasting: Opened) -> None:
    view = await show_accuracy(lasting, 7)
    panel = view.accuracy
    panel.show_accuracy(told())
    words = {label.full_text() for label in panel.league.findChildren(Label)}
    assert {"average", "said", "poisson", "0.0500", signed_text(-0.2)} <= words
    assert {percent_text(share) for share in (0.62, 0.377, 0.003)} <= words
    assert "plain average (62 %)" in panel.method.full_text()
    assert panel.chart.isVisible()
    assert panel.chart.accessibleDescription().count("When we said") == 10
    panel.show_accuracy(told(enough=False, finished=37))
    assert not panel.chart.isVisible()
    assert "37 of 200" in panel.too_few.accessibleName()


@pytest.mark.usefixtures("theme")
def test_the_diagram_is_drawn_to_a_file_as_on_screen(tmp_path: Path) -> None:
    chart = ReliabilityChart()
    chart.set_bins([Bin(0.1, 0.2, 0.15, 0.1, 300), Bin(0.7, 0.8, 0.75, 0.7, 20)])
    chart.resize(420, 360)
    for name in ("chart.svg", "chart.png", "chart.pdf"):
        save_chart(chart, tmp_path / name)
        assert (tmp_path / name).stat().st_size > 500
