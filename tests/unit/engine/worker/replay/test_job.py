"""What the worker of a replay says of a file, and that it says nothing of what comes later."""

import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from causeloop_desktop.contract.replays import ReplayResult
from causeloop_desktop.engine.worker.protocol import Outbox, Spec, WorkRefusedError
from causeloop_desktop.engine.worker.replay import job as replay

Said = dict[str, tuple[list[str], str | None]]

TITLES = (
    "Disk 17 full on node-3",
    "Login page is slow",
    "Disk 99 full on node-8",
    "Login page is slow since the update",
    "Disk 5 full on node-1",
)


def rows(titles: Sequence[str]) -> list[dict[str, str]]:
    return [
        {
            "external_id": f"A-{number}",
            "title": title,
            "source_created_at": f"2024-05-{number:02}T00:00:00Z",
        }
        for number, title in enumerate(titles, start=1)
    ]


def relive(folder: Path, found: Sequence[Mapping[str, str]]) -> tuple[ReplayResult, Said]:
    file, said = folder / "issues.jsonl", folder / "replays" / "job.jsonl"
    file.write_text("\n".join(map(json.dumps, found)), encoding="utf-8")
    params: dict[str, Any] = {"path": str(file), "options": {}, "file": str(said), "result": None}
    out = io.StringIO()
    replay.run(Spec("replay", "", 1, params), Outbox(out))
    messages = [json.loads(line) for line in out.getvalue().splitlines()]
    shares = [message["progress"] for message in messages if message["type"] == "progress"]
    assert shares == sorted(shares)
    lines = [json.loads(line) for line in said.read_text(encoding="utf-8").splitlines()]
    told = {name: (ranked, joined) for name, ranked, joined in lines}
    return ReplayResult.model_validate(messages[-1]["result"]), told


def test_earlier_issues_are_ranked_and_the_one_that_was_joined_is_named(tmp_path: Path) -> None:
    result, said = relive(tmp_path, rows(TITLES))
    assert said["A-1"] == ([], None)
    assert said["A-2"] == ([], None)
    assert said["A-3"] == (["A-1"], "A-1")
    assert said["A-4"][0][0] == "A-2"
    ranked, joined = said["A-5"]
    assert set(ranked) == {"A-1", "A-3"}
    assert joined == ranked[0]
    assert (result.issues, result.attached, result.refused) == (5, 2, 0)


def test_what_comes_later_changes_nothing_and_the_file_may_be_in_any_order(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    _, whole = relive(tmp_path / "a", rows(TITLES)[::-1])
    _, beginning = relive(tmp_path / "b", rows(TITLES[:3]))
    assert beginning.items() <= whole.items()


def test_a_run_that_had_ended_gives_its_result_again(tmp_path: Path) -> None:
    out = io.StringIO()
    gone = {"path": str(tmp_path / "gone"), "options": {}, "file": "", "result": {"issues": 7}}
    replay.run(Spec("replay", "", 1, gone), Outbox(out))
    assert json.loads(out.getvalue()) == {"type": "done", "result": {"issues": 7}}


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    gone: dict[str, Any] = {
        "path": str(tmp_path / "gone"),
        "options": {},
        "file": "",
        "result": None,
    }
    with pytest.raises(WorkRefusedError, match="cannot be read"):
        replay.run(Spec("replay", "", 1, gone), Outbox(io.StringIO()))
