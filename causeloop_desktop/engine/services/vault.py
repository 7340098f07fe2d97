"""The key of stored credentials, and the passphrase that stands in where there is no keyring."""

from collections.abc import Callable, Mapping
from pathlib import Path

from causeloop_desktop.contract.vault import VaultState
from causeloop_desktop.engine.services.errors import ConflictError
from causeloop_desktop.vault import KeyStore, Vault, VaultError

_PROBE = "probe"


class VaultService:
    """Opens the vault, if need be with a passphrase that a person gives.

    The passphrase is held only until the key is derived from it, and never written or logged.

    Args:
        data_dir: Where it is written down how the vault is locked.
        environment: The variables of this process.
        open_keyring: Finds the system's keyring, or nothing.
    """

    def __init__(
        self,
        data_dir: Path,
        environment: Mapping[str, str],
        open_keyring: Callable[[], KeyStore | None],
    ) -> None:
        self.vault = Vault(data_dir, environment, open_keyring, self._ask)
        self._given: str | None = None
        self._asked = False
        self._is_new = False

    async def state(self) -> VaultState:
        """Try the key, and say whether a passphrase is what it waits for."""
        self._asked = False
        try:
            await self.vault.seal(_PROBE)
        except VaultError as error:
            return VaultState(
                is_open=False, asks=self._asked, is_new=self._is_new, message=str(error)
            )
        return VaultState(is_open=True)

    async def unlock(self, passphrase: str) -> VaultState:
        """Open the vault with a passphrase; the first one ever is the one from then on.

        Raises:
            ConflictError: It is not the one that the vault was locked with.
        """
        self._given = passphrase
        try:
            await self.vault.seal(_PROBE)
        except VaultError as error:
            raise ConflictError(str(error), {"passphrase": "not accepted"}) from error
        finally:
            self._given = None
        return VaultState(is_open=True)

    async def _ask(self, is_new: bool) -> str | None:
        self._asked, self._is_new = True, is_new
        return self._given
