"""Texts over the API: try one, store nothing."""

from causeloop_desktop.client.wire.group import Group
from causeloop_desktop.contract.texts import TextTried, TextTry


class TextsClient(Group):
    """``/v1/texts``."""

    path = "/v1/texts"

    async def try_(self, wanted: TextTry) -> TextTried:
        """Ask what would be made of a text."""
        return await self._transport.send("POST", f"{self.path}/try", TextTried, wanted)
