"""How long the turns of a Qt loop take: from waking up to waiting again, with what was drawn."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from PySide6.QtCore import QAbstractEventDispatcher, QCoreApplication, QEvent, QObject

from tests.benchmarks.report import milliseconds, percentile


@dataclass
class Turns:
    """Seconds of each turn, as the clock and as the processor count them.

    While a turn lasts, the window answers nothing. ``frames`` are the turns that drew.
    """

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    frames: list[float] = field(default_factory=list)

    def add(self, more: "Turns") -> None:
        """Take in turns of another time."""
        self.wall += more.wall
        self.cpu += more.cpu
        self.frames += more.frames

    def frame_report(self) -> dict[str, float]:
        """Sum up the turns that drew."""
        found = milliseconds(self.frames)
        shares = {"p50": 50, "p95": 95, "p99": 99}
        return {
            "frames": len(found),
            **{f"{name}_ms": percentile(found, share) for name, share in shares.items()},
        }


class TurnWatch(QObject):
    """Follows the loop of an application, and what one of its widgets draws.

    A turn begins with the first event after the loop has waited; Qt tells of no earlier moment.
    """

    def __init__(self, app: QCoreApplication, drawn: QObject) -> None:
        super().__init__()
        self._turns = Turns()
        self._drawn = drawn
        self._began: tuple[float, float] | None = None
        self._drew = False
        app.installEventFilter(self)
        QAbstractEventDispatcher.instance().aboutToBlock.connect(self._end)

    @contextmanager
    def watching(self) -> Iterator[Turns]:
        """Collect the turns of a block."""
        self._turns = Turns()
        yield self._turns
        self._turns = Turns()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note when a turn begins, and whether it draws."""
        if self._began is None:
            self._began = (time.perf_counter(), time.thread_time())
        if event.type() == QEvent.Type.Paint and watched is self._drawn:
            self._drew = True
        return False

    def _end(self) -> None:
        if self._began is None:
            return
        wall, cpu = time.perf_counter() - self._began[0], time.thread_time() - self._began[1]
        self._turns.wall.append(wall)
        self._turns.cpu.append(cpu)
        if self._drew:
            self._turns.frames.append(wall)
        self._began, self._drew = None, False
