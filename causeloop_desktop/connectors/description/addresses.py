"""The address in front of every path: the person's own, or the provider's."""

import re
import socket
from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address, ip_address
from string import Formatter
from urllib.parse import urlsplit

from causeloop_desktop.connectors.asking.places import Place, Settings, host_of
from causeloop_desktop.connectors.description.connector import Connector
from causeloop_desktop.connectors.errors import AskOperatorError, SettingMissingError

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
"""What may be filled into an address: with a slash in it, another host would be meant."""


def address_of(connector: Connector, settings: Settings) -> str:
    """Give the address in front of every path: the person's own, or the connector's filled in.

    Raises:
        AskOperatorError: A setting that the address needs is missing, or is none.
    """
    own = settings.get("base_url")
    if isinstance(own, str) and own.strip():
        return _own(own.strip().rstrip("/"))
    return filled(connector.base_url, connector, settings)


def filled(address: str, connector: Connector, settings: Settings) -> str:
    """Fill settings into an address that the connector knows.

    Raises:
        AskOperatorError: One is missing, or is no name.
    """
    names = [name for _, name, _, _ in Formatter().parse(address) if name]
    given = {name: str(settings.get(name) or "").strip() for name in names}
    for name, value in given.items():
        if not value:
            message = f"{connector.title} needs the setting {name!r}. Fill it in."
            raise SettingMissingError(message)
        if not _NAME.fullmatch(value):
            message = f"{value!r} is no {name}. Fill in what stands for it in {address}, no more."
            raise AskOperatorError(message)
    return address.format_map(given)


def destination_of(connector: Connector, settings: Settings) -> str:
    """Say where credentials travel with these settings; empty where that cannot be told yet.

    Credentials that were entered for one destination are not for another.
    """
    if connector.host is not None:
        return connector.host(Place(settings=settings), {}).lower()
    try:
        scheme, netloc, *_ = urlsplit(address_of(connector, settings))
    except AskOperatorError:
        return ""
    return f"{scheme}://{netloc}".lower() if netloc else ""


def is_providers_own(connector: Connector, place: Place) -> bool:
    """Tell whether a place is the provider's own service, not an instance of somebody's own."""
    own = host_of(connector.base_url).rpartition("}.")[2]
    return bool(own) and (host_of(place.base_url) or "").endswith(own)


def _own(address: str) -> str:
    try:
        parts = urlsplit(address)
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_web = False
    if not is_web or "?" in address or "#" in address:
        message = f"{address!r} is no address of a source. Write it as https://host.example.com."
        raise AskOperatorError(message)
    if parts.username is not None:
        message = "The address holds a name or password. Fill those in as credentials instead."
        raise AskOperatorError(message)
    if is_link_local(parts.hostname or ""):
        message = f"{parts.hostname} belongs to this machine's network itself and is not asked."
        raise AskOperatorError(message)
    return address


def is_link_local(host: str) -> bool:
    """Tell whether a host is an address at which clouds tell their machines' own credentials."""
    with suppress(ValueError):
        found = ip_address(host)
        mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
        return (mapped or found).is_link_local
    try:
        # Systems read more ways to write an address: as one number, in octal, in hexadecimal.
        return IPv4Address(socket.inet_aton(host)).is_link_local
    except OSError:
        return False
