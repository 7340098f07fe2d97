"""Reading what is kept of a source again: first what would change, then the change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QProgressBar

from causeloop_desktop.client.errors import ClientError
from causeloop_desktop.desktop.tasks import TaskGroup
from causeloop_desktop.desktop.theme.spacing import column
from causeloop_desktop.desktop.theme.tokens import Tone
from causeloop_desktop.desktop.theme.words import Words, count_text, mark, tr
from causeloop_desktop.desktop.views.words import issues_text
from causeloop_desktop.desktop.widgets.buttons import Button
from causeloop_desktop.desktop.widgets.dialog import Dialog
from causeloop_desktop.desktop.widgets.labels import Caption, Label

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from typing import TypeAlias

    from PySide6.QtWidgets import QWidget

    from causeloop_desktop.contract.remaps import RemapChange, RemapResult

    Preview: TypeAlias = Callable[[], Awaitable[RemapResult]]
    Report: TypeAlias = Callable[[BaseException], None]

FIELDS = Words(
    {
        "title": mark("Title"),
        "body": mark("Text"),
        "severity": mark("Severity"),
        "status": mark("Status"),
        "team": mark("Team"),
        "service": mark("Service"),
        "external_url": mark("Link"),
        "metadata": mark("Details"),
    }
)
SHOWN = 5
LONGEST = 60
"""So many characters of a field are shown."""


class RemapDialog(Dialog):
    """Looks through the kept rows and says what would change; accepting is the person's.

    Args:
        parent: Over what it opens.
        name: The connection's.
        preview: Looks through the rows.
        report: Shows the failure of a coroutine.
    """

    def __init__(self, parent: QWidget, name: str, preview: Preview, report: Report) -> None:
        title = parent.tr("Read the kept rows of {name} again").format(name=name)
        words = parent.tr("The source is not asked. Nothing is written before you have seen this.")
        super().__init__(parent, title, words)
        self._preview = preview
        self._tasks = TaskGroup(report)
        self._busy = QProgressBar()
        self._told = Label("", wrap=True)
        self._examples = column(gap=8)
        self.confirm = Button(self.tr("Write the changes"), primary=True)
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        self._busy.setAccessibleName(self.tr("Looking through the kept rows"))
        self._told.setText(self.tr("Looking through the kept rows…"))
        self._told.setAccessibleName(self.tr("What would change"))
        self.confirm.setEnabled(False)
        self.confirm.clicked.connect(self.accept)
        for part in (self._busy, self._told, self._examples):
            self.add(part)
        self.set_buttons(self.cancel_button(), self.confirm)
        self._tasks.spawn_latest(self._look(), name="preview")

    @property
    def told(self) -> str:
        """What would change, in a sentence."""
        return self._told.text()

    def done(self, result: int) -> None:
        """Close; nobody waits for the preview any more."""
        self._tasks.cancel("preview")
        super().done(result)

    async def _look(self) -> None:
        try:
            found = await self._preview()
        except ClientError as error:
            self._busy.hide()
            self._told.set_tone(Tone.CRITICAL)
            self._told.setText(str(error.problem.detail or error.problem.title))
            return
        self._busy.hide()
        self._told.setText(remap_text(found))
        for example in found.examples[:SHOWN]:
            self._examples.addWidget(Label(example.title, elide=True))
            self._examples.addWidget(Caption(change_text(example), wrap=True))
        self.confirm.setEnabled(bool(found.new or found.changed))
        self.confirm.setFocus()


def remap_text(found: RemapResult) -> str:
    """Say what reading again would give, or gave."""
    if found.preview and not (found.new or found.changed):
        said = tr("Nothing would change in {issues}.").format(issues=issues_text(found.same))
    else:
        words = (
            tr("Reading again would give {changed} changed, {new} new and {same} unchanged issues.")
            if found.preview
            else tr("Read again: {changed} changed, {new} new and {same} unchanged issues.")
        )
        counts = {"changed": found.changed, "new": found.new, "same": found.same}
        said = words.format(**{name: count_text(count) for name, count in counts.items()})
    if found.skipped:
        more = tr("Rows that cannot be read today either: {n}.")
        return f"{said} {more.format(n=count_text(found.skipped))}"
    return said


def change_text(change: RemapChange) -> str:
    """Say how a field changes."""
    return tr("{field}: {before} becomes {after}").format(
        field=FIELDS[change.field], before=_short(change.before), after=_short(change.after)
    )


def _short(text: str) -> str:
    line = " ".join(text.split())
    cut = line if len(line) <= LONGEST else f"{line[:LONGEST]}…"
    return f"“{cut}”" if cut else tr("nothing")
