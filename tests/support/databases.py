"""Real databases in a folder of the test's own."""

from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from causeloop_desktop.contract.base import WorkspaceId
from causeloop_desktop.engine.settings import DATABASE_NAME
from causeloop_desktop.engine.store.database import Database, WriteTransaction, sqlite_url
from causeloop_desktop.engine.store.prepare import prepare
from causeloop_desktop.engine.store.tenants.workspaces import WorkspaceRow, WorkspaceStore

NOON_US = 1_750_000_000_000_000


class Clock:
    """A clock that a test sets; each look at it is a millisecond later."""

    def __init__(self, now_us: int = NOON_US) -> None:
        self.now_us = now_us

    def __call__(self) -> int:
        self.now_us += 1_000
        return self.now_us


def open_database(folder: Path, clock: Clock | None = None) -> Database:
    """Open a fresh database with its schema."""
    lay_out(folder / DATABASE_NAME)
    return _open(folder, clock or Clock())


def lay_out(file: Path) -> None:
    """Put an empty database with its schema where none is; each revision costs time only once."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(_empty())


@cache
def _empty() -> bytes:
    with TemporaryDirectory() as name:
        _open(Path(name), Clock()).close()
        return (Path(name) / DATABASE_NAME).read_bytes()


def _open(folder: Path, clock: Clock) -> Database:
    database = Database(sqlite_url(folder / DATABASE_NAME), clock)
    prepare(database)
    return database


_numbers = count(1)


def add_workspace(database: Database) -> int:
    """Add an empty workspace and give its key."""
    number = next(_numbers)

    def work(write: WriteTransaction) -> int:
        store = WorkspaceStore(write.connection)
        organization = store.first_organization() or store.add_organization(1, "Test", "test")
        draft = WorkspaceRow(
            0, WorkspaceId(f"ws_{number}"), f"w{number}", f"W {number}", "UTC", False, 1
        )
        return store.add(organization, draft).key

    return database.submit(work).result()


def bytes_in(folder: Path) -> bytes:
    """Give everything that a database wrote into ``folder``, log and index included."""
    return b"".join(path.read_bytes() for path in folder.glob("causeloop.db*"))
