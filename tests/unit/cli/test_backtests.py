"""``causeloop backtest`` beside a running engine."""

import csv
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.unit.cli.conftest import Causeloop

START = datetime(2024, 1, 3, tzinfo=UTC)


def events_file(folder: Path) -> Path:
    """Write a file of plain events: a fingerprint and a time each."""
    file = folder / "events.csv"
    moments = (START + timedelta(days=9 * number) for number in range(20))
    lines = "".join(f"disk,{moment.isoformat()}\n" for moment in moments)
    file.write_text("fingerprint,source_created_at\n" + lines)
    return file


def test_says_how_well_it_came_true_and_saves_what_was_said(
    causeloop: Causeloop, tmp_path: Path
) -> None:
    saved = tmp_path / "said.csv"
    assert causeloop("import", str(events_file(tmp_path))).exit_code == 0

    done = causeloop("backtest", "--horizons", "7,30", "--gap", "0", "--out", str(saved))

    assert done.exit_code == 0, done.stdout
    assert f'Saved to "{saved}".' in done.stdout
    assert "Better than Poisson" in done.stdout
    rows = list(csv.DictReader(saved.read_text(encoding="utf-8").splitlines()))
    assert list(rows[0]) == ["group_id", "cutoff", "horizon", "p"]
    assert {row["horizon"] for row in rows if row["group_id"] == "disk"} == {"7", "30"}


def test_answers_in_json(causeloop: Causeloop) -> None:
    done = causeloop("backtest", "--step", "28", "--json")
    job = json.loads(done.stdout)
    assert (job["kind"], job["status"]) == ("backtest", "succeeded")
    assert "horizons" in job["result"]


def test_a_wrong_horizon_is_told_which_there_are(causeloop: Causeloop) -> None:
    done = causeloop("backtest", "--horizons", "8")
    assert done.exit_code == 2
    assert "7, 30 or 90" in done.stderr
