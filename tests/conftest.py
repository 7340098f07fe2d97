"""What every test starts from: no deadline on a shared machine, no display, no real home.

Numbers are computed by one thread, as the engine lets its workers do it: tests run side by side.
Engines and workers start hundreds of times and keep their byte code, whatever the machine prefers.
"""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from causeloop_desktop.engine.services.jobs.workers import ONE_THREAD

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.update(ONE_THREAD)
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

settings.register_profile(
    "shared-machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("shared-machine")


@pytest.fixture(autouse=True)
def _no_real_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep every test away from the data, settings and secrets of whoever runs it."""
    monkeypatch.setenv("CAUSELOOP_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv("USE_MOCK", raising=False)
    monkeypatch.delenv("CAUSELOOP_MASTER_KEY", raising=False)
