"""Draws the widgets as four made-up views into PNG files, to be judged by eye.

Run ``python -m tests.ui.gallery FOLDER [WIDTHxHEIGHT]``.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from causeloop_desktop.desktop.theme import fonts
from causeloop_desktop.desktop.theme.spacing import BETWEEN, column, row
from causeloop_desktop.desktop.theme.theme import Appearance, Theme
from causeloop_desktop.desktop.theme.tokens import Tone, severity_tone, stage_tone
from causeloop_desktop.desktop.widgets.activity_list import Activity, ActivityList
from causeloop_desktop.desktop.widgets.buttons import Button, MenuButton, Segmented
from causeloop_desktop.desktop.widgets.cards import Card, Tile
from causeloop_desktop.desktop.widgets.charts.bars import Part, PartsBars
from causeloop_desktop.desktop.widgets.charts.bubbles import Bubble, BubbleMap
from causeloop_desktop.desktop.widgets.charts.frequency import FrequencyChart
from causeloop_desktop.desktop.widgets.charts.matrix import Dot, RiskMatrix
from causeloop_desktop.desktop.widgets.charts.probability import ProbabilityBar
from causeloop_desktop.desktop.widgets.charts.series import Bar, Forecast
from causeloop_desktop.desktop.widgets.chips import Chip, FilterChip, RiskChip, SeverityChip
from causeloop_desktop.desktop.widgets.command_palette import Command, CommandPalette
from causeloop_desktop.desktop.widgets.detail_pane import DetailPane
from causeloop_desktop.desktop.widgets.flow import FlowLayout
from causeloop_desktop.desktop.widgets.jobs_panel import JobLine, JobsPanel
from causeloop_desktop.desktop.widgets.labels import Caption, Label, Section
from causeloop_desktop.desktop.widgets.notices import Banner, ConfirmDialog, Notices, Question
from causeloop_desktop.desktop.widgets.page import Page
from causeloop_desktop.desktop.widgets.property_list import Property, PropertyList
from causeloop_desktop.desktop.widgets.sidebar import Entry, Sidebar
from causeloop_desktop.desktop.widgets.states import EmptyState
from causeloop_desktop.desktop.widgets.table import (
    ChipValue,
    Column,
    IconValue,
    Kind,
    PagedModel,
    TableView,
)
from causeloop_desktop.desktop.widgets.tabs import Tab, Tabs
from causeloop_desktop.desktop.widgets.top_bar import TopBar

NOW = datetime(2026, 9, 1, 9, 30, tzinfo=UTC)
TITLES = (
    "Checkout fails: gateway timed out after 30 s",
    "Search results empty after catalog import",
    "Single sign-on loops for new tenants",
    "Report worker out of disk space",
    "Cart service memory grows under sustained load until it is restarted",
    "Webhook deliveries delayed by 40 minutes",
    "Invoice PDF shows the wrong currency",
    "Nightly backup exceeded its window",
)
STAGES = ("new", "analyzing", "in_loop", "pattern_found", "resolved")
STAGE_ICONS = ("stage-new", "stage-analyzing", "stage-in-loop", "stage-found", "stage-resolved")


@dataclass(frozen=True)
class Row:
    """A made-up issue or pattern."""

    key: str
    title: str
    source: str
    severity: str
    stage: int
    service: str
    team: str
    pattern: str
    risk: int
    trend: tuple[float, ...]
    chance: float
    at: datetime


def make_row(place: int) -> Row:
    """Make the same row for the same place, always."""
    dice = [int(number) for number in np.random.default_rng(place).integers(0, 20_000, 24)]
    return Row(
        str(place),
        TITLES[dice[0] % 8],
        ("Jira", "GitHub", "PagerDuty", "Zendesk", "ServiceNow")[dice[1] % 5],
        ("p1", "p2", "p3", "p4")[dice[2] % 4],
        dice[3] % 5,
        ("payments", "search", "accounts", "reports")[dice[4] % 4],
        ("Checkout", "Platform", "Discovery")[dice[5] % 3],
        ("Payment gateway timeout", "Search index lags", "")[dice[6] % 3],
        8 + dice[7] % 90,
        tuple(number % 9 for number in dice[8:22]),
        dice[22] / 20_000,
        NOW - timedelta(minutes=dice[23]),
    )


def throw(seed: int, low: int, high: int, count: int) -> list[int]:
    """Return ``count`` numbers from ``low`` up to but without ``high``."""
    return [int(number) for number in np.random.default_rng(seed).integers(low, high, count)]


def issue_columns() -> list[Column]:
    """Return the columns of the issues table."""
    return [
        Column("check", "", kind=Kind.CHECK, width=36),
        Column("title", "Title", lambda it: it.title, Kind.TITLE, stretch=3, minimum=180),
        Column("source", "Source", lambda it: it.source, Kind.MUTED, width=96, drop_below=700),
        Column(
            "severity",
            "Severity",
            lambda it: ChipValue(it.severity.upper(), severity_tone(it.severity)),
            Kind.CHIP,
            width=76,
            sortable=True,
        ),
        Column("stage", "Stage", _stage_icon, Kind.ICON, width=56),
        Column("service", "Service", lambda it: it.service, Kind.TEXT, width=88, drop_below=560),
        Column("team", "Team", lambda it: it.team, Kind.MUTED, width=88, drop_below=820),
        Column(
            "pattern",
            "Pattern",
            lambda it: it.pattern,
            Kind.TEXT,
            stretch=1,
            minimum=120,
            drop_below=720,
        ),
        Column("risk", "Risk", lambda it: it.risk, Kind.RISK, width=108, sortable=True),
        Column("age", "Age", lambda it: it.at, Kind.AGE, width=72, sortable=True),
    ]


def pattern_columns() -> list[Column]:
    """Return the columns of the patterns table."""
    return [
        Column("title", "Pattern", lambda it: it.title, Kind.TITLE, stretch=1, minimum=180),
        Column("trend", "Trend", lambda it: it.trend, Kind.SPARKLINE, width=96),
        Column("issues", "Issues", lambda it: it.risk * 13, Kind.NUMBER, width=72),
        Column("risk", "Risk", lambda it: it.risk, Kind.RISK, width=112, sortable=True),
        Column("p7", "7 days", lambda it: it.chance, Kind.PERCENT, width=80),
        Column(
            "status",
            "Status",
            lambda it: ChipValue(STAGES[it.stage].replace("_", " "), stage_tone(STAGES[it.stage])),
            Kind.CHIP,
            width=112,
        ),
    ]


def make_table(columns: list[Column], total: int) -> TableView:
    """Return a table whose pages come at once."""
    model = PagedModel(columns, lambda it: it.key)
    model.page_needed.connect(
        lambda first, count: model.set_page(
            first, [make_row(n) for n in range(first, first + count)]
        )
    )
    model.clock = lambda: NOW
    model.set_total(total)
    table = TableView(model)
    table.set_sort("risk", True)
    return table


def make_shell(view: str, page: QWidget) -> QWidget:
    """Put a page into sidebar and top bar."""
    window = QWidget()
    sidebar = Sidebar()
    sidebar.set_entries(
        (
            Entry("dashboard", "Dashboard", "dashboard"),
            Entry("issues", "Issues", "issues"),
            Entry("patterns", "Patterns", "pattern"),
            Entry("predictions", "Predictions", "prediction"),
        ),
        (Entry("settings", "Settings", "settings"),),
    )
    sidebar.set_count("issues", "4,182")
    sidebar.set_count("patterns", "37")
    sidebar.set_current(view)
    sidebar.set_status("Engine ready · 41,902 issues")
    bar = TopBar()
    bar.set_profile("Local workspace", Tone.LOW)
    bar.set_sample(view == "dashboard")
    bar.set_job("Detecting", 0.62)
    bar.set_unread(3)
    bar.set_as_of("31 Aug 2013" if view == "patterns" else "")
    banner = Banner()
    if view == "predictions":
        banner.show_message("The connection to acme.example is lost. Trying again in 8 s.", "Retry")
    right = column(bar, banner, gap=0)
    right.addWidget(page, 1)
    layout = QHBoxLayout(window)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    layout.addWidget(sidebar)
    layout.addLayout(right, 1)
    return window


def issues_page() -> QWidget:
    """Draw the list of issues with its detail."""
    page = Page("Issues")
    page.add_action(Button("Import…", icon="import"))
    page.add_action(MenuButton("Export", icon="export"))
    page.add_action(Button("New issue", primary=True))
    tabs = [Tab("all", "All", 4182), Tab("loop", "In loop", 61), Tab("new", "New", 118)]
    page.add(Tabs([*tabs, Tab("done", "Resolved", 2904)]))
    filters = FlowLayout()
    for label, value in (("Severity", "P1, P2"), ("Source", ""), ("Team", ""), ("Risk", "≥ 40")):
        chip = FilterChip(label)
        chip.set_value(value)
        filters.addWidget(chip)
    filters.addWidget(Caption("1,207 match"))
    page.add(filters)
    card = Card(flush=True)
    table = make_table(issue_columns(), 1_000_000)
    table.show_row(2)
    card.add(table, 1)
    line = row(card, issue_pane(), gap=BETWEEN)
    page.add(line, 1)
    return make_shell("issues", page)


def issue_pane() -> DetailPane:
    """Draw the pane beside the list."""
    pane = DetailPane(340)
    pane.set_heading("PD-Q2RT81 · PagerDuty · 3 hours ago", TITLES[0])
    pane.set_chips([SeverityChip("p1"), Chip("in loop · 6 times", Tone.HIGH)])
    pane.add(Section("Why it is in “Payment gateway timeout”"))
    parts = PartsBars()
    words = (
        "gateway timed out",
        "checkout, payments",
        "same template, variable time",
        "within 2 h",
    )
    values = (0.38, 0.27, 0.21, 0.10)
    parts.set_parts([Part(*pair) for pair in zip(words, values, strict=True)])
    pane.add(parts)
    pane.add(Caption("sums to .96 · nearest other: Queue backlog .31", wrap=True))
    pane.add(Section("Details"))
    pane.add(
        PropertyList(
            [
                Property("service", "payments"),
                Property("team", "Checkout"),
                Property("first seen", "12 May"),
                Property("external id", "PD-Q2RT81-LONG-IDENTIFIER-THAT-IS-CUT-SOMEWHERE"),
            ]
        )
    )
    pane.add(row(Button("Belongs here", primary=True), Button("Does not"), None))
    return pane


def pattern_page() -> QWidget:
    """Draw one pattern."""
    page = Page("Payment gateway timeout under load")
    page.set_crumb("Patterns")
    page.set_chips(
        [RiskChip(82), Chip("active", Tone.ACCENT), Chip("confidence 93 %"), Chip("14 issues")]
    )
    page.add_action(Button("Merge with…", icon="merge"))
    page.add_action(Button("Split", icon="split"))
    page.add_action(Button("Rename", icon="edit"))
    page.add_action(MenuButton("Export", icon="export"))
    card = Card("How often", subtitle="episodes a week")
    card.set_header_widget(Segmented([("7", "7 d"), ("30", "30 d"), ("90", "90 d")], "90"))
    card.add(make_frequency(), 1)
    members = Card(flush=True)
    members.add(make_table(issue_columns()[1:], 14), 1)
    left = column(card, members)
    left.setStretch(0, 3)
    left.setStretch(1, 2)
    line = row(gap=BETWEEN)
    line.addLayout(left, 1)
    line.addWidget(pattern_side())
    page.add(line, 1)
    return make_shell("patterns", page)


def pattern_side() -> QWidget:
    """Draw the cards beside the chart."""
    come_back = Card("Will it come back?")
    come_back.add(Label("64 %", size=fonts.FIGURE, weight=fonts.STRONG))
    bar = ProbabilityBar()
    bar.set_value(0.64, 0.51, 0.75, 0.75)
    come_back.add(bar)
    horizons = [Property("30 days", "97 %", "90 to 99 %"), Property("90 days", "99 %")]
    come_back.add(PropertyList(horizons))
    come_back.add(Caption("14 issues, recent ones counted more, make 4.4 a month.", wrap=True))
    cause = Card("Root cause")
    service = Property("service", "payments", "14 of 14")
    cause.add(PropertyList([service, Property("error", "gateway timeout", "13 of 14")]))
    side = QWidget()
    side.setFixedWidth(320)
    side.setLayout(column(come_back, cause, None))
    return side


def make_frequency() -> FrequencyChart:
    """Draw forty weeks and what may follow."""
    chart = FrequencyChart()
    counts = throw(4, 1, 9, 40)
    start = date(2025, 12, 1)
    bars = [Bar(start + timedelta(weeks=n), count) for n, count in enumerate(counts)]
    ahead = [
        Forecast(bars[-1].start + timedelta(weeks=n), 4.4 - 0.08 * n, 2.6 - 0.2 * n, 6 + 0.1 * n)
        for n in range(1, 12)
    ]
    chart.set_series(bars, ahead, today=ahead[0].start, noun="episodes", days_per_bar=7)
    return chart


def predictions_page() -> QWidget:
    """Draw the predictions."""
    page = Page("Predictions")
    page.add_action(Segmented([("7", "7 d"), ("30", "30 d"), ("90", "90 d")], "7"))
    tiles = row(gap=BETWEEN)
    for label, number, sub in (
        ("Total predictions", "37", ""),
        ("High probability", "4", "80 % and more"),
        ("Above alert threshold", "6", "70 %"),
        ("Expected to recur", "11 of 37", "8 to 15"),
        ("We said 70 to 80 %", "73 %", "happened, of 397 windows"),
    ):
        tile = Tile(label)
        tile.set_value(number, sub=sub)
        tiles.addWidget(tile, 1)
    page.add(tiles)
    composite = Card("Composite risk")
    composite.add(make_frequency(), 1)
    matrix_card = Card("Likelihood and impact")
    matrix = RiskMatrix()
    places = zip(throw(2, 1, 6, 14), throw(3, 1, 6, 14), strict=True)
    dots = [Dot(str(n), TITLES[n % 8], *place) for n, place in enumerate(places)]
    matrix.set_dots([*dots, *(Dot(f"x{n}", "More", 4, 4) for n in range(11))])
    matrix_card.add(matrix, 1)
    line = row(composite, matrix_card, gap=BETWEEN)
    line.setStretch(0, 3)
    line.setStretch(1, 2)
    page.add(line, 3)
    card = Card(flush=True)
    card.add(make_table(pattern_columns(), 37), 1)
    page.add(card, 2)
    return make_shell("predictions", page)


def dashboard_page() -> QWidget:
    """Draw the dashboard."""
    page = Page("Good morning, Alice")
    page.add_action(Segmented([("7", "7 d"), ("30", "30 d"), ("90", "90 d")], "30"))
    tiles = row(gap=BETWEEN)
    for label, number, sub, tone in (
        ("Issues", "4,182", "+118 this week", Tone.NEUTRAL),
        ("Open loops", "23", "5 new", Tone.HIGH),
        ("Patterns", "37", "4 emerging", Tone.ACCENT),
        ("Loops prevented", "19", "fixes that held", Tone.LOW),
    ):
        tile = Tile(label, sparkline=True)
        trend = throw(len(label), 4, 12, 14)
        tile.set_value(number, sub=sub, tone=tone, trend=trend)
        tiles.addWidget(tile, 1)
    page.add(tiles)
    bubbles_card = Card("What keeps coming back", subtitle="area: issues · colour: risk")
    bubbles = BubbleMap()
    risks = throw(3, 0, 100, 16)
    names = [TITLES[n % 8].split(":")[0] for n in range(16)]
    bubbles.set_bubbles(
        [Bubble(str(n), names[n], max(2, 140 // (n + 1)), risks[n]) for n in range(16)]
    )
    bubbles_card.add(bubbles, 1)
    top = Card("Top patterns", flush=True)
    top.add(make_table(pattern_columns(), 6), 1)
    left = column(bubbles_card, top)
    left.setStretch(0, 5)
    left.setStretch(1, 4)
    now = Card("Just now")
    now.add(
        ActivityList(
            [
                Activity(
                    "1",
                    "PagerDuty",
                    "Checkout fails: gateway timed out",
                    "joined a pattern",
                    "3 min",
                ),
                Activity("2", "Detection", "2 new patterns, 1 merged", "review", "12 min"),
                Activity("3", "Jira", "118 issues synced", "next in 26 min", "34 min"),
            ]
        ),
        1,
    )
    now.setFixedWidth(320)
    line = row(gap=BETWEEN)
    line.addLayout(left, 1)
    line.addWidget(now)
    page.add(line, 1)
    return make_shell("dashboard", page)


def floating_page() -> QWidget:
    """Draw what floats: palette, notices, jobs, and an empty state below."""
    page = Page("Patterns")
    page.add(
        EmptyState(
            "No patterns yet",
            "Import some failures. As soon as two look alike they appear here as a pattern.",
            "Import a file…",
            "pattern",
        ),
        1,
    )
    window = make_shell("patterns", page)
    notices = Notices(window)
    notices.show("2,431 issues imported", "12 lines were rejected.", Tone.LOW, "Show report")
    notices.show("Patterns merged", "14 issues moved to “Payment gateway timeout”.", action="Undo")
    notices.show("Sync failed", "Jira refused the token. Connect it again.", Tone.CRITICAL)
    palette = CommandPalette(window)
    titles = (
        "Go to Issues",
        "Import a file…",
        "Detect patterns now",
        "Switch to dark",
        "Go to Patterns",
    )
    keys = ("Ctrl+2", "Ctrl+I", "Ctrl+D", "", "Ctrl+3")
    marks = ("issues", "import", "refresh", "moon", "pattern")
    palette.set_commands([Command(t, t, k, m) for t, k, m in zip(titles, keys, marks, strict=True)])
    palette.resize(10, 10)
    window.setProperty("command_palette", palette)
    return window


def questions() -> list[QWidget]:
    """Return dialogs and popups that stand alone."""
    merge = Question(
        "Merge two patterns?",
        "“Card payments time out” becomes part of “Payment gateway timeout under load”.",
        "Merge patterns",
        details=(("Issues that move", "14"), ("Issues afterwards", "61")),
    )
    delete = Question(
        "Delete this workspace?",
        "41,902 issues are deleted for good.",
        "Delete workspace",
        destructive=True,
    )
    jobs = JobsPanel()
    jobs.set_jobs(
        [JobLine("1", "Importing issues.csv", "412,000 of 1,000,000 · 8,100 a second", 0.41)],
        [
            JobLine("2", "Detection", "2 new patterns, 1 merged · 12 min ago", tone=Tone.LOW),
            JobLine("3", "Import of old.csv", "cancelled, 4,000 rows kept · yesterday"),
        ],
    )
    return [ConfirmDialog(jobs, merge), ConfirmDialog(jobs, delete), jobs]


def _stage_icon(issue: Row) -> IconValue:
    word = STAGES[issue.stage].replace("_", " ")
    return IconValue(STAGE_ICONS[issue.stage], word, stage_tone(STAGES[issue.stage]))


def main(folder: Path, width: int, height: int) -> None:
    """Draw everything, light and dark."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    theme = Theme(app)
    folder.mkdir(parents=True, exist_ok=True)
    pages = {
        "issues": issues_page,
        "pattern": pattern_page,
        "predictions": predictions_page,
        "dashboard": dashboard_page,
        "floating": floating_page,
    }
    for appearance in (Appearance.LIGHT, Appearance.DARK):
        theme.set_appearance(appearance)
        for name, make in pages.items():
            draw(make(), folder / f"{name}-{appearance.value}.png", width, height)
        for place, widget in enumerate(questions()):
            draw(widget, folder / f"dialog{place}-{appearance.value}.png", 0, 0)


def draw(widget: QWidget, path: Path, width: int, height: int) -> None:
    """Show a widget, let pages arrive, and save what it looks like."""
    if width:
        widget.resize(width, height)
    widget.show()
    QApplication.processEvents()
    palette = widget.property("command_palette")
    if isinstance(palette, CommandPalette):
        palette.open_palette("pa")
    deadline = datetime.now(UTC) + timedelta(milliseconds=120)
    while datetime.now(UTC) < deadline:
        QApplication.processEvents()
    widget.grab().save(str(path))
    widget.close()


if __name__ == "__main__":
    size = (sys.argv[2] if len(sys.argv) > 2 else "1440x900").split("x")
    main(Path(sys.argv[1]), int(size[0]), int(size[1]))
