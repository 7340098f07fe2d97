"""What the doctor looks at."""

import json
from pathlib import Path

from causeloop_desktop.cli.doctor import check_machine
from tests.unit.cli.conftest import Causeloop


def test_checks_the_engine_beside_the_machine(causeloop: Causeloop) -> None:
    done = causeloop("doctor", "--json")

    checks = {check["name"]: check for check in json.loads(done.stdout)}
    assert checks["Engine and database"]["well"]
    assert "issues" in checks["Engine and database"]["seen"]


def test_a_directory_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    checks = {check.name: check for check in check_machine(tmp_path / "file" / "data")}

    assert not checks["Data directory"].well
    assert "--data-dir" in checks["Data directory"].next_step
