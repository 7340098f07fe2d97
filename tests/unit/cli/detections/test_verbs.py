"""Detections on the command line: proposed, shown, accepted, discarded."""

import json
from collections.abc import Iterator
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
    assert causeloop("detect", *WORKSPACE).exit_code == 0
    told.append("runs")


@pytest.fixture(autouse=True)
def _one_pattern(causeloop: Causeloop, _issues: None) -> Iterator[None]:
    """Begin with one pattern of nine issues, which is too small for the next detection."""
    choose_size(causeloop, 20)
    yield
    choose_size(causeloop, 2)
    again = causeloop("detect", *WORKSPACE)
    assert again.exit_code == 0, again.stderr
    assert patterns(causeloop) == 1


def choose_size(causeloop: Causeloop, least: int) -> None:
    done = causeloop("detections", "settings", "--minimum-size", str(least), *WORKSPACE)
    assert done.exit_code == 0, done.stderr


def patterns(causeloop: Causeloop) -> int:
    return len(json.loads(causeloop("patterns", "list", "--json", *WORKSPACE).stdout))


def runs(causeloop: Causeloop, *options: str) -> list[dict[str, object]]:
    done = causeloop("detections", "list", "--json", *options, *WORKSPACE)
    found: list[dict[str, object]] = json.loads(done.stdout)
    return found


def test_a_proposal_prints_what_would_change_and_how_to_decide(causeloop: Causeloop) -> None:
    done = causeloop("detect", "--propose", *WORKSPACE)

    (run, *_) = runs(causeloop, "--status", "proposed")
    assert done.exit_code == 0, done.stderr
    assert "0 new patterns, 0 merged, 1 gone, 0 issues moved." in done.stdout
    assert "Nothing has changed yet." in done.stdout
    assert f"causeloop detections accept {run['id']}" in done.stdout
    assert patterns(causeloop) == 1


def test_a_proposal_is_shown_again_and_discarded(causeloop: Causeloop) -> None:
    causeloop("detect", "--propose", *WORKSPACE)
    run = str(runs(causeloop, "--status", "proposed")[0]["id"])

    shown = causeloop("detections", "show", run, "--json", "--all", *WORKSPACE)
    gone = causeloop("detections", "discard", run, *WORKSPACE)

    (change,) = json.loads(shown.stdout)
    assert (change["kind"], change["issues"]) == ("vanished", 9)
    assert gone.stdout == "Discarded. Your patterns stay as they are.\n"
    assert causeloop("detections", "discard", run, *WORKSPACE).exit_code == 1


def test_an_accepted_proposal_is_visible(causeloop: Causeloop) -> None:
    causeloop("detect", "--propose", *WORKSPACE)
    run = str(runs(causeloop, "--status", "proposed")[0]["id"])

    done = causeloop("detections", "accept", run, *WORKSPACE)

    assert done.stdout == "Accepted. Shown now: 0 patterns.\n"
    assert patterns(causeloop) == 0
    table = causeloop("detections", "list", "--limit", "1", *WORKSPACE).stdout.splitlines()
    assert table[0].split()[:4] == ["Run", "Status", "Since", "Patterns"]
    assert table[1].split()[:2] == [run, "current"]


def test_a_detection_without_propose_never_waits(causeloop: Causeloop) -> None:
    done = causeloop("detect", *WORKSPACE)
    assert "0 patterns in 9 issues, 0 of them linked" in done.stdout
    assert runs(causeloop, "--status", "proposed") == []


def test_an_unknown_run_and_status_are_told(causeloop: Causeloop) -> None:
    unknown = causeloop("detections", "show", "run_none", *WORKSPACE)
    wrong = causeloop("detections", "list", "--status", "gone", *WORKSPACE)
    assert (unknown.exit_code, wrong.exit_code) == (1, 2)
    assert "run_none" in unknown.stderr


def test_settings_are_tried_changed_and_shown(causeloop: Causeloop) -> None:
    tried = causeloop("detections", "settings", "--minimum-size", "30", "--preview", *WORKSPACE)
    untouched = causeloop("detections", "settings", *WORKSPACE)
    changed = causeloop("detections", "settings", "--gap-hours", "12", *WORKSPACE)
    shown = causeloop("detections", "settings", "--json", *WORKSPACE)
    wrong = causeloop("detections", "settings", "--sensitivity", "2", *WORKSPACE)

    assert "0 patterns instead of 1, 9 issues fit nowhere instead of 0." in tried.stdout
    assert "8 would leave “Disk of node" in tried.stdout
    assert untouched.stdout == "Minimum size 20, sensitivity 0.5, gap 6 hours.\n"
    assert "gap 12 hours" in changed.stdout
    assert json.loads(shown.stdout)["gap_hours"] == 12
    assert wrong.exit_code == 2
