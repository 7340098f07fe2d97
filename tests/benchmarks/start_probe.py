"""The window program with a stopwatch in it: ``bench_start`` starts it in a process of its own.

It composes the window as the program does, and clicks on the sidebar until the window answers.
``python -m tests.benchmarks.start_probe BEGAN DATA_DIR``, where ``BEGAN`` is ``time.monotonic()``
of whoever starts it, so that imports count.
"""

import asyncio
import json
import sys
import time
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget
from qasync import QEventLoop

from causeloop_desktop.desktop import app as program
from causeloop_desktop.desktop.main_window import MainWindow
from causeloop_desktop.desktop.single_instance import SingleInstance
from causeloop_desktop.desktop.views.base import View

WANTED, FIRST = "issues", "dashboard"
LOOK_MS = 5
LIMIT_SECONDS = 30.0


class Stopwatch(QObject):
    """Notes when the window first does what; closes it when it has done everything."""

    STEPS = ("first_paint", "sidebar_answers", "connected", "rows_shown")

    def __init__(self, window: MainWindow, began: float) -> None:
        super().__init__()
        self._window = window
        self._began = began
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self._look)
        self.seconds: dict[str, float] = {}
        self.cpu_seconds: dict[str, float] = {}
        window.top_bar.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note a first paint."""
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            shell = watched is self._window.top_bar
            self._note("first_paint" if shell else "sidebar_answers")
            self._timer.start()
        return False

    def _look(self) -> None:
        view = self._window.stack.currentWidget()
        if self._window.sidebar.current != WANTED:
            _click(self._window.sidebar._buttons[WANTED])
            if self._window.sidebar.current == WANTED and view is not None:
                view.installEventFilter(self)
        elif isinstance(view, View):
            self._look_at(view)
        late = time.monotonic() - self._began > LIMIT_SECONDS
        if late or len(self.seconds) == len(self.STEPS):
            self._timer.stop()
            self._window.close()

    def _look_at(self, view: View) -> None:
        if "sidebar_answers" not in self.seconds:
            view.installEventFilter(self)
        if view.desk.session.is_open:
            self._note("connected")
        model = vars(view).get("model")  # no import of the view: it would count
        if model is not None and model.total:
            self._note("rows_shown")

    def _note(self, step: str) -> None:
        self.seconds.setdefault(step, time.monotonic() - self._began)
        self.cpu_seconds.setdefault(step, time.process_time())


def _click(widget: QWidget) -> None:
    """Press and release the left button on a widget, through the queue of events."""
    place = QPointF(widget.rect().center())
    left, no_keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    for kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease):
        on_screen = widget.mapToGlobal(place)
        event = QMouseEvent(kind, place, on_screen, left, left, no_keys)
        QCoreApplication.postEvent(widget, event)


def main() -> None:
    """Open the window, print what was noted, and leave with it."""
    began, data_dir = float(sys.argv[1]), Path(sys.argv[2])
    data_dir.mkdir(parents=True, exist_ok=True)
    application = program._make_application()
    instance = SingleInstance(data_dir)
    instance.claim()
    program._log_to(data_dir / "logs")
    loop = QEventLoop(application)
    asyncio.set_event_loop(loop)
    with loop:
        desktop = program.Desktop(application, program.Options(data_dir), instance)
        desktop.preferences.set("screen", FIRST)
        watch = Stopwatch(desktop.window, began)
        loop.run_until_complete(desktop.run())
    print(json.dumps({"seconds": watch.seconds, "cpu_seconds": watch.cpu_seconds}))


if __name__ == "__main__":
    main()
