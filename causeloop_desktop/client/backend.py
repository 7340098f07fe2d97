"""Where an engine is and how to be let in; local and remote differ in nothing else."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from pydantic import SecretStr

LOOPBACK_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True)
class Backend:
    """A base URL and a credential.

    Attributes:
        base_url: Scheme, host and port, without ``/v1``.
        credential: Goes out as a bearer token; it is never shown.
        workspace: Id or slug to work in; ``None`` is the one the credential is bound to.
    """

    base_url: str
    credential: SecretStr
    workspace: str | None = None

    @property
    def is_loopback(self) -> bool:
        """Whether requests stay on this machine, so that no proxy may see them."""
        return urlsplit(self.base_url).hostname in LOOPBACK_HOSTS

    @property
    def stream_url(self) -> str:
        """The address of the stream, without its token."""
        return "ws" + self.base_url.rstrip("/").removeprefix("http") + "/v1/stream"

    def headers(self) -> dict[str, str]:
        """Give the headers that say who calls, and for which workspace."""
        headers = {"Authorization": f"Bearer {self.credential.get_secret_value()}"}
        if self.workspace:
            headers["X-Causeloop-Workspace"] = self.workspace
        return headers
