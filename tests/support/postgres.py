"""A real PostgreSQL, without privileges and on a port of its own."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

USER, SECRET = "ada", "correct-horse"
UNPRIVILEGED = ("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups")
FOLDERS = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
"""Where Debian keeps what it does not put on the path."""


def _program(name: str) -> str:
    found = shutil.which(name, path=os.pathsep.join([os.defpath, *map(str, FOLDERS)]))
    if found is None:
        pytest.skip(f"PostgreSQL is not installed ({name} is missing): nothing was proved with it")
    return found


@contextmanager
def postgres() -> Iterator[str]:
    """Serve a database of its own until the block ends; give its URL."""
    initdb, server = _program("initdb"), _program("pg_ctl")
    with tempfile.TemporaryDirectory(prefix="pg") as name:
        folder = Path(name)
        password = folder / "password"
        password.write_text(SECRET)
        if os.geteuid() == 0:  # it refuses to run as root
            for one in (folder, password):
                shutil.chown(one, "nobody", "nogroup")
        data = str(folder / "data")
        _run(initdb, "-D", data, "-U", USER, "-A", "scram-sha-256", f"--pwfile={password}", "-N")
        port = _free_port()
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c fsync=off -k {folder}"
        _run(server, "-D", data, "-o", options, "-l", f"{folder}/log", "-w", "start")
        try:
            yield f"postgresql+psycopg://{USER}:{SECRET}@127.0.0.1:{port}/postgres"
        finally:
            _run(server, "-D", data, "-m", "immediate", "-w", "stop")


def _run(*command: str) -> None:
    prefix = UNPRIVILEGED if os.geteuid() == 0 else ()
    subprocess.run([*prefix, *command], check=True, stdout=subprocess.DEVNULL, cwd="/")


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
    return port
