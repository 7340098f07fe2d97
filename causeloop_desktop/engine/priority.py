"""Giving way: whoever looks at the window goes first, then the engine, then long work."""

import contextlib
import enum
import os
import sys
from pathlib import Path

AUTOGROUP = Path("/proc/self/autogroup")


class Priority(enum.Enum):
    """How far a process steps back, as niceness where the system counts so."""

    ANSWERING = 5
    WORKING = 10


WINDOWS = {Priority.ANSWERING: 0x4000, Priority.WORKING: 0x40}
"""The classes "below normal" and "idle" (SetPriorityClass)."""


def give_way(priority: Priority) -> None:
    """Let what is more urgent have the processor first, from now until the process ends.

    Threads that run already keep their priority on Linux: call this before starting any.
    Linux may weigh whole sessions against each other ("autogroup", see sched(7)); then niceness
    counts within ours only, so a session of our own steps back too.
    """
    if sys.platform == "win32":
        import ctypes

        this_process = ctypes.c_void_p(-1)  # what GetCurrentProcess gives
        ctypes.windll.kernel32.SetPriorityClass(this_process, WINDOWS[priority])
        return
    os.nice(max(0, priority.value - os.nice(0)))
    if os.getsid(0) == os.getpid():
        _step_back_as_session(priority)


def _step_back_as_session(priority: Priority) -> None:
    with contextlib.suppress(OSError):  # no autogroups here, or a process not allowed to
        AUTOGROUP.write_text(str(priority.value), "ascii")
