"""The lock of stored credentials over the API."""

from causeloop_desktop.client.wire.group import Group
from causeloop_desktop.contract.vault import VaultState


class VaultClient(Group):
    """``/v1/vault``; only the engine of this machine answers."""

    path = "/v1/vault"

    async def state(self) -> VaultState:
        """Read whether credentials can be stored and read."""
        return await self._transport.get(self.path, VaultState)

    async def unlock(self, passphrase: str) -> VaultState:
        """Open it with a passphrase."""
        body = {"passphrase": passphrase}
        return await self._transport.send("POST", f"{self.path}/unlock", VaultState, body)
