"""Looks again each second while something is waited for, and rests otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from PySide6.QtCore import QObject

SECOND_MS = 1000


class Countdown(QTimer):
    """Calls back each second until the last of some moments has come.

    Args:
        parent: Whose words go down.
        clock: Says what time it is.
        on_second: Writes them anew.
    """

    def __init__(
        self, parent: QObject, clock: Callable[[], datetime], on_second: Callable[[], None]
    ) -> None:
        super().__init__(parent)
        self._clock = clock
        self._until: datetime | None = None
        self._on_second = on_second
        self.setInterval(SECOND_MS)
        self.timeout.connect(self._look)

    def follow(self, moments: Iterable[datetime | None]) -> None:
        """Go on until the last of these."""
        known = [moment for moment in moments if moment is not None]
        self._until = max(known, default=None)
        if self._is_over():
            self.stop()
        elif not self.isActive():
            self.start()

    def _look(self) -> None:
        self._on_second()
        if self._is_over():
            self.stop()

    def _is_over(self) -> bool:
        return self._until is None or self._until <= self._clock()
