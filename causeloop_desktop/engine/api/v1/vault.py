"""``/v1/vault``: the lock of stored credentials; only our own programs are answered."""

from causeloop_desktop.contract.auth import Scope
from causeloop_desktop.contract.vault import VaultState, VaultUnlock
from causeloop_desktop.engine.api.v1.dependencies import Engine, Ws
from causeloop_desktop.engine.api.v1.routing import noun_router

router = noun_router("vault")

OURS_ALONE = "Only a program on this machine may open the lock of credentials."


@router.get("/vault")
async def get_vault(engine: Engine, ws: Ws) -> VaultState:
    """Whether credentials can be stored and read on this machine."""
    ws.require_own_program(Scope.CONNECTORS_ADMIN, OURS_ALONE)
    return await engine.vaults.state()


@router.post("/vault/unlock")
async def unlock_vault(engine: Engine, ws: Ws, unlock: VaultUnlock) -> VaultState:
    """Open the lock with a passphrase, which is not stored."""
    ws.require_own_program(Scope.CONNECTORS_ADMIN, OURS_ALONE)
    return await engine.vaults.unlock(unlock.passphrase.get_secret_value())
