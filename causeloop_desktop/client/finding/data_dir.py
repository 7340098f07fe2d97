"""Where Causeloop keeps its data unless it is told; every program of this machine agrees on it."""

import os
from pathlib import Path


def default_data_dir() -> Path:
    """Give the data directory: ``CAUSELOOP_DATA_DIR``, else the platform's place for it."""
    if given := os.environ.get("CAUSELOOP_DATA_DIR"):
        return Path(given).expanduser()
    from platformdirs import user_data_path

    return user_data_path("causeloop", appauthor=False)
