"""The options of every verb."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from causeloop_desktop.cli.frame.options import DataDir, read_as_of, split_names


def _where(*arguments: str) -> str:
    app = typer.Typer()

    @app.command()
    def where(*, data_dir: DataDir) -> None:
        typer.echo(data_dir)

    return CliRunner().invoke(app, arguments).stdout.strip()


def test_the_data_directory_is_the_one_that_the_window_opens(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CAUSELOOP_DATA_DIR", "~/failures")
    assert _where() == str(Path.home() / "failures")
    assert _where("--data-dir", "elsewhere") == "elsewhere"
    monkeypatch.delenv("CAUSELOOP_DATA_DIR")
    assert Path(_where()).name == "causeloop"


def test_a_bare_date_means_its_end() -> None:
    assert read_as_of("2019-01-11") == datetime(2019, 1, 11, 23, 59, 59, 999_999, UTC)


@pytest.mark.parametrize(
    "text", ["2019-01-11T12:00Z", "2019-01-11T12:00", "2019-01-11T13:00+01:00", "20190111T1200Z"]
)
def test_moments_are_read_in_utc(text: str) -> None:
    assert read_as_of(text) == datetime(2019, 1, 11, 12, tzinfo=UTC)


@pytest.mark.parametrize("text", ["yesterday", "2019-13-01", ""])
def test_anything_else_is_wrong_usage(text: str) -> None:
    with pytest.raises(typer.BadParameter, match="is no moment"):
        read_as_of(text)


def test_names_come_separated_by_commas() -> None:
    assert split_names("a, b,,c") == ("a", "b", "c")
    assert split_names(None) == ()
