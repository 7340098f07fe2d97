"""``causeloop predictions accuracy`` and ``refresh`` beside a running engine."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.unit.cli.conftest import Causeloop


def events_file(folder: Path) -> Path:
    """Write a file of plain events that come back every five, eleven and forty days."""
    file = folder / "events.csv"
    now = datetime.now(UTC)
    lines = [
        f"every-{every},{(now - timedelta(days=days)).isoformat()}"
        for every in (5, 11, 40)
        for days in range(1, 700, every)
    ]
    file.write_text("\n".join(["fingerprint,source_created_at", *lines]) + "\n")
    return file


def test_an_empty_workspace_claims_nothing(causeloop: Causeloop) -> None:
    causeloop("workspaces", "create", "Untouched")
    told = causeloop("predictions", "accuracy", "--workspace", "untouched")
    assert told.exit_code == 0
    assert "Not enough finished windows yet: 0 of 200." in told.stdout


def test_after_a_fit_scores_and_rivals_are_told(causeloop: Causeloop, tmp_path: Path) -> None:
    assert causeloop("import", str(events_file(tmp_path))).exit_code == 0
    assert causeloop("detect").exit_code == 0
    assert "finished windows" in causeloop("predictions", "refresh").stdout

    told = causeloop("predictions", "accuracy", "--window", "7", "--origin", "backtest")

    assert "Always the average" in told.stdout
    assert "When we said" in told.stdout
    answer = json.loads(causeloop("predictions", "accuracy", "--window", "7", "--json").stdout)
    assert (answer["origin"], answer["enough"]) == ("backtest", True)


def test_an_unknown_origin_is_told_which_there_are(causeloop: Causeloop) -> None:
    done = causeloop("predictions", "accuracy", "--origin", "dreams")
    assert done.exit_code == 2
    assert "live or backtest" in done.stderr
