"""The engine as a child of another program."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import psutil
import pytest

from causeloop_desktop.engine.child import EXIT_NO_TOKEN, EXIT_OWNED
from causeloop_desktop.engine.lock import read_engine_file
from tests.support.engines import child_engine

PARENT = """
import subprocess, sys
engine = subprocess.Popen(
    [sys.executable, "-m", "causeloop_desktop", "_engine", "--data-dir", sys.argv[1]],
    stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
)
engine.stdin.write("token\\n")
engine.stdin.flush()
print(engine.stdout.readline(), end="", flush=True)
sys.stdin.read()
"""


def test_it_answers_its_launch_token_and_nobody_else(tmp_path: Path) -> None:
    with child_engine(tmp_path) as engine:
        url = f"{engine.ready.base_url}/v1/engine"
        assert httpx.get(url, headers=engine.headers, trust_env=False).status_code == 200
        assert httpx.get(url, trust_env=False).status_code == 401


def test_it_says_where_it_is_and_takes_that_back_when_its_stdin_closes(tmp_path: Path) -> None:
    with child_engine(tmp_path) as engine:
        file = read_engine_file(tmp_path)
        assert file is not None
        assert (file.base_url, file.pid) == (engine.ready.base_url, engine.ready.pid)
        engine.close_stdin()
        assert engine.process.wait(3) == 0
        assert engine.process.stdout is not None
        assert engine.process.stdout.read() == ""
    assert read_engine_file(tmp_path) is None


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM to catch")
def test_it_ends_in_order_on_a_signal_even_at_once(tmp_path: Path) -> None:
    with child_engine(tmp_path) as engine:
        engine.process.send_signal(signal.SIGTERM)
        assert engine.process.wait(3) == 0
    assert read_engine_file(tmp_path) is None


def test_it_is_gone_within_two_seconds_of_its_killed_parent(tmp_path: Path) -> None:
    command = [sys.executable, "-c", PARENT, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        parent.stdout.readline()
        file = read_engine_file(tmp_path)
        assert file is not None
        parent.kill()
        parent.wait()
    started = time.monotonic()
    while _lives(file.pid) and time.monotonic() - started < 5:
        time.sleep(0.02)
    assert time.monotonic() - started < 2


def test_a_second_one_is_refused_with_its_own_exit_code(tmp_path: Path) -> None:
    with child_engine(tmp_path) as engine:
        second = _run(tmp_path, "another-token\n")
    assert second.returncode == EXIT_OWNED
    assert second.stdout == ""
    assert f"process id {engine.ready.pid}" in second.stderr


def test_without_a_token_it_does_not_start(tmp_path: Path) -> None:
    assert _run(tmp_path, "").returncode == EXIT_NO_TOKEN


def _lives(pid: int) -> bool:
    """Tell whether a process still runs; one that nobody has buried yet does not."""
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def _run(folder: Path, stdin: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "causeloop_desktop", "_engine", "--data-dir", str(folder)],
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
    )
