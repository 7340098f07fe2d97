"""Detections on the command line: proposed, shown, accepted, discarded."""

import json
from pathlib import Path

import pytest

from tests.unit.cli.conftest import Causeloop

WORKSPACE = ("--workspace", "runs")


@pytest.fixture(scope="module")
def told() -> list[str]:
    """Remember which workspaces have their issues."""
    return []


@pytest.fixture(autouse=True)
def _issues(causeloop: Causeloop, tmp_path: Path, told: list[str]) -> None:
    if told:
        return
    causeloop("workspaces", "create", "Runs")
    lines = (f"T-{row},Disk of node {row} is full,2024-01-{row + 1:02}" for row in range(9))
    file = tmp_path / "nine.csv"
    file.write_text("key,title,created\n" + "\n".join(lines))
    assert causeloop("import", str(file), *WORKSPACE).exit_code == 0
    told.append("runs")


def runs(causeloop: Causeloop, *options: str) -> list[dict[str, object]]:
    done = causeloop("detections", "list", "--json", *options, *WORKSPACE)
    found: list[dict[str, object]] = json.loads(done.stdout)
    return found


def test_a_proposal_prints_what_would_change_and_how_to_decide(causeloop: Causeloop) -> None:
    done = causeloop("detect", "--propose", *WORKSPACE)

    (run, *_) = runs(causeloop, "--status", "proposed")
    assert done.exit_code == 0, done.stderr
    assert "1 new pattern, 0 merged, 0 gone, 0 issues moved." in done.stdout
    assert "Nothing has changed yet." in done.stdout
    assert f"causeloop detections accept {run['id']}" in done.stdout
    assert "No patterns yet" in causeloop("patterns", "list", *WORKSPACE).stdout


def test_a_proposal_is_shown_again_and_discarded(causeloop: Causeloop) -> None:
    causeloop("detect", "--propose", *WORKSPACE)
    run = str(runs(causeloop, "--status", "proposed")[0]["id"])

    shown = causeloop("detections", "show", run, "--json", "--all", *WORKSPACE)
    gone = causeloop("detections", "discard", run, *WORKSPACE)

    (change,) = json.loads(shown.stdout)
    assert (change["kind"], change["issues"]) == ("new", 9)
    assert gone.stdout == "Discarded. Your patterns stay as they are.\n"
    assert causeloop("detections", "discard", run, *WORKSPACE).exit_code == 1


def test_an_accepted_proposal_is_visible(causeloop: Causeloop) -> None:
    causeloop("detect", "--propose", *WORKSPACE)
    run = str(runs(causeloop, "--status", "proposed")[0]["id"])

    done = causeloop("detections", "accept", run, *WORKSPACE)

    assert done.stdout == "Accepted. Shown now: 1 pattern.\n"
    assert len(json.loads(causeloop("patterns", "list", "--json", *WORKSPACE).stdout)) == 1
    table = causeloop("detections", "list", "--limit", "1", *WORKSPACE).stdout.splitlines()
    assert table[0].split()[:4] == ["Run", "Status", "Since", "Patterns"]
    assert table[1].split()[:2] == [run, "current"]


def test_a_detection_without_propose_never_waits(causeloop: Causeloop) -> None:
    done = causeloop("detect", *WORKSPACE)
    assert "1 pattern in 9 issues, 9 of them linked" in done.stdout
    assert runs(causeloop, "--status", "proposed") == []


def test_an_unknown_run_and_status_are_told(causeloop: Causeloop) -> None:
    unknown = causeloop("detections", "show", "run_none", *WORKSPACE)
    wrong = causeloop("detections", "list", "--status", "gone", *WORKSPACE)
    assert (unknown.exit_code, wrong.exit_code) == (1, 2)
    assert "run_none" in unknown.stderr
