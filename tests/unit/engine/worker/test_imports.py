"""What the worker says while it reads a file."""

import io
import json
from pathlib import Path
from typing import Any

import pytest

from causeloop_desktop.contract.imports import ImportOptions
from causeloop_desktop.engine.domain.records.normalise import Record
from causeloop_desktop.engine.worker import imports
from causeloop_desktop.engine.worker.protocol import Outbox, Spec, WorkRefusedError

Messages = list[dict[str, Any]]


def read(
    path: Path, *, rows_done: int = 0, complete: bool = False, size: int | None = None
) -> Messages:
    params = {
        "path": str(path),
        "size": size or (path.stat().st_size if path.exists() else 0),
        "options": ImportOptions(name=path.name).model_dump(mode="json", exclude_none=True),
        "rows_done": rows_done,
        "complete": complete,
    }
    out = io.StringIO()
    imports.run(Spec("import", "", 1, params), Outbox(out))
    return [json.loads(line) for line in out.getvalue().splitlines()]


def records(messages: Messages) -> list[Record]:
    sent = [message["records"] for message in messages if message["type"] == "rows"]
    return [Record(*values) for batch in sent for values in batch]


@pytest.fixture
def repeated(tmp_path: Path) -> Path:
    """A file without ids whose rows repeat, longer than one batch."""
    path = tmp_path / "noise.csv"
    path.write_text("title\n" + "".join(f"noise {row % 7}\n" for row in range(1_200)))
    return path


def test_rows_come_in_batches_with_their_place(repeated: Path) -> None:
    messages = read(repeated)

    batches = [message for message in messages if message["type"] == "rows"]
    assert [batch["rows"] for batch in batches] == [500, 1_000, 1_200]
    assert batches[-1]["bytes"] == repeated.stat().st_size
    assert batches[0]["mendings"]["derived_ids"] == 500
    assert messages[-2]["progress"] == 1.0
    assert messages[-1] == {"type": "done", "result": {}}
    assert len({record.external_id for record in records(messages)}) == 1_200


def test_a_resumed_run_sends_what_is_left_with_the_same_ids(repeated: Path) -> None:
    whole, rest = records(read(repeated)), records(read(repeated, rows_done=700))

    assert rest == whole[700:]


def test_long_bodies_end_a_batch_early(tmp_path: Path) -> None:
    path = tmp_path / "long.jsonl"
    row = json.dumps({"title": "a", "body": "x" * 300_000})
    path.write_text(f"{row}\n" * 20)

    batches = [message for message in read(path) if message["type"] == "rows"]

    assert [batch["rows"] for batch in batches] == [7, 14, 20]


def test_a_row_that_cannot_be_taken_is_sent_as_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("title,created\na,2024-01-01\nb,soon\nc,1,2,3\n")

    message = read(path)[0]

    assert len(message["records"]) == 1
    lines = [(line, reason.split(":")[0]) for line, reason, _ in message["rejections"]]
    assert lines[0] == (3, "source_created_at")
    assert lines[1][0] == 4
    assert message["rejections"][0][2] == '{"title": "b", "created": "soon"}'


def test_a_finished_file_is_not_looked_for_again(tmp_path: Path) -> None:
    assert read(tmp_path / "gone.csv", complete=True) == [{"type": "done", "result": {}}]


def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(tmp_path: Path) -> None:
    empty = tmp_path / "empty.csv"
    empty.write_text("")

    with pytest.raises(WorkRefusedError, match="empty"):
        read(empty)
    with pytest.raises(WorkRefusedError, match="cannot be read"):
        read(tmp_path / "gone.csv")


def test_the_beginning_of_a_file_is_not_taken_for_all_of_it(repeated: Path) -> None:
    size = repeated.stat().st_size
    with repeated.open("r+b") as file:
        file.truncate(size // 2)
    with pytest.raises(WorkRefusedError, match="changed while it was read"):
        read(repeated, size=size)
