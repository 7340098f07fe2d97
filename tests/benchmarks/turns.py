"""How long the turns of a Qt loop take: from waking up to waiting again, with what was drawn."""

import asyncio
import gc
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QAbstractEventDispatcher, QCoreApplication, QEvent, QObject, QTimerEvent

from tests.benchmarks.report import milliseconds, percentile

TOLD = 5
COROUTINES = "_SimpleTimer"
"""The object through which qasync runs callbacks of asyncio, each as one timer event."""


@dataclass(frozen=True)
class Part:
    """One event of a turn with all that it led to until the next one.

    Attributes:
        collected: Seconds of ``cpu`` that the collector of cycles took.
    """

    name: str
    cpu: float
    collected: float

    def report(self) -> dict[str, Any]:
        """Say it in milliseconds."""
        cpu, collected = milliseconds((self.cpu, self.collected))
        return {"what": self.name, "cpu_ms": round(cpu, 1), "collector_ms": round(collected, 1)}


@dataclass
class Turns:
    """Seconds of each turn, as the clock and as the processor count them.

    While a turn lasts, the window answers nothing. ``frames`` are the turns that drew; ``parts``
    the callbacks that computed longest, each by itself: a turn in which the loop was late, and so
    had several things to do before it could wait again, is the sum of several.
    """

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    frames: list[float] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)

    def add(self, more: "Turns") -> None:
        """Take in turns of another time."""
        self.wall += more.wall
        self.cpu += more.cpu
        self.frames += more.frames
        self.note(more.parts)

    def note(self, parts: list[Part]) -> None:
        """Keep those that computed longest."""
        self.parts = sorted([*self.parts, *parts], key=lambda part: -part.cpu)[:TOLD]

    def frame_report(self) -> dict[str, float]:
        """Sum up the turns that drew."""
        found = milliseconds(self.frames)
        shares = {"p50": 50, "p95": 95, "p99": 99}
        return {
            "frames": len(found),
            **{f"{name}_ms": percentile(found, share) for name, share in shares.items()},
        }


@dataclass(frozen=True)
class _Mark:
    """The moment at which an event is about to be delivered."""

    name: str
    cpu: float
    collected: float


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
        self._marks: list[_Mark] = []
        self._collected = self._collecting = 0.0
        app.installEventFilter(self)
        QAbstractEventDispatcher.instance().aboutToBlock.connect(self._end)

    @contextmanager
    def watching(self) -> Iterator[Turns]:
        """Collect the turns of a block."""
        self._turns = Turns()
        gc.callbacks.append(self._note_collector)
        yield self._turns
        gc.callbacks.remove(self._note_collector)
        self._turns = Turns()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note when a turn begins, what it consists of, and whether it draws."""
        cpu = time.thread_time()
        if self._began is None:
            self._began = (time.perf_counter(), cpu)
        if event.type() == QEvent.Type.Paint and watched is self._drawn:
            self._drew = True
        self._marks.append(_Mark(_name(watched, event), cpu, self._collected))
        return False

    def _end(self) -> None:
        if self._began is None:
            return
        now = time.thread_time()
        wall, cpu = time.perf_counter() - self._began[0], now - self._began[1]
        self._turns.wall.append(wall)
        self._turns.cpu.append(cpu)
        if self._drew:
            self._turns.frames.append(wall)
        ends = [*self._marks[1:], _Mark("", now, self._collected)]
        self._turns.note([_part(mark, end) for mark, end in zip(self._marks, ends, strict=True)])
        self._began, self._drew, self._marks = None, False, []

    def _note_collector(self, phase: str, _facts: Mapping[str, int]) -> None:
        """Add up what collections cost this thread; other threads have their own turns."""
        if threading.current_thread() is not threading.main_thread():
            return
        if phase == "start":
            self._collecting = time.thread_time()
        else:
            self._collected += time.thread_time() - self._collecting


def _part(mark: _Mark, end: _Mark) -> Part:
    return Part(mark.name, end.cpu - mark.cpu, end.collected - mark.collected)


def _name(watched: QObject, event: QEvent) -> str:
    """Say what an event is for; one that runs a callback of asyncio names the coroutine."""
    kind = type(watched).__name__
    if kind == COROUTINES and isinstance(event, QTimerEvent):
        return f"asyncio: {_callback(watched, event)}"[:120]
    return f"{kind}: {event.type().name}"


def _callback(watched: QObject, event: QTimerEvent) -> str:
    handle = vars(watched).get(f"{COROUTINES}__callbacks", {}).get(event.timerId())
    owner = getattr(getattr(handle, "_callback", None), "__self__", None)
    return owner.get_name() if isinstance(owner, asyncio.Task) else repr(handle)
