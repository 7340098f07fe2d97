"""Verbs: the options that all take, and what becomes of wrong usage found on the way."""

from pathlib import Path
from typing import Annotated

import pytest
import typer
from typer.testing import CliRunner

from causeloop_desktop.cli.session import Session
from causeloop_desktop.cli.verbs import verb
from tests.unit.cli.conftest import Causeloop


@pytest.fixture
def app() -> typer.Typer:
    """A program with one verb, which knows no colour but red."""
    made = typer.Typer()

    @verb(made, "paint")
    async def paint(
        session: Session, colour: Annotated[str, typer.Argument(help="Which one.")]
    ) -> None:
        """Paint it."""
        if colour != "red":
            raise typer.BadParameter(f"There is no {colour}.", param_hint="COLOUR")
        session.console.print(f"{colour} as of {session.as_of}, json {session.options.json}")

    return made


def test_a_verb_has_its_own_options_then_those_of_all(app: typer.Typer) -> None:
    said = CliRunner().invoke(app, ["--help"]).output

    places = [said.index(option) for option in ("colour", "--data-dir", "--as-of", "--json")]
    assert places == sorted(places)
    assert "Paint it." in said
    assert "session" not in said


def test_a_verb_sees_the_options_of_all_in_its_session(app: typer.Typer, data_dir: Path) -> None:
    line = ["red", "--as-of", "2024-05-31T12:00Z", "--json", "--data-dir", str(data_dir)]

    done = CliRunner().invoke(app, line)

    assert done.stdout == "red as of 2024-05-31 12:00:00+00:00, json True\n"


def test_wrong_usage_that_a_verb_finds_itself_ends_with_two(
    app: typer.Typer, data_dir: Path
) -> None:
    done = CliRunner().invoke(app, ["blue", "--data-dir", str(data_dir)])

    assert done.exit_code == 2
    assert "Invalid value for COLOUR: There is no blue." in done.stderr


def test_wrong_usage_starts_no_engine(app: typer.Typer, tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["blue", "--data-dir", str(tmp_path / "none")])

    assert done.exit_code == 2
    assert "There is no blue." in done.stderr
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    "line",
    [
        "issues list --severity purple",
        "patterns list --status gone",
        "predictions accuracy --origin dreams",
        "reviews list --kind other",
        "detections settings --sensitivity 7",
        "duplicates join NO-1 NO-2",
        "backtest --horizons 8",
        "try nothing-there.txt",
    ],
)
def test_each_noun_refuses_wrong_usage_with_two(causeloop: Causeloop, line: str) -> None:
    assert causeloop(*line.split()).exit_code == 2
