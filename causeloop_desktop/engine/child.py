"""The engine as a child: a token in, one ready line out, gone with its parent."""

import os
import sys
import threading
from pathlib import Path

from causeloop_desktop.contract.engine import ReadyLine
from causeloop_desktop.engine.hosting import Hosted, bind, host
from causeloop_desktop.engine.lock import DirectoryOwnedError
from causeloop_desktop.engine.priority import Priority, give_way
from causeloop_desktop.engine.settings import EngineSettings
from causeloop_desktop.engine.store.errors import StoreError

EXIT_OWNED = 3
"""Another engine holds the data directory: read its ``engine.json`` and attach to it."""

EXIT_NO_TOKEN = 2

EXIT_UNUSABLE = 4
"""The database cannot be used; stderr says why and what to do."""

LAST_SECONDS = 1.0
"""How long an orderly end may take once the parent is gone."""


def run_child(data_dir: Path) -> int:
    """Be the engine of the program that started us; give the exit code."""
    give_way(Priority.ANSWERING)
    launch_token = sys.stdin.readline().strip()
    if not launch_token:
        sys.stderr.write("The launch token is missing: it is the first line of stdin.\n")
        return EXIT_NO_TOKEN
    settings = EngineSettings(data_dir=data_dir, host="127.0.0.1", port=0)
    try:
        host(settings, bind("127.0.0.1", 0), _on_ready, launch_token)
    except DirectoryOwnedError as owned:
        sys.stderr.write(f"{owned}\n")
        return EXIT_OWNED
    except StoreError as unusable:
        sys.stderr.write(f"{unusable}\n")
        return EXIT_UNUSABLE
    return 0


def _on_ready(hosted: Hosted) -> None:
    threading.Thread(target=_end_with_parent, args=(hosted,), daemon=True).start()
    file = hosted.file
    line = ReadyLine(base_url=file.base_url, pid=file.pid, version=file.version)
    sys.stdout.write(line.model_dump_json() + "\n")
    sys.stdout.flush()


def _end_with_parent(hosted: Hosted) -> None:
    """Wait for the end of stdin, then stop; what is not done by then is killed, which is safe."""
    # Straight from the descriptor: a thread inside ``sys.stdin`` would hold its lock at exit.
    while os.read(sys.stdin.fileno(), 1024):
        pass
    last_resort = threading.Timer(LAST_SECONDS, os._exit, args=(0,))
    last_resort.daemon = True
    last_resort.start()
    hosted.stop()
