"""Looking at processes from outside: who runs, how much memory each has taken, who is left."""

import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psutil

MEGABYTE = 1024 * 1024
LOOK_SECONDS = 0.25
_PEAK = re.compile(r"^VmHWM:\s+(\d+) kB", re.MULTILINE)
_ANONYMOUS = re.compile(r"^RssAnon:\s+(\d+) kB", re.MULTILINE)


class Peaks:
    """The most memory in megabytes that each role of a tree of processes has taken.

    Attributes:
        resident: With pages of mapped files, which the system takes back when it needs them.
        private: What belongs to the process alone.
        cpu_seconds: How long the role has computed.
    """

    def __init__(self, root: int) -> None:
        self._root = root
        self.resident: dict[str, float] = {}
        self.private: dict[str, float] = {}
        self.cpu_seconds: dict[str, float] = {}

    def look(self) -> None:
        """Take note of what every process has now."""
        for process in tree(self._root):
            role, status = role_of(process), _status(process.pid)
            if role is None:
                continue
            self._note(self.resident, role, _megabytes(_PEAK, status))
            self._note(self.private, role, _megabytes(_ANONYMOUS, status))
            self._note(self.cpu_seconds, role, _cpu_seconds(process))

    @staticmethod
    def _note(peaks: dict[str, float], role: str, value: float) -> None:
        peaks[role] = max(peaks.get(role, 0.0), value)


@contextmanager
def watched(root: int) -> Iterator[Peaks]:
    """Watch the memory of a process and its descendants while the block runs."""
    peaks, done = Peaks(root), threading.Event()

    def watch() -> None:
        while not done.wait(LOOK_SECONDS):
            peaks.look()

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield peaks
    finally:
        done.set()
        thread.join()


def tree(root: int) -> list[psutil.Process]:
    """Give a process and its descendants; those that are gone are left out."""
    try:
        process = psutil.Process(root)
        return [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def role_of(process: psutil.Process) -> str | None:
    """Say which of our programs a process is; ``None``: it is gone."""
    try:
        words = process.cmdline()
    except psutil.Error:
        return None
    return "engine" if "_engine" in words else "worker" if "_worker" in words else "client"


def marked(mark: Mapping[str, str]) -> list[psutil.Process]:
    """Give the living processes that were started with ``mark`` in their environment."""
    return [process for process in psutil.process_iter() if _has(process, mark)]


def _has(process: psutil.Process, mark: Mapping[str, str]) -> bool:
    try:
        if process.status() == psutil.STATUS_ZOMBIE:
            return False
        environment: dict[str, str] = process.environ()
    except psutil.Error:
        return False
    return mark.items() <= environment.items()


def _cpu_seconds(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.Error:
        return 0.0
    return float(times.user + times.system)


def _status(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return ""


def _megabytes(pattern: re.Pattern[str], status: str) -> float:
    found = pattern.search(status)
    return int(found[1]) * 1024 / MEGABYTE if found else 0.0
