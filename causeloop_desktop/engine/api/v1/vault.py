"""``/v1/vault``: the lock of stored credentials; only our own programs are answered."""

from causeloop_desktop.contract.auth import Scope
from causeloop_desktop.contract.vault import VaultState, VaultUnlock
from causeloop_desktop.engine.api.v1.dependencies import Engine, Ws
from causeloop_desktop.engine.api.v1.routing import noun_router
from causeloop_desktop.engine.services.errors import ForbiddenError

router = noun_router("vault")


@router.get("/vault")
async def get_vault(engine: Engine, ws: Ws) -> VaultState:
    """Whether credentials can be stored and read on this machine."""
    _demand_own_program(ws)
    return await engine.vaults.state()


@router.post("/vault/unlock")
async def unlock_vault(engine: Engine, ws: Ws, unlock: VaultUnlock) -> VaultState:
    """Open the lock with a passphrase, which is not stored."""
    _demand_own_program(ws)
    return await engine.vaults.unlock(unlock.passphrase.get_secret_value())


def _demand_own_program(ws: Ws) -> None:
    """Answer nobody who comes with a token made for others.

    Raises:
        ForbiddenError: It is such a one.
    """
    ws.require(Scope.CONNECTORS_ADMIN)
    if not ws.credential.own_program:
        raise ForbiddenError("Only a program on this machine may open the lock of credentials.")
