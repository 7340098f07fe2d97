"""Texts over the API: try one, store nothing."""

from causeloop_desktop.client.transport import Transport
from causeloop_desktop.contract.texts import TextTried, TextTry


class TextsClient:
    """``/v1/texts``."""

    path = "/v1/texts"

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    async def try_(self, wanted: TextTry) -> TextTried:
        """Ask what would be made of a text."""
        return await self._transport.send("POST", f"{self.path}/try", TextTried, wanted)
