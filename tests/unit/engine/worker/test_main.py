"""The worker's entry."""

import errno
import importlib.util
import json
import subprocess
import sys
import time

import pytest

from causeloop_desktop.contract.jobs import JobKind
from causeloop_desktop.engine.worker.main import MODULES

STAND_IN = """
import sys, time, types
from causeloop_desktop.engine.worker import main
from causeloop_desktop.engine.worker.protocol import WorkRefusedError

def run(spec, out):
    if spec.params.get("refuse"):
        raise WorkRefusedError("There is nothing to do.")
    if "errno" in spec.params:
        raise OSError(spec.params["errno"], "Out of order", spec.params.get("file"))
    print("a library that talks too much")
    out.progress(0.1)
    time.sleep(spec.params.get("seconds", 0))
    out.done(spec.params)

sys.modules["stand_in"] = types.SimpleNamespace(run=run)
main.MODULES["import"] = "stand_in"
sys.exit(main.main())
"""


def start() -> "subprocess.Popen[str]":
    pipe = subprocess.PIPE
    command = [sys.executable, "-c", STAND_IN]
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True)


def ask(process: "subprocess.Popen[str]", **params: object) -> None:
    spec = {"kind": "import", "database": "", "workspace_key": 1, "params": params}
    assert process.stdin is not None
    process.stdin.write(json.dumps(spec) + "\n")
    process.stdin.flush()


def test_its_answers_are_alone_on_the_pipe() -> None:
    with start() as process:
        ask(process, a=1)
        assert process.stdout is not None
        assert process.stderr is not None
        lines = [json.loads(line) for line in process.stdout]
        assert [line["type"] for line in lines] == ["progress", "done"]
        assert "talks too much" in process.stderr.read()
    assert process.returncode == 0


def test_half_a_character_ends_nothing() -> None:
    with start() as process:
        ask(process, text="half \ud83d")
        assert process.stdout is not None
        last = [json.loads(line) for line in process.stdout][-1]
    assert last == {"type": "done", "result": {"text": "half ?"}}
    assert process.returncode == 0


def test_a_refusal_is_its_last_line() -> None:
    with start() as process:
        ask(process, refuse=True)
        assert process.stdout is not None
        (line,) = [json.loads(line) for line in process.stdout]
    assert line == {"type": "error", "message": "There is nothing to do."}


def test_it_is_gone_at_once_when_the_engine_is() -> None:
    with start() as process:
        ask(process, seconds=60)
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdout.readline()
        closed = time.monotonic()
        process.stdin.close()
        assert process.wait(5) == 0
        assert time.monotonic() - closed < 1


def test_it_ends_without_a_word_when_nobody_asks_for_anything() -> None:
    with start() as process:
        assert process.communicate() == ("", "")
    assert process.returncode == 0


def test_it_ends_without_a_word_when_nobody_listens_any_more() -> None:
    with start() as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        ask(process)
        assert "Traceback" not in process.stderr.read()
    assert process.returncode == 0


@pytest.mark.parametrize("kind", [JobKind.IMPORT, JobKind.DETECTION, JobKind.MATCHING])
def test_every_kind_of_work_has_its_module(kind: JobKind) -> None:
    assert importlib.util.find_spec(MODULES[kind]) is not None


@pytest.mark.parametrize(
    ("params", "told"),
    [
        ({"errno": errno.ENOSPC}, "is full. Free some space"),
        ({"errno": errno.EROFS, "file": "/data/models/run_1.npz"}, "file run_1.npz in the data"),
    ],
)
def test_a_file_that_cannot_be_written_is_told_with_what_to_do(
    params: dict[str, object], told: str
) -> None:
    with start() as process:
        ask(process, **params)
        assert process.stdout is not None
        (line,) = (json.loads(line) for line in process.stdout)
    assert (line["type"], told in line["message"]) == ("error", True), line
    assert "/data" not in line["message"]


def test_a_fault_that_is_none_with_a_file_stays_one() -> None:
    with start() as process:
        ask(process, errno=errno.ECONNRESET)
        assert process.stdout is not None
        assert process.stdout.read() == ""
    assert process.returncode == 1
