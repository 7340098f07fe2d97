from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, cast

import httpx
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from causeloop_desktop.contract.issues import IssueFilter
from causeloop_desktop.desktop.views.find_dialog import FindDialog
from causeloop_desktop.desktop.views.issues.same import SamePart
from causeloop_desktop.desktop.views.patterns.together import TogetherPart
from causeloop_desktop.desktop.widgets.buttons import IconButton
from causeloop_desktop.desktop.widgets.chips import Chip
from causeloop_desktop.desktop.widgets.labels import Label, Link
from tests.support.waiting import until, until_answered

if TYPE_CHECKING:
    from causeloop_desktop.contract.base import IssueId
    from causeloop_desktop.desktop.views.issues.view import IssuesView
    from causeloop_desktop.desktop.views.patterns.view import PatternsView
    from tests.ui.conftest import Opened

TITLE = "Payment gateway timed out after {} ms on checkout"


async def told(window: Opened) -> dict[str, IssueId]:
    """Push an incident, its ticket, and a letter that names neither; wait until they are joined."""
    now = datetime.now(UTC)
    backend = window.client.backend
    records = [
        {
            "external_id": id_,
            "source": source,
            "title": TITLE.format(hours * 17),
            "body": body,
            "source_created_at": (now - timedelta(hours=hours)).isoformat(),
        }
        for source, id_, hours, body in (
            ("pagerduty", "PD-QA1X", 50, ""),
            ("jira", "PAY-17", 49, "Raised from PD-QA1X."),
            ("zendesk", "ZD-900", 9, "It says that something went wrong."),
        )
    ]
    headers = {
        "Authorization": f"Bearer {backend.credential.get_secret_value()}",
        "X-Causeloop-Workspace": backend.workspace or "",
    }
    async with httpx.AsyncClient(base_url=backend.base_url, headers=headers) as client:
        (await client.post("/v1/ingest/batch", json={"records": records})).raise_for_status()

    async def is_joined() -> bool:
        return (await window.client.duplicates.list()).page.total == 1

    await until_answered(is_joined)
    issues = (await window.client.issues.list(IssueFilter())).data
    return {issue.external_id: issue.id for issue in issues}


def part_of(window: Opened) -> SamePart | None:
    view = cast("IssuesView", window.bench.view("issues"))
    return next(iter(reversed(view.pane.findChildren(SamePart))), None)


async def test_the_other_tellers_are_named_and_can_be_parted(opened: Opened) -> None:
    ids = await told(opened)
    opened.bench.go("issues", ids["PD-QA1X"])
    await opened.arrive()
    part = part_of(opened)
    assert part is not None
    words = [label.full_text() for label in part.findChildren(Label)]
    assert words[:2] == ["Same occurrence as", "PAY-17 · Jira"]
    assert "Because PAY-17 names PD-QA1X." in words
    (undo,) = part.findChildren(IconButton)
    QTest.mouseClick(undo, Qt.MouseButton.LeftButton)
    await opened.arrive()
    await until(lambda: opened.bench.is_quiet)
    assert (await opened.client.duplicates.list()).page.total == 0


async def test_a_person_joins_two_issues_in_the_window(opened: Opened) -> None:
    ids = await told(opened)
    opened.bench.go("issues", ids["ZD-900"])
    await opened.arrive()
    view = cast("IssuesView", opened.bench.view("issues"))
    link = next(
        one
        for one in view.pane.findChildren(Link)
        if one.full_text().startswith("Same occurrence as another")
    )
    QTest.keyClick(link, Qt.Key.Key_Return)
    await until(lambda: bool(view.findChildren(FindDialog)))
    (dialog,) = view.findChildren(FindDialog)
    await until(lambda: dialog.chosen is not None)
    assert {dialog.list.item(row).text()[:6] for row in range(dialog.list.count())} == {
        "PAY-17",
        "PD-QA1",
    }
    assert dialog.search.hasFocus()
    QTest.keyClicks(dialog.search, "PAY-17")
    QTest.keyClick(dialog.search, Qt.Key.Key_Return)
    assert dialog.isVisible(), "Enter must not take what was found before"
    await until(lambda: dialog.list.count() == 1 and dialog.take.isEnabled())
    QTest.keyClick(dialog.search, Qt.Key.Key_Return)
    await until(lambda: not view.findChildren(FindDialog))
    await opened.arrive()
    same = await opened.client.duplicates.of_issue(ids["ZD-900"])
    assert len(same.issues) == 2


async def test_why_together_tells_of_the_whole_pattern(opened: Opened) -> None:
    await told(opened)
    (pattern,) = (await opened.client.patterns.list()).data
    opened.bench.go("patterns", pattern.id)
    await opened.arrive()
    view = cast("PatternsView", opened.bench.view("patterns"))
    chips = [chip.text for chip in view.findChildren(Chip) if "occurrences" in chip.text]
    assert chips == ["3 issues, 2 occurrences"]
    members = view.detail.members
    members.tabs.set_current("why")
    members.tabs.changed.emit("why")
    await opened.arrive()
    (part,) = view.findChildren(TogetherPart)
    words = [label.full_text() for label in part.findChildren(Label)]
    assert words[0] == "What they share"
    assert any(word.startswith("sums to") for word in words)
