"""The engine's log."""

import json
import logging
import os
import threading
from pathlib import Path
from typing import Any

import pytest

from causeloop_desktop.engine import logs
from causeloop_desktop.engine.logs import HIDDEN, KEPT, SharedLog, make_formatter


def line_of(message: str, known: tuple[str, ...] = (), **extra: object) -> dict[str, Any]:
    record = logging.getLogger("test").makeRecord(
        "test", logging.INFO, "file", 1, message, (), None, extra=extra
    )
    line: dict[str, Any] = json.loads(make_formatter(known).format(record))
    return line


def test_a_line_says_what_when_and_how_bad() -> None:
    line = line_of("request", status=200)
    assert line["event"] == "request"
    assert line["level"] == "info"
    assert line["status"] == 200
    assert line["timestamp"].endswith("Z")


@pytest.mark.parametrize(
    "text",
    [
        "got clp_abcdefghijklmnopqrstuvwxyz0123456789ABCD here",
        "Authorization: Bearer abc.def-ghi",
        "GET /v1/stream?token=very-private&since=3",
        "jwt eyJhbGciOi.eyJzdWIiOiJ1.c2lnbmF0dXJl",
        "launched with launch-token-1",
    ],
)
def test_secrets_in_the_text_are_hidden(text: str) -> None:
    shown = line_of(text, known=("launch-token-1",))["event"]
    assert HIDDEN in shown
    for secret in ("clp_abc", "abc.def", "very-private", "eyJ", "launch-token-1"):
        assert secret not in shown


def test_secrets_in_fields_are_hidden_however_deep() -> None:
    line = line_of("x", headers={"Authorization": "Basic abc", "list": ["clp_abcdefgh12345"]})
    assert line["headers"] == {"Authorization": HIDDEN, "list": [HIDDEN]}


def test_what_surrounds_a_token_stays() -> None:
    shown = line_of("GET /v1/stream?token=very-private&since=3")["event"]
    assert shown == f"GET /v1/stream?token={HIDDEN}&since=3"


def kept(log: SharedLog, *texts: bytes) -> None:
    """Let as many write at once as there are texts."""
    threads = []
    for text in texts:
        reading, writing = os.pipe()
        threads.append(threading.Thread(target=log.keep, args=(reading,)))
        threads[-1].start()
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(text)
    for thread in threads:
        thread.join()


def test_a_shared_log_is_rotated_and_its_lines_stay_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logs, "MAX_BYTES", 1000)
    path = tmp_path / "logs" / "worker.log"
    kept(SharedLog(path), *(bytes(str(one), "ascii") * 99 + b"\n" for one in range(1, 10)))
    files = sorted(path.parent.iterdir())
    lines = [line for file in files for line in file.read_bytes().splitlines()]
    assert sorted(lines) == [bytes(str(one), "ascii") * 99 for one in range(1, 10)]
    kept(SharedLog(path), b"x" * 99 + b"\n" * 9_000)
    assert len([*path.parent.iterdir()]) == 1 + KEPT
    assert all(file.stat().st_size <= 1000 for file in path.parent.iterdir())


def test_a_shared_log_hides_secrets_and_bears_what_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "worker.log"
    kept(SharedLog(path), b"Bearer abc.def-ghi\n\xff")
    assert path.read_text(encoding="utf-8") == f"Bearer {HIDDEN}\n\N{REPLACEMENT CHARACTER}"


def test_a_log_that_cannot_be_written_stops_nobody(tmp_path: Path) -> None:
    path = tmp_path / "worker.log"
    path.mkdir()
    kept(SharedLog(path), b"lost\n" * 99_999)
    assert [*path.iterdir()] == []
