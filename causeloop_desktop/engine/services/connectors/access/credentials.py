"""Credentials: sealed before they are written, opened only to be used, never answered."""

import json
from collections.abc import Mapping

from causeloop_desktop.connectors.cassettes.redacting import Hider
from causeloop_desktop.engine.services.errors import ConflictError
from causeloop_desktop.vault import Vault, VaultError

HIDDEN = "•••"


class Credentials:
    """Seals and opens the credentials of connections.

    Args:
        vault: Holds the key.
    """

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def seal(self, values: Mapping[str, str]) -> str:
        """Encrypt credentials.

        Raises:
            ConflictError: There is no key to seal them with; the message says what to do.
        """
        try:
            return await self._vault.seal(json.dumps(dict(values)))
        except VaultError as error:
            raise ConflictError(str(error), {"credentials": "cannot be stored"}) from error

    async def open(self, sealed: str | None) -> dict[str, str]:
        """Decrypt credentials; none are an empty mapping.

        Raises:
            ConflictError: The key is not to be had.
        """
        if sealed is None:
            return {}
        try:
            opened: dict[str, str] = json.loads(await self._vault.open(sealed))
        except VaultError as error:
            raise ConflictError(str(error), {"credentials": "cannot be read"}) from error
        return opened


def scrub(text: str, secrets: Mapping[str, str]) -> str:
    """Hide every secret that a provider repeats in what it says, in whatever form."""
    return Hider(secrets.values(), HIDDEN).text(text)
