"""The engine itself: whether it lives, is ready, and what it is."""

from causeloop_desktop.contract.base import Model


class Health(Model):
    """The answer of the health probes."""

    status: str


class EngineFile(Model):
    """What ``engine.json`` in a data directory says of the engine that owns it.

    ``token`` is the local token for our own programs of the same user; the file is readable by
    the owner only.
    """

    base_url: str
    pid: int
    version: str
    token: str


class ReadyLine(Model):
    """The one line a child engine prints when it can be called."""

    ready: bool = True
    base_url: str
    pid: int
    version: str


class EngineInfo(Model):
    """What the window shows of an engine: ``GET /v1/engine``."""

    version: str
    data_dir: str | None = None
    database: str
    issue_count: int = 0
    mock: bool = False
