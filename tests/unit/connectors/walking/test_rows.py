"""Rows become records one by one: what is wrong with one is said, and the others are taken."""

from datetime import UTC, datetime
from typing import Any

from causeloop_desktop.connectors import Ask, Place, Row, Stream
from causeloop_desktop.connectors.walking.rows import read_rows
from causeloop_desktop.contract.ingest import IngestEvent

MOMENT = datetime(2026, 3, 1, tzinfo=UTC)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else _text(value["content"])


def _record(row: Row, _place: Place) -> IngestEvent | None:
    return IngestEvent(external_id=row["id"], title=_text(row["title"])) if row["id"] else None


STREAM = Stream("rows", "Rows", lambda *_: Ask(path="/rows"), _record, lambda _row: MOMENT)


def _nested(levels: int) -> dict[str, Any]:
    value: Any = "deep"
    for _ in range(levels):
        value = {"content": value}
    return {"id": "deep", "title": value}


def test_a_row_of_another_shape_or_too_deep_is_skipped_alone() -> None:
    good = {"id": "good", "title": "Read"}
    rows: list[Any] = [
        {"id": "odd"},
        good,
        _nested(10_000),
        {"id": "", "title": ""},
        [],
        _nested(10),
    ]
    taken, skipped = read_rows(STREAM, Place(), rows)
    assert [(one.key, one.record.title) for one in taken] == [("good", "Read"), ("deep", "deep")]
    assert [one.reason.split(": ")[1] for one in skipped] == [
        "KeyError",
        "RecursionError",
        "TypeError",
    ]
