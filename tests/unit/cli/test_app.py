"""The command line as a program."""

import json
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from causeloop_desktop.cli.app import make_app
from causeloop_desktop.cli.imports.verbs import FileKind
from causeloop_desktop.cli.serve import ServeOptions
from causeloop_desktop.contract.imports import FileFormat
from tests.unit.cli.conftest import Causeloop

HEAVY = ("fastapi", "httpx", "pydantic", "sqlalchemy", "numpy", "PySide6")


def test_help_loads_nothing_heavy() -> None:
    script = (
        "import sys; from causeloop_desktop.cli.app import make_app; make_app(lambda _: 0);"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "[]"


def test_every_verb_takes_the_common_options(causeloop: Causeloop) -> None:
    verbs = ["import", "detect", "serve", "doctor", "issues list", "patterns list", "jobs list"]
    verbs += ["predictions list", "jobs cancel", "workspaces list", "workspaces create"]
    for verb in [*verbs, "token create"]:
        said = causeloop(*verb.split(), "--help").output
        for option in ("--data-dir", "--workspace", "--as-of", "--json"):
            assert option in said, f"{verb} lacks {option}"


def test_the_formats_of_a_file_are_those_of_the_contract() -> None:
    assert [kind.value for kind in FileKind] == [format_.value for format_ in FileFormat]


def test_serve_hands_its_options_on_and_ends_with_the_engines_code() -> None:
    asked: list[ServeOptions] = []

    def serve(options: ServeOptions) -> int:
        asked.append(options)
        return 1

    done = CliRunner().invoke(make_app(serve), ["serve", "--port", "4010", "--rate-limits", "off"])

    assert done.exit_code == 1
    assert (asked[0].host, asked[0].port, asked[0].rate_limits) == ("127.0.0.1", 4010, False)


@pytest.mark.parametrize(
    "line",
    [
        "issues list --as-of yesterday",
        "issues list --severity purple",
        "import nothing-there.csv",
        "import --map colour=red",
        "token create --name x --scopes nope",
        "frobnicate",
    ],
)
def test_wrong_usage_ends_with_two(causeloop: Causeloop, line: str) -> None:
    assert causeloop(*line.split()).exit_code == 2


def test_a_failure_ends_with_one_and_a_sentence(causeloop: Causeloop) -> None:
    done = causeloop("jobs", "cancel", "job_none")

    assert done.exit_code == 1
    assert done.stderr.startswith("Error: There is no job 'job_none' here.")


def test_a_workspace_that_is_not_there_is_told(causeloop: Causeloop) -> None:
    done = causeloop("jobs", "list", "--workspace", "nowhere")

    assert done.exit_code == 1
    assert "nowhere" in done.stderr


def test_a_token_is_shown_once_in_json(causeloop: Causeloop) -> None:
    done = causeloop("token", "create", "--name", "ci", "--scopes", "issues:read", "--json")

    made = json.loads(done.stdout)
    assert made["token"].startswith("clp_")
    assert made["details"]["scopes"] == ["issues:read"]


def test_tokens_are_listed_and_revoked(causeloop: Causeloop) -> None:
    made = json.loads(causeloop("token", "create", "--name", "short", "--json").stdout)["details"]

    assert causeloop("token", "revoke", made["id"]).exit_code == 0

    (listed,) = [
        row
        for row in json.loads(causeloop("token", "list", "--json").stdout)
        if row["id"] == made["id"]
    ]
    assert listed["revoked_at"] is not None
    assert "short" in causeloop("token", "list").stdout


def test_workspaces_are_made_and_listed(causeloop: Causeloop) -> None:
    made = causeloop("workspaces", "create", "Bug reports")
    listed = causeloop("workspaces", "list", "--json")

    assert made.stdout == "Created Bug reports. Use it with --workspace bug-reports.\n"
    assert {"own", "bug-reports"} <= {row["slug"] for row in json.loads(listed.stdout)}


def test_the_hidden_verbs_refuse_strangers() -> None:
    command = [sys.executable, "-m", "causeloop_desktop", "_engine", "--help"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 2
    assert "for the program itself" in done.stderr
