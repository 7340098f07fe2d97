"""The life of a webhook on the command line."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from causeloop_desktop.cli.app import make_app
from causeloop_desktop.cli.serve import ServeOptions
from causeloop_desktop.vault import MASTER_KEY_VARIABLE
from tests.support.engines import child_engine
from tests.unit.cli.conftest import Causeloop


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A data directory whose engine runs and has a key for secrets."""
    directory = tmp_path_factory.mktemp("webhooks")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(MASTER_KEY_VARIABLE, "the master key of a test")
        with child_engine(directory):
            yield directory


@pytest.fixture
def connector(causeloop: Causeloop) -> str:
    made = causeloop("connectors", "add", "custom_api", "--json")
    return str(json.loads(made.stdout)["id"])


def test_a_webhook_is_made_tried_rotated_and_removed(causeloop: Causeloop, connector: str) -> None:
    assert causeloop("webhooks", "list").stdout.startswith("No connection is told of changes.")

    made = causeloop("webhooks", "create", connector)

    assert made.stderr == ""
    assert f"/v1/webhooks/inbound/{connector}" in made.stdout
    assert "Secret     whsec_" in made.stdout
    assert "This engine has no public address." in made.stdout
    assert "was tried within the engine" in " ".join(
        causeloop("webhooks", "test", connector).stdout.split()
    )
    [listed] = json.loads(causeloop("webhooks", "list", "--json").stdout)
    assert (listed["deliveries"], listed["last_delivery"]["test"]) == (1, True)
    assert "whsec_" not in json.dumps(listed)

    rotated = causeloop("webhooks", "rotate", listed["id"], "--grace-hours", "1", "--json")
    assert json.loads(rotated.stdout)["secret"] not in made.stdout
    own = causeloop("webhooks", "rotate", listed["id"], "--secret-file", "-", stdin=b"theirs-123")
    assert "the one that you gave" in own.stdout

    assert causeloop("webhooks", "delete", connector, stdin=b"n\n").exit_code == 1
    assert causeloop("webhooks", "delete", connector, "--yes").exit_code == 0
    gone = causeloop("webhooks", "test", connector)
    assert gone.exit_code == 1
    assert "See `causeloop webhooks list`." in " ".join(gone.stderr.split())


def test_a_paused_connection_fails_the_test_in_one_sentence(
    causeloop: Causeloop, connector: str
) -> None:
    causeloop("webhooks", "create", connector)
    causeloop("connectors", "pause", connector, "--reason", "moving")
    tried = causeloop("webhooks", "test", connector)
    assert tried.exit_code == 1
    assert "is paused. Resume it first." in " ".join(tried.stderr.split())
    causeloop("connectors", "remove", connector, "--yes")


def test_serve_takes_the_public_address_or_says_what_one_looks_like() -> None:
    asked: list[ServeOptions] = []

    def serve(options: ServeOptions) -> int:
        asked.append(options)
        return 0

    app = make_app(serve)
    assert CliRunner().invoke(app, ["serve", "--public-url", "https://a.example"]).exit_code == 0
    assert asked[0].public_url == "https://a.example"
    refused = CliRunner().invoke(app, ["serve", "--public-url", "a.example"])
    assert refused.exit_code == 2
    assert "Write https://causeloop.example.com." in refused.stderr
