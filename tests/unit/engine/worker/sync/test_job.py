"""A sync in the worker: what it says is JSON, and what it records plays to the same rows."""

import io
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from causeloop_desktop.contract.cassettes import PlayResult
from causeloop_desktop.engine.worker.protocol import Outbox, Spec
from causeloop_desktop.engine.worker.sync.cassette import run as play
from causeloop_desktop.engine.worker.sync.job import run

ROWS = (
    (1, "2026-03-01 10:00:00", "The till stands still", "ada@acme.example called"),
    (2, "2026-03-01 11:00:00", "The till prints nothing", "password: hunter2-of-the-till"),
    (3, None, "Nobody knows when", ""),
)


@pytest.fixture
def source(tmp_path: Path) -> str:
    file = tmp_path / "shop.db"
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("CREATE TABLE faults (id INTEGER, updated TEXT, title TEXT, body TEXT)")
        database.executemany("INSERT INTO faults VALUES (?, ?, ?, ?)", ROWS)
    return f"sqlite:///{file}"


def said(work: Any, params: dict[str, Any]) -> list[dict[str, Any]]:
    """Let a worker work; give what it said."""
    out = io.StringIO()
    work(Spec("sync", "sqlite://", 1, params), Outbox(out))
    return [json.loads(line) for line in out.getvalue().splitlines()]


def params_of(source: str, tape: Path | None = None) -> dict[str, Any]:
    columns = {"id_column": "id", "updated_column": "updated"}
    texts = {"title_column": "title", "body_column": "body", "page_size": 2}
    return {
        "type": "database",
        "connector_id": "con_1",
        "settings": {"query": "SELECT * FROM faults", **columns, **texts},
        "base_url": "",
        "secrets": {"url": source},
        "per_minute": None,
        "backfill_days": 3_000,
        "bookmarks": [],
        "from": None,
        "to": None,
        "cassette": None if tape is None else {"path": str(tape), "salt": "salt", "at": 0},
    }


def keys_of(messages: list[dict[str, Any]]) -> list[str]:
    pages = [one for one in messages if one["type"] == "rows" and "raw" in one]
    return sorted(key for page in pages for key in page["raw"])


def test_rows_of_a_database_are_said_in_json_and_kept(source: str) -> None:
    messages = said(run, params_of(source))
    assert messages[-1]["result"]["failures"] == []
    assert keys_of(messages) == ["1", "2", "3"]


def test_a_source_without_http_is_recorded_and_played_too(source: str, tmp_path: Path) -> None:
    tape, rows = tmp_path / "tape.jsonl", tmp_path / "rows.jsonl"
    said(run, params_of(source, tape))
    text = tape.read_text()
    assert "The till stands still" in text
    assert not [one for one in ("ada@acme.example", "hunter2", str(tmp_path)) if one in text]
    played = said(play, {"path": str(tape), "source": None, "file": str(rows), "result": None})
    result = PlayResult.model_validate(played[-1]["result"])
    assert (result.rows, result.recorded_rows, result.failures) == (3, 3, ())
    records = [json.loads(line)["record"] for line in rows.read_text().splitlines()]
    assert {record["title"] for record in records} == {row[2] for row in ROWS}
    assert {record.get("updated_at") for record in records} == {
        "2026-03-01T10:00:00Z",
        "2026-03-01T11:00:00Z",
        None,
    }
