"""How verbs end."""

import subprocess
import sys
from pathlib import Path

from tests.unit.cli.conftest import Causeloop


def test_a_reader_that_has_enough_is_no_error(
    causeloop: Causeloop, data_dir: Path, tmp_path: Path
) -> None:
    file = tmp_path / "many.csv"
    file.write_text("id,title\n" + "".join(f"{row},{'x' * 200}\n" for row in range(2_000)))
    causeloop("workspaces", "create", "Many")
    assert causeloop("import", str(file), "--workspace", "many").exit_code == 0
    command = [sys.executable, "-m", "causeloop_desktop", "issues", "list", "--all"]
    command += ["--format", "csv", "--data-dir", str(data_dir), "--workspace", "many"]

    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as verb:
        assert verb.stdout is not None
        assert verb.stderr is not None
        assert verb.stdout.readline().startswith(b"id,title")
        verb.stdout.close()
        said = verb.stderr.read()

    assert said == b""
    assert verb.returncode == 0
