"""How an engine is started: where its data is, where it listens, what it enforces."""

from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from causeloop_desktop.engine.store.database import sqlite_url

DATABASE_NAME = "causeloop.db"
DEFAULT_PORT = 4000
LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})


class EngineSettings(BaseSettings):
    """The settings of one engine; the environment fills what the caller leaves out.

    ``USE_MOCK=1`` keeps to a directory of its own and serves the sample to anybody on this
    machine. ``allowed_hosts`` names what else a request's Host may be when the engine listens
    beyond loopback. ``public_url`` is the address under which providers reach this engine through
    a proxy or tunnel; webhooks name it, and its host may be called.
    """

    model_config = SettingsConfigDict(
        env_prefix="CAUSELOOP_", frozen=True, populate_by_name=True, extra="ignore"
    )

    data_dir: Path
    database: str | None = None
    mock: bool = Field(default=False, validation_alias="USE_MOCK")
    rate_limits: bool = True
    host: str = "127.0.0.1"
    port: int = Field(default=DEFAULT_PORT, ge=0, le=65535)
    allowed_hosts: tuple[str, ...] = ()
    public_url: str = ""

    @property
    def directory(self) -> Path:
        """Where this engine keeps everything; mock mode has its own."""
        return self.data_dir / "mock" if self.mock else self.data_dir

    @property
    def database_url(self) -> str:
        """The database to open: the one asked for, else the directory's own file."""
        return self.database or sqlite_url(self.directory / DATABASE_NAME)

    @property
    def public_host(self) -> str:
        """The host of the public address; empty where there is none."""
        return urlsplit(self.public_url).hostname or ""

    @property
    def loopback_only(self) -> bool:
        """Whether nobody but this machine can reach the engine."""
        return self.host in LOOPBACK_NAMES
