"""Clients on demand: the code that speaks HTTP is large, and a start has nobody to speak to yet."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from causeloop_desktop.client.backend import Backend
    from causeloop_desktop.client.client import CauseloopClient


def prepare() -> None:
    """Load that code ahead; for a thread, while an engine is being started."""
    import_module("causeloop_desktop.client.client")


def connect(backend: Backend) -> CauseloopClient:
    """Make a client of ``backend``; close it when it is no longer needed."""
    from causeloop_desktop.client.client import CauseloopClient

    return CauseloopClient(backend)
