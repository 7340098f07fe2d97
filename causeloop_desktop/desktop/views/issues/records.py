"""What can be done on the Issues screen, as action records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from causeloop_desktop.contract.issues import Stage
from causeloop_desktop.desktop.actions import Action, Menu
from causeloop_desktop.desktop.theme.words import mark, tr
from causeloop_desktop.desktop.views.words import STAGES

if TYPE_CHECKING:
    from causeloop_desktop.desktop.views.issues.view import IssuesView

STAGE_KEYS = {Stage.ANALYZING: "A", Stage.RESOLVED: "R", Stage.WONT_FIX: "W"}


def issue_actions(view: IssuesView) -> tuple[Action, ...]:
    """Return the records of one Issues screen."""
    deeds = view.deeds
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
            lambda _: deeds.link_selected(view.table),
            ("Ctrl+L",),
            "link",
            ("POST", "/v1/issues/{id}/link-pattern"),
        ),
        Action(
            "issue.details",
            mark("Show or hide the issue beside the list"),
            Menu.ISSUES,
            lambda _: view.toggle_details(),
            ("Ctrl+.",),
            "sidebar",
        ),
        Action(
            "issue.clear",
            mark("Clear the selection, close the issue"),
            Menu.ISSUES,
            lambda _: view.escape(),
            ("Escape",),
        ),
        *(_move(view, stage, key) for stage, key in STAGE_KEYS.items()),
    )


def _move(view: IssuesView, stage: Stage, key: str) -> Action:
    return Action(
        f"issue.stage.{stage}",
        tr("Mark as {stage}").format(stage=STAGES[stage].lower()),
        Menu.ISSUES,
        lambda _: view.deeds.move_selected(view.table, stage),
        (key,),
        "edit",
    )
