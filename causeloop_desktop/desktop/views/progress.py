"""Progress of something that one waits for: seen after 200 ms, and it can be cancelled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QProgressBar

from causeloop_desktop.desktop.theme.words import count_text
from causeloop_desktop.desktop.widgets.dialog import Dialog
from causeloop_desktop.desktop.widgets.labels import Caption

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

PATIENCE_MS = 200


class ProgressDialog(Dialog):
    """A bar and a count; opens by itself unless it is over before.

    Args:
        total: How many there will be, or 0 where that is not known.
        on_cancel: Ends the work at once.
    """

    def __init__(
        self, parent: QWidget, title: str, total: int, on_cancel: Callable[[], object]
    ) -> None:
        super().__init__(parent, title, width=380)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, total)
        self._count = Caption(self.tr("Starting"))
        self._total = total
        self.add(self._bar)
        self.add(self._count)
        self.set_buttons(self.cancel_button())
        self.rejected.connect(on_cancel)
        self._wait = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._wait.timeout.connect(self.open)
        self._wait.start()

    def show_count(self, done: int) -> None:
        """Say how many are done."""
        self._bar.setValue(min(done, self._total))
        of = self.tr("{n} of {total}").format(n=count_text(done), total=count_text(self._total))
        self._count.setText(of if self._total else count_text(done))

    def finish(self) -> None:
        """Vanish: the work has ended, one way or another."""
        self._wait.stop()
        self.accept()
        self.deleteLater()
