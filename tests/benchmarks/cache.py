"""What benchmarks start from: generated files kept between runs, and folders for one run."""

import csv
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from causeloop_desktop.engine.clock import system_clock
from causeloop_desktop.engine.store.database import Database, WriteTransaction, sqlite_url
from causeloop_desktop.engine.store.patterns.memberships import MembershipStore
from causeloop_desktop.engine.store.tenants.workspaces import WorkspaceStore
from tests.benchmarks import generator
from tests.benchmarks.databases import FILE, data_dir_of
from tests.benchmarks.report import Options

COLUMNS = (
    "external_id",
    "source",
    "title",
    "body",
    "severity",
    "team",
    "service",
    "status",
    "source_created_at",
)


def generated_csv(options: Options, count: int) -> Path:
    """Give a CSV file of ``count`` generated issues; it is made once."""
    target = options.cache / f"issues-{count}-g{generator.VERSION}.csv"
    if not target.exists():
        with scratch(options) as folder:
            unfinished = folder / target.name
            _write_csv(unfinished, count)
            unfinished.rename(target)
    return target


@contextmanager
def resting_copy(options: Options, count: int) -> Iterator[Path]:
    """Give a copy of a generated data directory for as long as the block runs.

    Matching and detection have nothing to do in it, so that a measured engine rests.
    """
    with scratch(options) as folder:
        shutil.copytree(data_dir_of(count), folder / "data")
        database = Database(sqlite_url(folder / "data" / FILE), system_clock)
        database.submit(lambda write: _let_rest(write, count)).result()
        database.close()
        yield folder / "data"


@contextmanager
def scratch(options: Options) -> Iterator[Path]:
    """Give an empty folder on the disk of the cache for as long as the block runs."""
    options.cache.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="run-", dir=options.cache) as folder:
        yield Path(folder)


def _let_rest(write: WriteTransaction, count: int) -> None:
    own = WorkspaceStore(write.connection).page(0, 1)[0]
    store = MembershipStore(write.connection, own.key)
    store.advance(matched_through=count, refreshed_us=write.now_us)


def _write_csv(path: Path, count: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, extrasaction="ignore")
        writer.writeheader()
        for records in generator.batches(count):
            writer.writerows(records)
