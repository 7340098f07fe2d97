"""``causeloop connectors``: from a credential to issues without a window."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from causeloop_desktop.cli.app import make_app
from causeloop_desktop.vault import MASTER_KEY_VARIABLE
from tests.support.engines import child_engine
from tests.support.providers.github import TOKEN, GitHub
from tests.support.providers.server import serving

SHOP = "acme/shop"


@pytest.fixture(scope="module")
def sealed_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A data directory whose engine runs and has a key for secrets."""
    directory = tmp_path_factory.mktemp("connectors")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(MASTER_KEY_VARIABLE, "the master key of a test")
        with child_engine(directory):
            yield directory


@pytest.fixture
def address() -> Iterator[str]:
    github = GitHub()
    github.fill(SHOP, 3, datetime.now(UTC) - timedelta(days=2))
    with serving(github.respond) as served:
        yield served


def _run(directory: Path, *arguments: str, stdin: str = "") -> Result:
    words = ["connectors", *arguments, "--data-dir", str(directory)]
    return CliRunner().invoke(make_app(lambda _: 0), words, input=stdin)


def _verb(directory: Path, *words: str) -> Result:
    return CliRunner().invoke(make_app(lambda _: 0), [*words, "--data-dir", str(directory)])


def _added(directory: Path, address: str, token: str = TOKEN) -> str:
    done = _run(
        directory,
        *("add", "github", "--name", "Our shop", "--set", f"repositories={SHOP}"),
        *("--set", f"base_url={address}", "--credentials", "-", "--json"),
        stdin=json.dumps({"api_key": token}),
    )
    assert done.exit_code == 0, done.output
    return str(json.loads(done.stdout)["id"])


def test_the_catalog_names_the_sources(sealed_dir: Path) -> None:
    assert "github" in _run(sealed_dir, "catalog").stdout


def test_a_source_is_added_synced_and_removed(sealed_dir: Path, address: str) -> None:
    connector = _added(sealed_dir, address)
    assert "connected" in _run(sealed_dir, "list").stdout

    synced = _run(sealed_dir, "sync", connector)
    assert synced.exit_code == 0
    assert synced.stdout.startswith("3 new, 0 updated")
    assert "success" in _run(sealed_dir, "runs", connector).stdout

    scheduled = _run(sealed_dir, "schedule", connector, "--cron", "0 */2 * * *")
    assert scheduled.stdout.startswith("Every 2 hours (UTC).")
    assert "is paused" in _run(sealed_dir, "pause", connector, "--reason", "moving").stdout
    assert _run(sealed_dir, "sync", connector).exit_code == 1
    assert "is connected" in _run(sealed_dir, "resume", connector).stdout
    assert "disconnected" in _run(sealed_dir, "remove", connector, "--yes").stdout
    assert connector not in _run(sealed_dir, "list").stdout


def test_what_a_source_is_told_is_listed(sealed_dir: Path) -> None:
    told = _run(sealed_dir, "fields", "github")
    assert told.exit_code == 0, told.output
    assert "repositories" in told.stdout
    fields = json.loads(_run(sealed_dir, "fields", "github", "--json").stdout)
    (key,) = [field for field in fields if field["name"] == "api_key"]
    assert (key["given_by"], key["secret"]) == ("--credentials", True)
    assert _run(sealed_dir, "fields", "fax").exit_code == 1


def test_a_connection_is_changed_and_the_rest_stays(sealed_dir: Path, address: str) -> None:
    connector = _added(sealed_dir, address, "ghp_wrong")
    named = _run(sealed_dir, "change", connector, "--name", "The other shop")
    assert named.stdout.startswith("The other shop (")

    key = json.dumps({"api_key": TOKEN})
    mended = _run(sealed_dir, "change", connector, "--credentials", "-", stdin=key)
    assert "is connected" in mended.stdout
    narrowed = _run(sealed_dir, "change", connector, "--set", "repositories=acme/none", "--json")
    settings = json.loads(narrowed.stdout)["settings"]
    assert settings["repositories"] == ["acme/none"]
    assert settings["base_url"] == address
    assert TOKEN not in mended.output + narrowed.output


def test_what_can_be_picked_is_listed_with_how_much_it_holds(
    sealed_dir: Path, address: str
) -> None:
    connector = _added(sealed_dir, address)
    told = _run(sealed_dir, "scopes", connector, "--json")
    (shop,) = json.loads(told.stdout)
    assert (shop["value"], shop["size"]) == ("acme/shop", "3 open")


def test_a_change_of_nothing_is_wrong_usage(sealed_dir: Path) -> None:
    done = _run(sealed_dir, "change", "con_1")
    assert done.exit_code == 2
    assert "Say what to change" in done.stderr


def test_a_backfill_says_first_what_it_takes(sealed_dir: Path, address: str) -> None:
    connector = _added(sealed_dir, address)
    told = _run(sealed_dir, "backfill", connector, "--from", "2020-01-01", "--preview")
    assert told.exit_code == 0, told.output
    assert told.stdout.startswith("3 rows in 1 request, less than a minute.")


def test_hosts_are_listed_by_name_with_why_they_were_asked(sealed_dir: Path, address: str) -> None:
    _added(sealed_dir, address)
    listed = _verb(sealed_dir, "hosts")
    assert listed.exit_code == 0, listed.output
    assert "127.0.0.1" in listed.stdout
    assert "test of GitHub" in listed.stdout
    assert TOKEN not in listed.output


def test_rows_are_kept_as_long_as_is_said(sealed_dir: Path) -> None:
    assert "kept for 180 days" in _verb(sealed_dir, "retention").stdout
    assert "kept for 30 days" in _verb(sealed_dir, "retention", "--days", "30").stdout
    assert _verb(sealed_dir, "retention", "--days", "0").exit_code == 2


def test_a_wrong_key_fails_with_what_to_do(sealed_dir: Path, address: str) -> None:
    connector = _added(sealed_dir, address, "ghp_wrong")
    tried = _run(sealed_dir, "test", connector)
    assert tried.exit_code == 1
    assert "make new ones" in tried.stderr
    assert "ghp_wrong" not in tried.output


def test_a_setting_without_a_value_is_wrong_usage(sealed_dir: Path) -> None:
    assert _run(sealed_dir, "add", "github", "--set", "repositories").exit_code == 2


def test_a_mended_setting_is_tried_at_once(sealed_dir: Path, address: str) -> None:
    far = "http://127.0.0.1:9"
    given = {"stdin": json.dumps({"api_key": TOKEN})}
    done = _run(
        sealed_dir,
        *("add", "github", "--set", f"repositories={SHOP}", "--set", f"base_url={far}"),
        *("--credentials", "-", "--json"),
        **given,
    )
    made = json.loads(done.stdout)
    assert made["status"] != "connected"
    change = ("change", made["id"], "--set", f"base_url={address}")
    # What was entered for one address is not sent to another.
    assert "is missing" in _run(sealed_dir, *change).stdout
    assert "is connected" in _run(sealed_dir, *change, "--credentials", "-", **given).stdout
