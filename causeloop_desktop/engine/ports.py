"""Who listens on a port of this machine, as far as the system lets us see."""

from collections.abc import Iterator
from pathlib import Path

TABLES = (Path("/proc/net/tcp"), Path("/proc/net/tcp6"))
LISTENING = "0A"


def holder_of(port: int) -> str | None:
    """Name the program that listens on ``port``: ``python3 (process id 4711)``.

    ``None`` where the system does not tell, or the program belongs to somebody else.
    """
    sockets = {f"socket:[{inode}]" for table in TABLES for inode in _listeners(table, port)}
    if not sockets:
        return None
    for process in Path("/proc").glob("[0-9]*"):
        if _holds(process, sockets):
            name = (process / "comm").read_text(encoding="utf-8").strip()
            return f"{name} (process id {process.name})"
    return None


def _listeners(table: Path, port: int) -> Iterator[str]:
    """Yield the inodes of the sockets that listen on ``port``."""
    if not table.exists():
        return
    for line in table.read_text(encoding="ascii").splitlines()[1:]:
        fields = line.split()
        if fields[3] == LISTENING and int(fields[1].rpartition(":")[2], 16) == port:
            yield fields[9]


def _holds(process: Path, sockets: set[str]) -> bool:
    try:
        return any(str(handle.readlink()) in sockets for handle in (process / "fd").iterdir())
    except OSError:
        return False
