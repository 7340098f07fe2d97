"""Background work steps back, also where Linux weighs sessions."""

import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from causeloop_desktop.engine.priority import AUTOGROUP, Priority

STEP_BACK = """
import sys
from pathlib import Path
from causeloop_desktop.engine.priority import Priority, give_way
give_way(Priority[sys.argv[1]])
give_way(Priority[sys.argv[1]])
print("ready", flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("priority", Priority)
def test_a_process_steps_back_once_with_its_session(priority: Priority) -> None:
    command = [sys.executable, "-c", STEP_BACK, priority.name]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, stdin=pipe, stdout=pipe, text=True, start_new_session=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        told, ours = psutil.Process(process.pid).nice(), psutil.Process().nice()
        if sys.platform == "linux":  # these tests, too, may have stepped back
            assert told == max(ours, priority.value)
        else:
            assert told > ours
        if AUTOGROUP.exists():
            weight = Path(f"/proc/{process.pid}/autogroup").read_text("ascii")
            assert weight.split()[-1] == str(priority.value)


def test_a_session_shared_with_others_keeps_its_weight() -> None:
    before = AUTOGROUP.read_text("ascii") if AUTOGROUP.exists() else ""
    command = [sys.executable, "-c", STEP_BACK, Priority.WORKING.name]
    subprocess.run(command, input="", text=True, check=True, stdout=subprocess.DEVNULL)
    after = AUTOGROUP.read_text("ascii") if AUTOGROUP.exists() else ""
    assert before == after
