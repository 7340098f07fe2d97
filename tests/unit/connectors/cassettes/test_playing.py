"""What was recorded plays to the same rows, offline; what was not asked then is said."""

import asyncio
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from causeloop_desktop.connectors.asking.messages import Answer
from causeloop_desktop.connectors.asking.places import Place, Span
from causeloop_desktop.connectors.cassettes.player import Player, played
from causeloop_desktop.connectors.cassettes.recorder import Recorder, recording
from causeloop_desktop.connectors.cassettes.redacting import Redactor
from causeloop_desktop.connectors.cassettes.tape import (
    MOST_BYTES,
    Asked,
    Exchanged,
    Head,
    UnreadableCassetteError,
    read_lines,
    write_line,
)
from causeloop_desktop.connectors.catalog.github import CONNECTOR
from causeloop_desktop.connectors.description.pages import Bookmark, Page
from causeloop_desktop.connectors.errors import UnreachableError, UnreadableAnswerError
from causeloop_desktop.connectors.transport.carrier import Request
from tests.support.providers.github import TOKEN, GitHub
from tests.support.providers.server import Told
from tests.support.providers.wire import Clock, reading

SHOP = "acme/shop"
BEGIN = datetime(2026, 3, 1, tzinfo=UTC)
PLACE = Place({"repositories": [SHOP]}, base_url="https://api.github.com")
SPAN = Span(BEGIN)
HEAD = Head(source="github", base_url=PLACE.base_url, now="2026-03-02T00:00:00Z")


@pytest.fixture
def github() -> GitHub:
    provider = GitHub(per_page=4)
    provider.fill(SHOP, 10, BEGIN)
    provider.add(SHOP, 3, BEGIN + timedelta(minutes=3), body=f"ada@acme.example pasted {TOKEN}")
    return provider


def _record(github: GitHub, file: Path, clock: Clock | None = None) -> list[Page]:
    redactor = Redactor([TOKEN], "salt")

    async def run(tape: Recorder) -> list[Page]:
        secrets = {"api_key": TOKEN}
        async with reading(
            CONNECTOR, PLACE, secrets, github.respond, clock, recording(tape)
        ) as reader:
            stream = CONNECTOR.streams[0]
            return [page async for page in reader.pages(stream, SHOP, SPAN, Bookmark())]

    with Recorder(file, redactor) as tape:
        tape.begin(HEAD)
        pages = asyncio.run(run(tape))
        tape.end(10, 0, [])
    return pages


def _player(file: Path) -> Player:
    with file.open("rb") as stream:
        return Player(read_lines(stream), PLACE.base_url)


def _play(player: Player) -> list[Page]:
    async def run() -> list[Page]:
        async with played(CONNECTOR, PLACE, player) as reader:
            stream = CONNECTOR.streams[0]
            return [page async for page in reader.pages(stream, SHOP, SPAN, Bookmark())]

    return asyncio.run(run())


def test_a_sync_plays_again_to_the_same_pages(github: GitHub, tmp_path: Path) -> None:
    file = tmp_path / "sync.jsonl"
    recorded, player = _record(github, file), _player(file)
    replayed = _play(player)
    assert [page.bookmark for page in replayed] == [page.bookmark for page in recorded]
    assert _keys(replayed) == _keys(recorded)
    assert (player.left, player.tail.rows) == (0, 10)


def _keys(pages: list[Page]) -> list[str]:
    return [taken.key for page in pages for taken in page.taken]


def test_limits_and_failures_are_played_without_waiting(github: GitHub, tmp_path: Path) -> None:
    github.failures += [Told({}, 429, {"Retry-After": "41"}), Told({}, 503)]
    file, clock = tmp_path / "sync.jsonl", Clock()
    recorded = _record(github, file, clock)
    assert 41.0 in clock.slept
    assert _keys(_play(_player(file))) == _keys(recorded)


