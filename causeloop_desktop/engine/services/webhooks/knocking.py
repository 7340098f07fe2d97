"""Knocking at our own door from outside, to see whether a provider would get in."""

from collections.abc import Mapping

from causeloop_desktop.connectors.errors import ConnectorError
from causeloop_desktop.connectors.transport.carrier import Request

TAKEN = 202


async def knock(url: str, headers: Mapping[str, str], body: bytes) -> str:
    """Send a message to our public address; give what is wrong, or nothing."""
    from causeloop_desktop.connectors.transport.http import Transport  # HTTP is heavy to import

    sent = {**headers, "content-type": "application/json"}
    try:
        async with Transport() as transport:
            answer = await transport.send(Request("POST", url, headers=sent, content=body))
    except ConnectorError as error:
        return f"{error.sentence} Does the public address lead to this engine?"
    if answer.status == TAKEN:
        return ""
    return (
        f"{url} answered {answer.status}, which is not this engine taking a message. "
        "Look where the public address leads."
    )
