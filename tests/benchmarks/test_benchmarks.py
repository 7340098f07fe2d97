"""The benchmarks themselves: each can be run, one is, and the look for lost records finds some."""

import importlib
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from causeloop_desktop.engine.domain.records.normalise import Record
from causeloop_desktop.engine.store.database import WriteTransaction
from causeloop_desktop.engine.store.intake.ingest import upsert
from tests.benchmarks import bench_import, bench_matching
from tests.benchmarks.__main__ import PREFIX, known_names
from tests.benchmarks.consistency import IN_EVERY_BODY, damages, disagreements
from tests.benchmarks.report import Options, at_most, median, percentile
from tests.support.databases import add_workspace, open_database

NAMES = [f"push-{number}" for number in range(3)]


@pytest.mark.parametrize("name", known_names())
def test_every_benchmark_can_be_run(name: str) -> None:
    module = importlib.import_module(f"tests.benchmarks.{PREFIX}{name}")
    assert module.__doc__
    assert callable(module.run)


def test_an_import_is_measured_in_all_its_processes(tmp_path: Path) -> None:
    found = bench_import.run(Options(quick=True, cache=tmp_path))
    assert found["rows"] == 2_000
    assert found["seconds"]["value"] > 0
    assert {"client", "engine"} <= found["peak_resident_mb"].keys()


def test_matching_is_measured_in_pages_and_one_by_one(tmp_path: Path) -> None:
    found = bench_matching.run(Options(quick=True, cache=tmp_path))
    assert found["issues_a_cpu_second"]["value"] > 0
    assert 0 < found["one_p50_ms"] <= found["one_p95_ms"]["value"]


def test_numbers_are_summed_up_by_rank() -> None:
    values = [float(number) for number in range(1, 101)]
    assert (median(values), percentile(values, 95), percentile(values, 99.9)) == (50.5, 95, 100)
    assert at_most(3, 2) == {"value": 3, "at_most": 2, "met": False}


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    """A database file with three records that agree with everything."""
    database = open_database(tmp_path)
    workspace = add_workspace(database)
    records = [Record("jira", "", name, f"Title of {name}", IN_EVERY_BODY) for name in NAMES]

    def write(transaction: WriteTransaction) -> None:
        upsert(transaction, workspace, records)

    database.submit(write).result()
    database.close()
    return tmp_path / "causeloop.db"


def test_a_sound_database_agrees_with_itself(stored: Path) -> None:
    assert disagreements(stored, NAMES) == []
    assert damages(stored) == []


@pytest.mark.parametrize(
    ("harm", "look"),
    [
        ("DELETE FROM issues WHERE key = 2", disagreements),
        ("DELETE FROM outbox", disagreements),
        ("UPDATE issues SET external_id = 'push-0', origin = 'else' WHERE key = 3", disagreements),
        (
            "INSERT INTO jobs(id, workspace_key, kind, status, title, checkpoint, created_us)"
            " VALUES('job_1', 1, 'import', 'pending', 'Import of a.csv', '{\"created\": 1}', 1)",
            disagreements,
        ),
        ("UPDATE issues SET title = 'Another' WHERE key = 1", lambda file, _: damages(file)),
    ],
)
def test_what_is_lost_or_doubled_is_found(
    stored: Path, harm: str, look: Callable[[Path, list[str]], list[str]]
) -> None:
    with closing(sqlite3.connect(stored)) as connection:
        connection.execute(harm)
        connection.commit()
    assert look(stored, NAMES)
