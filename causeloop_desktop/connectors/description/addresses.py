"""The address in front of every path: the person's own, or the provider's."""

from causeloop_desktop.connectors.asking.places import Place, Settings, host_of
from causeloop_desktop.connectors.description.connector import Connector
from causeloop_desktop.connectors.errors import AskOperatorError


def address_of(connector: Connector, settings: Settings) -> str:
    """Give the address in front of every path: the person's own, or the connector's filled in.

    Raises:
        AskOperatorError: A setting that the address needs is missing.
    """
    own = settings.get("base_url")
    if isinstance(own, str) and own.strip():
        return own.strip().rstrip("/")
    try:
        return connector.base_url.format_map(settings)
    except KeyError as error:
        message = f"{connector.title} needs the setting {error.args[0]!r}. Fill it in."
        raise AskOperatorError(message) from error


def is_providers_own(connector: Connector, place: Place) -> bool:
    """Tell whether a place is the provider's own service, not an instance of somebody's own."""
    own = host_of(connector.base_url).rpartition("}.")[2]
    return bool(own) and (host_of(place.base_url) or "").endswith(own)
