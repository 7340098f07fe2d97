"""``causeloop connectors record``, ``replay`` and ``remap``: a sync that is looked at elsewhere."""

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


@pytest.fixture
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv(MASTER_KEY_VARIABLE, "the master key of a test")
    with child_engine(tmp_path / "data"):
        yield tmp_path / "data"


@pytest.fixture
def address() -> Iterator[str]:
    github = GitHub()
    github.fill(SHOP, 3, datetime.now(UTC) - timedelta(days=2))
    del github.issues[SHOP][2]["title"]
    with serving(github.respond) as served:
        yield served


def _run(directory: Path, *arguments: str, stdin: str = "") -> Result:
    words = ["connectors", *arguments, "--data-dir", str(directory)]
    return CliRunner().invoke(make_app(lambda _: 0), words, input=stdin)


def _added(directory: Path, address: str) -> str:
    done = _run(
        directory,
        *("add", "github", "--name", "Our shop", "--set", f"repositories={SHOP}"),
        *("--set", f"base_url={address}", "--credentials", "-", "--json"),
        stdin=json.dumps({"api_key": TOKEN}),
    )
    assert done.exit_code == 0, done.output
    return str(json.loads(done.stdout)["id"])


def test_a_sync_is_recorded_played_and_what_it_kept_is_read_again(
    directory: Path, tmp_path: Path, address: str
) -> None:
    connector, tape = _added(directory, address), tmp_path / "sync.jsonl"
    missing = _run(directory, "remap", connector)
    assert missing.exit_code == 1
    assert "Nothing is kept" in missing.stderr

    recorded = _run(directory, "record", connector, "--out", str(tape))
    assert recorded.exit_code == 0, recorded.output
    assert recorded.stdout.startswith("2 new, 0 updated, 0 unchanged, 1 skipped.")
    assert "Look through it before you send it." in recorded.stdout
    assert TOKEN not in tape.read_text()

    played = _run(directory, "replay", str(tape))
    assert played.exit_code == 0, played.output
    assert "Checkout fails with error 3" in played.stdout
    assert "unknown shape" in played.stdout
    assert "2 rows, 1 skipped, 0 failures: as when it was recorded." in played.stdout
    other = _run(directory, "replay", str(tape), "--type", "fax")
    assert other.exit_code == 1
    assert "no source 'fax'" in other.stderr

    same = _run(directory, "remap", connector, "--preview")
    assert same.exit_code == 0, same.output
    assert same.stdout.startswith(
        "It would give 0 new, 0 changed, 2 the same; not to be read today"
    )
    as_json = json.loads(_run(directory, "remap", connector, "--yes", "--json").stdout)
    assert as_json["result"]["same"] == 2
