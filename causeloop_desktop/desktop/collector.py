"""When Python looks for garbage that refers to itself: on the window's loop, a little at a time.

Left alone, the interpreter collects whenever enough was allocated, on whichever thread that
happens, and every so often walks through everything there is. With the code of all screens and
some thousand rows in memory such a walk stops the window for 100 ms. And where a thread other than
the window's own finds a widget among the garbage, it destroys it there, which Qt forbids.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

LOOK_MS = 500
"""How long garbage may wait. Most never does: it is freed when the last reference goes."""


class Collector(QObject):
    """Collects in place of the interpreter, from its making until ``stop``.

    What has come to stay (modules, classes, widgets of a screen) is set aside by ``settle``, so
    that no later walk passes through it; a walk through the rest takes a few milliseconds.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._settling = False
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        gc.disable()

    def settle(self) -> None:
        """Set aside at the next look what is there by then, but for the youngest garbage."""
        self._settling = True

    def look(self) -> None:
        """Collect the young; every so often, by the interpreter's own thresholds, the older too."""
        if self._settling:
            self._settling = False
            gc.collect(1)
            gc.freeze()
        else:
            gc.collect(_oldest_due())

    def stop(self) -> None:
        """Leave collecting to the interpreter again, with all that was set aside."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()


def _oldest_due() -> int:
    """Give the oldest generation whose turn it is; a young one is due at every look."""
    counts, thresholds = gc.get_count(), gc.get_threshold()
    return max((age for age in (1, 2) if counts[age] > thresholds[age]), default=0)
