"""How a worker reads: one connection that cannot write, short transactions."""

from collections.abc import Callable
from typing import TypeVar

from causeloop_desktop.engine.store.database import Read, make_engine

T = TypeVar("T")


class Reader:
    """Runs reads one after another; each sees one snapshot of the database."""

    def __init__(self, url: str) -> None:
        self._engine = make_engine(url, begin="BEGIN", connections=1)

    def read(self, work: Callable[[Read], T]) -> T:
        """Run ``work`` in a transaction of its own; keep it short, the log grows meanwhile."""
        with self._engine.connect() as connection, connection.begin():
            return work(connection)
