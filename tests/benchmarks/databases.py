"""Databases of generated issues, made once and kept in a cache between runs."""

import os
import shutil
from functools import partial
from pathlib import Path

from platformdirs import user_cache_path

from causeloop_desktop.contract.base import WorkspaceId
from causeloop_desktop.engine.clock import system_clock
from causeloop_desktop.engine.domain.records.normalise import Record, Rules, normalise
from causeloop_desktop.engine.store.database import Database, WriteTransaction, sqlite_url
from causeloop_desktop.engine.store.ids import new_id
from causeloop_desktop.engine.store.intake.ingest import upsert
from causeloop_desktop.engine.store.migrate import NEWEST
from causeloop_desktop.engine.store.prepare import prepare
from causeloop_desktop.engine.store.tenants.workspaces import WorkspaceRow, WorkspaceStore
from tests.benchmarks import generator

FILE = "causeloop.db"


def cache_dir() -> Path:
    """Give the folder of generated databases; ``CAUSELOOP_BENCH_CACHE`` chooses another."""
    given = os.environ.get("CAUSELOOP_BENCH_CACHE")
    return Path(given) if given else user_cache_path("causeloop-bench", appauthor=False)


def data_dir_of(count: int) -> Path:
    """Give a data directory whose own workspace holds ``count`` generated issues.

    It is keyed by generator and schema; one that was not finished is made anew.
    """
    folder = cache_dir() / f"issues-{count}-g{generator.VERSION}-s{NEWEST}"
    if not folder.exists():
        unfinished = folder.with_suffix(".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True)
        _fill(unfinished / FILE, count)
        unfinished.rename(folder)
    return folder


def _fill(path: Path, count: int) -> None:
    database = Database(sqlite_url(path), system_clock)
    prepare(database)
    workspace = database.submit(_add_own).result()
    for batch in generator.batches(count):
        records = [one for raw in batch if isinstance(one := normalise(raw, Rules()), Record)]
        database.submit(partial(upsert, workspace_key=workspace, records=records)).result()
    database.close()


def _add_own(write: WriteTransaction) -> int:
    store = WorkspaceStore(write.connection)
    organization = store.add_organization(write.now_us, "Benchmark", "own")
    id_ = WorkspaceId(new_id("ws", write.now_us))
    draft = WorkspaceRow(0, id_, "own", "Benchmark", "UTC", False, write.now_us)
    return store.add(organization, draft).key
