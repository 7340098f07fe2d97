"""One engine owns a data directory."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from causeloop_desktop.contract.engine import EngineFile
from causeloop_desktop.engine.lock import (
    DirectoryOwnedError,
    announced,
    owned,
    read_engine_file,
)
from causeloop_desktop.engine.store.errors import UnusableDirectoryError

FILE = EngineFile(base_url="http://127.0.0.1:4000", pid=4711, version="1", token="secret")

HOLD = """
import sys
from pathlib import Path
from causeloop_desktop.engine.lock import owned
with owned(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_owner_is_refused_and_told_who_holds_it(tmp_path: Path) -> None:
    with (
        owned(tmp_path),
        announced(tmp_path, FILE),
        pytest.raises(DirectoryOwnedError) as refusal,
        owned(tmp_path),
    ):
        pass
    assert "process id 4711" in str(refusal.value)
    assert "http://127.0.0.1:4000" in str(refusal.value)
    assert "secret" not in str(refusal.value)


def test_a_directory_is_free_again_after_its_owner(tmp_path: Path) -> None:
    with owned(tmp_path):
        pass
    with owned(tmp_path):
        pass


def test_a_directory_that_we_make_is_its_owners_alone(tmp_path: Path) -> None:
    with owned(tmp_path / "data"):
        if os.name == "posix":
            assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700


def test_a_directory_that_cannot_be_made_is_refused_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UnusableDirectoryError, match="Choose another"), owned(tmp_path / "file"):
        pass


def test_a_killed_owner_leaves_the_directory_free(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(DirectoryOwnedError), owned(tmp_path):
            pass
        holder.kill()
        holder.wait()
        with owned(tmp_path):
            pass


def test_the_engine_file_is_the_owners_alone_and_goes_with_it(tmp_path: Path) -> None:
    with announced(tmp_path, FILE):
        assert read_engine_file(tmp_path) == FILE
        if os.name == "posix":
            assert stat.S_IMODE((tmp_path / "engine.json").stat().st_mode) == 0o600
    assert read_engine_file(tmp_path) is None
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_engine_file_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "engine.json").write_text("{", encoding="utf-8")
    assert read_engine_file(tmp_path) is None
