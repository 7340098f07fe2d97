"""Who may knock at all: hosts, origins, and how often."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection

from causeloop_desktop.engine.services.auth import Credential
from causeloop_desktop.engine.services.errors import ForbiddenError, RateLimitedError
from causeloop_desktop.engine.services.foundation.limits import Allowance, Limits
from causeloop_desktop.engine.settings import LOOPBACK_NAMES, EngineSettings

INGEST = "/v1/ingest"


def check_host(headers: Headers, settings: EngineSettings) -> None:
    """Refuse a Host that does not name us: a page elsewhere has rebound its name to us.

    Raises:
        ForbiddenError: The Host is not in the allow-list.
    """
    name = _name_of(headers.get("host", ""))
    if name in LOOPBACK_NAMES or name in settings.allowed_hosts or name == settings.host:
        return
    if name and name == settings.public_host:
        return
    # An address cannot be rebound; only names can.
    if not settings.loopback_only and _is_address(name):
        return
    raise ForbiddenError("This engine does not answer to that Host.")


def check_origin(headers: Headers) -> None:
    """Refuse a request that a page of another origin makes in somebody's browser.

    Raises:
        ForbiddenError: The Origin is not our own.
    """
    origin = headers.get("origin")
    if origin is not None and origin.partition("://")[2] != headers.get("host"):
        raise ForbiddenError("Requests from other origins are refused.")


def count_address(connection: HTTPConnection, limits: Limits) -> None:
    """Count a request of an address.

    Raises:
        RateLimitedError: It has made too many this minute.
    """
    _settle(connection, limits.by_address(address_of(connection)))


def count_ingest(
    connection: HTTPConnection, limits: Limits, caller: Credential, workspace_id: str
) -> None:
    """Count an ingest request into a workspace; our own programs are exempt.

    Raises:
        RateLimitedError: The workspace got too many this minute.
    """
    if connection.url.path.startswith(INGEST) and not caller.own_program:
        _settle(connection, limits.by_workspace(workspace_id))


def address_of(connection: HTTPConnection) -> str:
    """Give the caller's address; a proxy on this machine may speak for another.

    It adds whom it heard at the end; what stands before that is what the caller made up.
    """
    peer = connection.client.host if connection.client else "unknown"
    if peer not in LOOPBACK_NAMES:
        return peer
    forwarded = ",".join(connection.headers.getlist("x-forwarded-for"))
    return forwarded.rpartition(",")[2].strip() or peer


def _settle(connection: HTTPConnection, allowance: Allowance | None) -> None:
    connection.scope["state"]["allowance"] = allowance
    if allowance is not None and allowance.exceeded:
        raise RateLimitedError(allowance.retry_after)


def _name_of(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:  # brackets around what is no address
        return ""


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