def test_neither_credentials_nor_people_are_on_the_tape(github: GitHub, tmp_path: Path) -> None:
    echo = Told({"message": f"{TOKEN} waits"}, 503, {"Set-Cookie": "session=opaque-cookie-value"})
    github.failures.append(echo)
    file = tmp_path / "sync.jsonl"
    _record(github, file)
    text = file.read_text()
    for planted in (TOKEN, "ada@acme.example", "opaque-cookie-value", "authorization"):
        assert planted not in text
    assert file.stat().st_mode & 0o077 == 0


def test_what_was_not_asked_then_is_said(github: GitHub, tmp_path: Path) -> None:
    file = tmp_path / "sync.jsonl"
    _record(github, file)
    player = _player(file)
    with pytest.raises(UnreadableAnswerError, match="holds no answer"):
        asyncio.run(player.send(Request("GET", "https://api.github.com/user")))


def test_a_request_without_an_answer_has_none_again(tmp_path: Path) -> None:
    with Recorder(tmp_path / "sync.jsonl", Redactor([], "salt")) as tape:
        tape.begin(HEAD)
        tape.failed(Asked(method="GET", url="/user"), UnreachableError("No route."))
    with pytest.raises(UnreachableError, match="No route"):
        asyncio.run(_player(tmp_path / "sync.jsonl").send(Request("GET", "/user")))


def test_a_recording_ends_where_it_would_grow_too_long(tmp_path: Path) -> None:
    file = tmp_path / "sync.jsonl"
    with Recorder(file, Redactor([], "salt"), most=5_000) as tape:
        tape.begin(HEAD)
        for number in range(100):
            tape.exchanged(Asked(method="GET", url=f"/{number}"), Answer(200, {}, "x" * 100))
        tape.end(100, 0, [])
    player = _player(file)
    assert player.tail.is_cut
    assert 0 < player.left < 100
    assert file.stat().st_size < 6_000


def _tape(file: Path, *numbers: int, at: int | None = 0, most: int = MOST_BYTES) -> int | None:
    """Record some answers without an end, as a kill leaves them; give how far that came."""
    with Recorder(file, Redactor([], "salt"), at=at, most=most) as tape:
        tape.begin(HEAD)
        for number in numbers:
            tape.exchanged(Asked(method="GET", url=f"/{number}"), Answer(200, {}, "x" * 100))
        return tape.at


def test_a_recording_that_was_killed_goes_on_after_what_was_committed(tmp_path: Path) -> None:
    file = tmp_path / "sync.jsonl"
    at = _tape(file, 0, 1)
    _tape(file, 2, at=at)
    with file.open("ab") as stream:
        stream.write(b'{"line":"exchange","ask')
    assert _player(file).left == 3
    _tape(file, 2, 3, at=at)
    assert file.read_text().count('"line":"head"') == 1
    assert _player(file).left == 4


def test_a_recording_without_its_end_or_its_beginning_says_that_it_was_cut(tmp_path: Path) -> None:
    file = tmp_path / "sync.jsonl"
    at = _tape(file, 0, 1)
    assert _player(file).tail.is_cut
    file.unlink()
    with Recorder(file, Redactor([], "salt"), at=at) as tape:
        tape.begin(HEAD)
        tape.end(2, 0, [])
    assert _player(file).tail.is_cut


def test_a_recording_that_had_grown_too_long_stays_cut_after_a_kill(tmp_path: Path) -> None:
    file = tmp_path / "sync.jsonl"
    at = _tape(file, *range(100), most=5_000)
    assert at is None
    before = file.read_bytes()
    assert _tape(file, 1, at=at) is None
    assert file.read_bytes() == before


@pytest.mark.parametrize("content", [b"{}\n", b"PK\x03\x04", b'{"line":"tail"}\n{"line":"head"}\n'])
def test_what_is_no_cassette_is_said(content: bytes) -> None:
    with pytest.raises(UnreadableCassetteError, match="no cassette"):
        list(read_lines(io.BytesIO(content)))


def test_a_line_survives_the_file() -> None:
    line = Exchanged(asked=Asked(method="GET", url="/a", params={"b": ["1", "2"]}), status=200)
    written = write_line(line)
    assert json.loads(written)["asked"]["params"] == {"b": ["1", "2"]}
    head = write_line(HEAD)
    assert list(read_lines(io.BytesIO(head + written))) == [HEAD, line]
