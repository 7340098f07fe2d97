"""How long the frames of a table over a million rows take, apart from any engine.

Rows arrive 10 ms after they are asked for, as from the child engine, and the scroll bar moves at
60 Hz. A frame is everything that one turn of the window's loop does: moving, asking, drawing, and
drawing again when rows arrived; turns in which nothing was drawn are not counted.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from causeloop_desktop.desktop.theme.spacing import ROW
from causeloop_desktop.desktop.theme.theme import Appearance, Theme
from causeloop_desktop.desktop.widgets.table import PagedModel, TableView
from tests.benchmarks.report import Options, Result, at_most, median, percentile
from tests.ui.gallery import NOW, Row, issue_columns, make_row, pattern_columns

if TYPE_CHECKING:
    from collections.abc import Callable

TOTAL = 1_000_000
ANSWER_MS = 10
LIMIT_MS = 16.0
REST_LIMIT_MS = 150.0
SCREEN_HZ = 60
DREW_MS = 0.3
# Rows are made once, so that making them is not measured.
SAMPLE = [make_row(place) for place in range(400)]


@dataclass(frozen=True)
class Frames:
    """What was measured for one way of scrolling, in milliseconds."""

    wall: list[float]
    cpu: list[float]

    def report(self) -> Result:
        """Sum up; the limit is for 95 % of the frames."""
        return {
            "p50_ms": median(self.wall),
            "p95_ms": at_most(percentile(self.wall, 95), LIMIT_MS),
            "p99_ms": percentile(self.wall, 99),
            "p95_cpu_ms": percentile(self.cpu, 95),
        }


def run(options: Options) -> Result:
    """Scroll in every way, then jump and rest."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication(["benchmark"])
    Theme(app, Appearance.LIGHT)
    table, model = make_table(app)
    frames = options.size(full=300, quick=20)
    page_height = table.viewport().height() // ROW * ROW
    steps = {"line": ROW, "page": page_height, "jump_3000_rows": 3_000 * ROW}
    return {
        "rows": TOTAL,
        **{name: scroll(app, table, step, frames).report() for name, step in steps.items()},
        "filled_ms": at_most(rest(app, table, model.row), REST_LIMIT_MS),
    }


def make_table(app: QApplication) -> tuple[TableView, PagedModel]:
    """Show a table of 1400 by 900 with every kind of cell."""
    columns = [*issue_columns(), *pattern_columns()[1:2]]
    model = PagedModel(columns, lambda row: row.key)
    model.clock = lambda: NOW

    def answer_later(first: int, count: int) -> None:
        QTimer.singleShot(ANSWER_MS, model, lambda: model.set_page(first, page(first, count)))

    model.page_needed.connect(answer_later)
    table = TableView(model)
    model.set_total(TOTAL)
    table.resize(1400, 900)
    table.show()
    settle(app, 100)
    return table, model


def page(first: int, count: int) -> list[Row]:
    """Return rows as fast as a list can be cut."""
    return [SAMPLE[place % len(SAMPLE)] for place in range(first, first + count)]


def scroll(app: QApplication, table: TableView, step: int, frames: int) -> Frames:
    """Move by ``step`` pixels again and again from the top, and time every frame."""
    bar = table.verticalScrollBar()
    bar.setValue(0)
    settle(app, 60)
    wall, cpu = [], []
    for _frame in range(frames):
        started, worked = time.perf_counter(), time.process_time()
        bar.setValue((bar.value() + step) % bar.maximum())
        app.processEvents()
        wall.append((time.perf_counter() - started) * 1000)
        cpu.append((time.process_time() - worked) * 1000)
        wall += arrivals(app, started + 1 / SCREEN_HZ)
    return Frames(wall, cpu)


def arrivals(app: QApplication, until: float) -> list[float]:
    """Let rows arrive until the next movement; return the turns of the loop that drew them."""
    turns = []
    while (started := time.perf_counter()) < until:
        app.processEvents()
        turns.append((time.perf_counter() - started) * 1000)
    return [turn for turn in turns if turn >= DREW_MS]


def rest(app: QApplication, table: TableView, held: Callable[[int], object]) -> float:
    """Return the median time from a jump until every row in sight has its text."""
    bar, times = table.verticalScrollBar(), []
    for jump in range(1, 21):
        bar.setValue(jump * 40_111 * ROW % bar.maximum())
        started = time.perf_counter()
        wait(app, lambda: all(map(held, table.visible_rows())))
        times.append((time.perf_counter() - started) * 1000)
    return median(times)


def wait(app: QApplication, ready: Callable[[], bool]) -> None:
    """Let the window work until ``ready``."""
    while not ready():
        app.processEvents()


def settle(app: QApplication, milliseconds: int) -> None:
    """Let the window work for a while."""
    end = time.perf_counter() + milliseconds / 1000
    wait(app, lambda: time.perf_counter() >= end)
