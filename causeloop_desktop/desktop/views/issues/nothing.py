"""What the list of issues says where it has no row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from causeloop_desktop.desktop.theme.words import tr
from causeloop_desktop.desktop.views.nothing import NothingYet
from causeloop_desktop.desktop.widgets.states import EmptyState

if TYPE_CHECKING:
    from collections.abc import Callable

    from causeloop_desktop.desktop.views.base import Desk


def nothing_yet(desk: Desk, why: str) -> EmptyState:
    """Offer the import, or say what keeps a connected source from bringing anything.

    Args:
        desk: What leads elsewhere.
        why: What is wrong with the source, empty where none is connected.
    """
    headline = tr("No issues yet")
    if not why:
        sentence = tr("Drag a file of tickets, incidents or alerts onto the window, or choose one.")
        return NothingYet(desk, headline, sentence, "import")
    state = EmptyState(headline, why, tr("Open Integrations"), "plug")
    state.action_clicked.connect(lambda: desk.navigator.go("integrations"))
    return state


def no_match(drop_filters: Callable[[], None]) -> EmptyState:
    """Offer the whole list where the filters let nothing through."""
    state = EmptyState(
        tr("Nothing matches"),
        tr("No issue has all that the filters ask for."),
        tr("Remove the filters"),
        "filter",
    )
    state.action_clicked.connect(drop_filters)
    return state
