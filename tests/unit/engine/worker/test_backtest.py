"""What the worker says and writes while it looks back over a real database."""

import io
import json
from pathlib import Path
from typing import Any

from causeloop_desktop.contract.backtests import BacktestResult
from causeloop_desktop.engine.domain.records.normalise import Record
from causeloop_desktop.engine.store.database import Database, sqlite_url
from causeloop_desktop.engine.store.intake.ingest import upsert
from causeloop_desktop.engine.worker import backtest
from causeloop_desktop.engine.worker.protocol import Outbox, Spec
from tests.support.databases import NOON_US, add_workspace

DAY_US = 86_400_000_000


def record(number: int, title: str, days_ago: float, fingerprint: str | None = None) -> Record:
    return Record(
        source="jira",
        origin="",
        external_id=f"A-{number}",
        title=title,
        fingerprint=fingerprint,
        created_us=NOON_US - round(days_ago * DAY_US),
    )


def look_back(database: Database, folder: Path, *records: Record) -> tuple[BacktestResult, Any]:
    workspace = add_workspace(database)
    database.submit(lambda write: upsert(write, workspace, records)).result()
    params = {
        "horizons": [7, 30],
        "step_days": 7,
        "gap_us": 0,
        "until_us": NOON_US,
        "file": str(folder / "backtests" / "rows.jsonl"),
    }
    out = io.StringIO()
    url = sqlite_url(folder / "causeloop.db")
    backtest.run(Spec("backtest", url, workspace, params), Outbox(out))
    messages = [json.loads(line) for line in out.getvalue().splitlines()]
    shares = [message["progress"] for message in messages if message["type"] == "progress"]
    assert shares == sorted(shares)
    lines = (folder / "backtests" / "rows.jsonl").read_text(encoding="utf-8").splitlines()
    return BacktestResult.model_validate(messages[-1]["result"]), list(map(json.loads, lines))


def test_groups_are_fingerprints_and_what_matching_puts_together(
    database: Database, tmp_path: Path
) -> None:
    marked = [record(n, f"Marked {n}", 100 - 20 * n, "disk") for n in range(5)]
    alike = [record(10 + n, f"Node {n} of 17 fell over", 95 - 20 * n) for n in range(4)]
    result, rows = look_back(database, tmp_path, *marked, *alike, record(99, "Alone", 50))
    groups = {row[0] for row in rows}
    assert "disk" in groups
    assert len(groups) == 2
    assert (groups - {"disk"}).pop().startswith("pat_")
    assert (result.groups, result.matched_groups, result.events) == (2, 1, 9)
    assert result.rows == len(rows)


def test_a_deploy_is_no_failure(database: Database, tmp_path: Path) -> None:
    marked = [record(n, f"Marked {n}", 100 - 20 * n, "disk") for n in range(5)]
    deploys = [
        record(20 + n, "Deploy of the shop", 99 - 20 * n)._replace(metadata='{"kind":"deploy"}')
        for n in range(5)
    ]
    result, rows = look_back(database, tmp_path, *marked, *deploys)
    assert {row[0] for row in rows} == {"disk"}
    assert result.events == 5


def test_rows_are_of_the_horizons_that_were_asked_for(database: Database, tmp_path: Path) -> None:
    marked = [record(n, "Same", 100 - 20 * n, "disk") for n in range(5)]
    result, rows = look_back(database, tmp_path, *marked)
    assert [accuracy.horizon for accuracy in result.horizons] == [7, 30]
    assert {row[2] for row in rows} == {7, 30}
    assert all(row[1].endswith("T00:00:00Z") for row in rows)
    assert all(0.01 <= row[3] <= 0.99 for row in rows)


def test_an_empty_workspace_says_nothing(database: Database, tmp_path: Path) -> None:
    result, rows = look_back(database, tmp_path)
    assert (result.rows, result.horizons, rows) == (0, (), [])
