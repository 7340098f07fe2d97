"""The dialog that asks for consent: what a run would change, and Accept or Discard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from causeloop_desktop.contract.detections import RunStatus
from causeloop_desktop.desktop.presenters.detections import DetectionsPresenter
from causeloop_desktop.desktop.tasks import TaskGroup
from causeloop_desktop.desktop.views.detections.panel import RunPanel
from causeloop_desktop.desktop.views.detections.words import difference_text, reason_text
from causeloop_desktop.desktop.widgets.buttons import Button
from causeloop_desktop.desktop.widgets.dialog import Dialog

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from typing import Any

    from PySide6.QtWidgets import QWidget

    from causeloop_desktop.contract.base import RunId
    from causeloop_desktop.desktop.presenters.detections import RunsState
    from causeloop_desktop.desktop.views.base import Desk

WIDTH, HEIGHT = 1120, 660


class ConsentDialog(Dialog):
    """Shows the diff of a run that waits; closing it leaves the run waiting."""

    def __init__(self, parent: QWidget, desk: Desk, run_id: RunId) -> None:
        super().__init__(parent, parent.tr("A detection waits for your consent"), width=WIDTH)
        self._desk = desk
        self.tasks = TaskGroup(desk.report)
        self.presenter = DetectionsPresenter(desk.session)
        self.panel = RunPanel(self.presenter, self.tasks)
        self.accept_button = Button(self.tr("Accept"), primary=True)
        self.discard_button = Button(self.tr("Discard"))
        self.prefer_size(WIDTH, HEIGHT)
        self.add(self.panel, 1)
        later = self.cancel_button(self.tr("Decide later"))
        self.set_buttons(later, self.accept_button, left=self.discard_button)
        self._connect()
        self.tasks.spawn(self.presenter.open(run_id), name="run")

    def done(self, result: int) -> None:
        """Close, and end what is under way."""
        self.tasks.cancel()
        super().done(result)

    def _connect(self) -> None:
        presenter = self.presenter
        self.accept_button.clicked.connect(lambda: self._spawn(self._accept()))
        self.discard_button.clicked.connect(lambda: self._spawn(self._discard()))
        self.panel.pattern_opened.connect(self._open_pattern)
        self._unsubscribe = presenter.subscribe(self._draw)

    def _draw(self, state: RunsState) -> None:
        run = state.run
        if run is not None and run.result is not None:
            self.set_title(difference_text(run.result), reason_text(run.result))
        self.panel.draw(state)
        decided = run is not None and run.status is not RunStatus.PROPOSED
        self.accept_button.setEnabled(state.can_decide)
        self.discard_button.setEnabled(state.can_decide)
        self.discard_button.setVisible(not decided)

    async def _accept(self) -> None:
        decided = await self.presenter.accept()
        if decided is not None:
            words = self.tr("Accepted: the patterns are as the detection found them")
            self._desk.navigator.tell_done(words, decided.operation_id)
            self.accept()

    async def _discard(self) -> None:
        if await self.presenter.discard() is not None:
            words = self.tr("Discarded: your patterns stay as they are")
            self._desk.navigator.tell_done(words, None)
            self.accept()

    def _open_pattern(self, pattern: str) -> None:
        self._desk.navigator.go("patterns", pattern)
        self.reject()

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        self.tasks.spawn(work, name="decide")
