"""The screens of the window, in the order of the sidebar; a new one is one more record here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from causeloop_desktop.desktop.theme.words import mark

if TYPE_CHECKING:
    from collections.abc import Callable

    from causeloop_desktop.desktop.views.base import Desk, View


@dataclass(frozen=True)
class Screen:
    """A screen and how to make it.

    Attributes:
        factory: Makes the view when it is first looked at; imports it no earlier, so that the
            window is there before the code of its screens.
        needs: Method and path without which the screen has nothing to show and is hidden.
        at_bottom: Whether it stands apart at the lower end of the sidebar.
    """

    id: str
    title: str
    icon: str
    shortcuts: tuple[str, ...]
    factory: Callable[[Desk], View]
    needs: tuple[str, str] | None = None
    at_bottom: bool = False


def _dashboard(desk: Desk) -> View:
    from causeloop_desktop.desktop.views.dashboard.view import DashboardView

    return DashboardView(desk)


def _issues(desk: Desk) -> View:
    from causeloop_desktop.desktop.views.issues.view import IssuesView

    return IssuesView(desk)


def _patterns(desk: Desk) -> View:
    from causeloop_desktop.desktop.views.patterns.view import PatternsView

    return PatternsView(desk)


def _reviews(desk: Desk) -> View:
    from causeloop_desktop.desktop.views.reviews.view import ReviewsView

    return ReviewsView(desk)


def _predictions(desk: Desk) -> View:
    from causeloop_desktop.desktop.views.predictions.view import PredictionsView

    return PredictionsView(desk)


def _integrations(desk: Desk) -> View:
    from causeloop_desktop.desktop.views.integrations.view import IntegrationsView

    return IntegrationsView(desk)


def _settings(desk: Desk) -> View:
    from causeloop_desktop.desktop.views.settings.view import SettingsView

    return SettingsView(desk)


SCREENS: tuple[Screen, ...] = (
    Screen(
        "dashboard",
        mark("Dashboard"),
        "dashboard",
        ("Ctrl+1",),
        _dashboard,
        ("GET", "/v1/dashboard"),
    ),
    Screen("issues", mark("Issues"), "issues", ("Ctrl+2",), _issues, ("GET", "/v1/issues")),
    Screen(
        "patterns", mark("Patterns"), "pattern", ("Ctrl+3",), _patterns, ("GET", "/v1/patterns")
    ),
    Screen("reviews", mark("Review"), "review", ("Ctrl+4",), _reviews, ("GET", "/v1/reviews")),
    Screen(
        "predictions",
        mark("Predictions"),
        "prediction",
        ("Ctrl+5",),
        _predictions,
        ("GET", "/v1/predictions"),
    ),
    Screen(
        "integrations",
        mark("Integrations"),
        "plug",
        ("Ctrl+6",),
        _integrations,
        ("GET", "/v1/connector-catalog"),
    ),
    Screen(
        "settings", mark("Settings"), "settings", ("Ctrl+7", "Ctrl+,"), _settings, at_bottom=True
    ),
)
FIRST_SCREEN = "dashboard"
