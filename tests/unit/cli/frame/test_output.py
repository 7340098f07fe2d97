"""What answers look like."""

import json
from collections.abc import AsyncIterator

import pytest
from rich.console import Console

from causeloop_desktop.cli.frame.output import (
    Column,
    Row,
    field_text,
    names_text,
    percent,
    say_error,
    write_csv,
    write_json,
    write_table,
)

pytestmark = pytest.mark.anyio

ROWS: list[Row] = [
    {"id": 1, "title": 'a "quoted", one', "tags": ["x", "y"], "more": {"k": None}},
    {"id": 2, "title": "[bold]not markup[/]", "tags": [], "more": None},
]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def rows(*some: Row) -> AsyncIterator[Row]:
    for row in some:
        yield row


async def test_json_is_an_array_however_many_rows(capsys: pytest.CaptureFixture[str]) -> None:
    for count in range(3):
        await write_json(rows(*ROWS[:count]))
        assert json.loads(capsys.readouterr().out) == ROWS[:count]


async def test_csv_has_the_fields_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    await write_csv(rows(*ROWS), ("title", "more"))

    assert capsys.readouterr().out == (
        'title,more\r\n"a ""quoted"", one","{""k"": null}"\r\n[bold]not markup[/],\r\n'
    )


async def test_csv_has_a_header_even_without_rows(capsys: pytest.CaptureFixture[str]) -> None:
    await write_csv(rows(), ("id",))

    assert capsys.readouterr().out == "id\r\n"


async def test_a_table_shows_values_as_they_are() -> None:
    console = Console(width=80, record=True, force_terminal=False)
    columns = [Column("Title", field_text("title")), Column("Tags", names_text("tags"))]

    await write_table(rows(*ROWS), columns, "nothing", console)

    text = console.export_text()
    assert "[bold]not markup[/]" in text
    assert "x, y" in text


async def test_in_a_narrow_terminal_only_the_flexible_column_gives_way() -> None:
    console = Console(width=40, record=True, force_terminal=False)
    columns = [
        Column("Date", field_text("date")),
        Column("Title", field_text("title"), flexible=True),
        Column("Count", field_text("count"), numeric=True),
    ]

    row: Row = {"date": "2024-01-02", "title": "word " * 20, "count": 12}
    await write_table(rows(row), columns, "nothing", console)

    shown = console.export_text().splitlines()[1]
    assert shown.startswith("2024-01-02  word word")
    assert shown.rstrip().endswith("…     12")
    assert len(shown) <= 40


async def test_a_table_without_rows_says_what_that_means() -> None:
    console = Console(width=80, record=True)

    await write_table(rows(), [Column("Id", field_text("id"))], "Import some.", console)

    assert console.export_text().strip() == "Import some."


def test_an_error_is_one_sentence_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    say_error("The disk [x] is full.", "Make room.")

    captured = capsys.readouterr()
    assert captured.err == "Error: The disk [x] is full. Make room.\n"
    assert captured.out == ""


def test_a_probability_without_data_is_a_dash() -> None:
    assert (percent(0.834), percent(None)) == ("83%", "-")
    assert [percent(p) for p in (0, 0.004, 0.996, 1)] == ["0%", "<1%", ">99%", "100%"]


async def test_words_of_a_source_do_not_steer_the_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    console = Console(width=80)
    title = "Disk \x1b[2J\x1b]52;c;aGk=\x07 full\x9b31m"
    await write_table(rows({"title": title}), [Column("T", field_text("title"))], "", console)
    say_error(title)

    said = capsys.readouterr()
    assert not {"\x1b", "\x07", "\x9b"} & {*said.out, *said.err}
    assert "Disk" in said.out
