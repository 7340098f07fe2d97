"""Kept rows in the worker: what differs is sent in small parts, and a kill costs one chunk."""

import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from causeloop_desktop.engine.store.database import WriteTransaction
from causeloop_desktop.engine.store.intake.kept_rows import KeptRowStore
from causeloop_desktop.engine.worker.protocol import Outbox, Spec
from causeloop_desktop.engine.worker.remap import WRITTEN_AT_ONCE, run
from tests.support.databases import add_workspace, open_database

COUNT = 1_030
CONNECTOR = 7


@dataclass(frozen=True)
class Kept:
    """A database with kept rows of one connection, and none of their issues."""

    url: str
    workspace_key: int


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    database = open_database(tmp_path)
    workspace_key = add_workspace(database)
    rows = {f"{number:05}": _row(number) for number in range(COUNT)}

    def keep(write: WriteTransaction) -> None:
        kept = KeptRowStore(write.connection, workspace_key, CONNECTOR)
        kept.keep(write.now_us, "issues", "", rows)

    database.submit(keep).result()
    database.close()
    return Kept(database.url, workspace_key)


def _row(number: int) -> dict[str, Any]:
    moment = "2026-03-01T10:00:00Z"
    return {
        "id": f"{number:05}",
        "node_id": f"I_{number}",
        "number": number,
        "title": f"Fault {number}",
        "state": "open",
        "html_url": f"https://github.com/acme/shop/issues/{number}",
        "created_at": moment,
        "updated_at": moment,
    }


def _said(kept: Kept, after: list[str] | None = None, done: int = 0) -> list[dict[str, Any]]:
    out = io.StringIO()
    params = {
        "type": "github",
        "connector_key": CONNECTOR,
        "connector_id": "con_1",
        "settings": {},
        "base_url": "https://api.github.com",
        "after": after,
        "done": done,
    }
    run(Spec("remap", kept.url, kept.workspace_key, params), Outbox(out))
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_what_differs_comes_in_parts_that_are_written_quickly(kept: Kept) -> None:
    messages = [one for one in _said(kept) if one["type"] == "rows"]
    assert max(len(one["records"]) for one in messages) <= WRITTEN_AT_ONCE
    assert sum(len(one["records"]) for one in messages) == COUNT
    counts = [one["counts"] for one in messages if "after" in one]
    assert sum(one["rows"] for one in counts) == sum(one["new"] for one in counts) == COUNT


def test_after_a_kill_only_the_chunk_that_was_begun_is_read_again(kept: Kept) -> None:
    first = next(one for one in _said(kept) if "after" in one)
    rest = [one for one in _said(kept, first["after"], first["counts"]["rows"]) if "after" in one]
    assert sum(one["counts"]["rows"] for one in rest) == COUNT - first["counts"]["rows"]
    progress = [one for one in _said(kept, first["after"], 500) if one["type"] == "progress"]
    assert (progress[-1]["done"], progress[-1]["progress"]) == (COUNT, 1.0)
