"""What is carried to a provider, and who carries it: the network, a recorder, a cassette."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from causeloop_desktop.connectors.asking.messages import Answer


@dataclass(frozen=True, slots=True)
class Request:
    """One request, complete.

    Attributes:
        url: The whole address.
        headers: Credentials included; a recorder leaves them out.
        params: What stands behind the question mark; a list repeats its name.
        json_body: The body as JSON.
        form: The body as a form.
        content: The body as it is.
    """

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    params: Mapping[str, Any] = field(default_factory=dict)
    json_body: Mapping[str, Any] | None = None
    form: Mapping[str, str] | None = None
    content: bytes | None = None


class Carrier(Protocol):
    """Carries requests, and brings their answers."""

    async def send(self, request: Request) -> Answer:
        """Send a request.

        Raises:
            ConnectorError: There was no whole answer.
        """
