"""What the calls of every noun begin with."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from causeloop_desktop.client.wire.transport import Transport


class Group:
    """The calls of one noun.

    Args:
        transport: Carries them.

    Attributes:
        path: Where they begin, for nouns that have one path.
    """

    path: str

    def __init__(self, transport: "Transport") -> None:
        self._transport = transport
