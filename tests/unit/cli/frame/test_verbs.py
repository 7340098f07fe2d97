"""Verbs: the options that all take, and what becomes of wrong usage found on the way."""

from pathlib import Path
from typing import Annotated

import pytest
import typer
from typer.testing import CliRunner

from causeloop_desktop.cli.app import make_app
from causeloop_desktop.cli.frame.session import Session
from causeloop_desktop.cli.frame.verbs import verb
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


@pytest.mark.parametrize(
    "line",
    [
        "issues list --severity purple",
        "issues list --limit 0",
        "patterns list --status gone",
        "predictions accuracy --origin dreams",
        "reviews list --kind other",
        "detections list --status foo",
        "detections settings --sensitivity 7",
        "backtest --horizons 8",
        "backtest --out /nowhere/at-all.csv",
        "connectors add jira --set foo",
        "connectors add jira --credentials nothing-there.json",
        "connectors backfill con_1 --from garbage",
        "webhooks create con_1 --secret-file nothing-there",
        "webhooks rotate whk_1 --grace-hours 900",
        "workspaces create x",
        "token create --name x --scopes nope",
        "try nothing-there.txt",
    ],
)
def test_what_is_wrong_with_options_is_said_before_an_engine_starts(
    line: str, tmp_path: Path
) -> None:
    arguments = [*line.split(), "--data-dir", str(tmp_path / "none")]

    done = CliRunner().invoke(make_app(lambda _: 0), arguments)

    assert done.exit_code == 2
    [*_, last] = done.stderr.splitlines()
    assert last.startswith("Error: Invalid value for ")
    assert not (tmp_path / "none").exists()


def test_what_is_no_moment_is_told_what_one_looks_like(tmp_path: Path) -> None:
    line = ["connectors", "backfill", "con_1", "--from", "soon", "--data-dir", str(tmp_path)]
    said = CliRunner().invoke(make_app(lambda _: 0), line).stderr
    assert '"soon": it should be a moment, as 2024-05-31 or 2024-05-31T12:00Z.' in said


def test_what_is_not_there_says_where_to_look(causeloop: Causeloop) -> None:
    said = causeloop("connectors", "test", "con_none").stderr
    assert "See `causeloop connectors list`. Ids hold in one workspace" in " ".join(said.split())
    said = causeloop("jobs", "list", "--workspace", "nowhere").stderr
    assert "There is no workspace 'nowhere' here. See `causeloop workspaces list`." in said
    said = causeloop("patterns", "list", "--sort", "colour").stderr
    assert "sort" in said
    assert "No answer" not in said
