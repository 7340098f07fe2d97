"""What can be done on the Issues screen, as action records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from causeloop_desktop.contract.issues import Stage
from causeloop_desktop.desktop.actions import Action, Menu
from causeloop_desktop.desktop.theme.words import mark, tr
from causeloop_desktop.desktop.views.words import STAGES

if TYPE_CHECKING:
    from collections.abc import Callable

    from causeloop_desktop.desktop.views.issues.deeds import Deeds
    from causeloop_desktop.desktop.widgets.table import TableView

STAGE_KEYS = {Stage.ANALYZING: "A", Stage.RESOLVED: "R", Stage.WONT_FIX: "W"}


def issue_actions(
    deeds: Deeds, table: TableView, toggle_details: Callable[[], None], escape: Callable[[], None]
) -> tuple[Action, ...]:
    """Return the records of one Issues screen."""
    return (
        Action(
            "issue.new",
            mark("New issue"),
            Menu.ISSUES,
            lambda _: deeds.create(),
            ("Ctrl+N",),
            "plus",
        ),
        Action(
            "issue.link",
            mark("Link to a pattern…"),
            Menu.ISSUES,
            lambda _: deeds.link_selected(table),
            ("Ctrl+L",),
            "link",
            ("POST", "/v1/issues/{id}/link-pattern"),
        ),
        Action(
            "issue.details",
            mark("Show or hide the issue beside the list"),
            Menu.ISSUES,
            lambda _: toggle_details(),
            ("Ctrl+.",),
            "sidebar",
        ),
        Action(
            "issue.clear",
            mark("Clear the selection, close the issue"),
            Menu.ISSUES,
            lambda _: escape(),
            ("Escape",),
        ),
        *(_move(deeds, table, stage, key) for stage, key in STAGE_KEYS.items()),
    )


def _move(deeds: Deeds, table: TableView, stage: Stage, key: str) -> Action:
    return Action(
        f"issue.stage.{stage}",
        tr("Mark as {stage}").format(stage=STAGES[stage].lower()),
        Menu.ISSUES,
        lambda _: deeds.move_selected(table, stage),
        (key,),
        "edit",
    )
