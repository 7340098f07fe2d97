"""The engine in the foreground."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from causeloop_desktop.engine.lock import announced, owned, read_engine_file
from causeloop_desktop.engine.serve import serve
from causeloop_desktop.engine.settings import EngineSettings
from tests.unit.engine.test_lock import FILE

SERVE = """
import sys
from pathlib import Path
from causeloop_desktop.engine.serve import serve
from causeloop_desktop.engine.settings import EngineSettings
sys.exit(serve(EngineSettings(data_dir=Path(sys.argv[1]), port=0)))
"""


def test_a_taken_port_is_named_with_its_holder_and_another_is_offered(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert serve(EngineSettings(data_dir=tmp_path, port=port)) == 1
    said = capsys.readouterr().err
    assert f"Port {port} is taken" in said
    assert "Try: causeloop serve --port" in said
    if sys.platform == "linux":
        assert f"process id {os.getpid()}" in said


def test_an_owned_directory_is_refused_with_its_owner(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with owned(tmp_path), announced(tmp_path, FILE):
        assert serve(EngineSettings(data_dir=tmp_path, port=0)) == 1
    assert "process id 4711" in capsys.readouterr().err


def test_a_damaged_database_is_named_with_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "causeloop.db").write_bytes(b"no database " * 100)
    assert serve(EngineSettings(data_dir=tmp_path, port=0)) == 1
    said = capsys.readouterr().err
    assert f"{tmp_path / 'causeloop.db'} cannot be used: file is not a database" in said
    assert "backup" in said


def test_mock_mode_is_refused_beyond_this_machine(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert serve(EngineSettings(data_dir=tmp_path, host="192.0.2.1", mock=True)) == 2
    assert "this machine only" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for one process")
def test_it_answers_until_it_is_interrupted(tmp_path: Path) -> None:
    command = [sys.executable, "-c", SERVE, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert "Causeloop answers at http://127.0.0.1:" in process.stdout.readline()
        file = read_engine_file(tmp_path)
        assert file is not None
        answer = httpx.get(
            f"{file.base_url}/v1/engine",
            headers={"Authorization": f"Bearer {file.token}"},
            trust_env=False,
        )
        assert answer.status_code == 200
        process.send_signal(signal.SIGINT)
        assert process.wait(3) == 0
    assert read_engine_file(tmp_path) is None
