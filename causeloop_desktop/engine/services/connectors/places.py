"""Where a connection's source is."""

from causeloop_desktop.connectors.asking.places import Place
from causeloop_desktop.connectors.description.addresses import address_of
from causeloop_desktop.connectors.description.connector import Connector as Description
from causeloop_desktop.connectors.errors import AskOperatorError
from causeloop_desktop.engine.services.connectors.catalog import description_of
from causeloop_desktop.engine.services.errors import InvalidError
from causeloop_desktop.engine.store.sources.connectors import ConnectorRow


def place_of(row: ConnectorRow) -> tuple[Description, Place]:
    """Give the description of a connection's source, and where it is as far as it is known.

    Raises:
        InvalidError: A setting that its address needs is missing.
    """
    description = description_of(row.type)
    try:
        address = address_of(description, row.settings)
    except AskOperatorError as error:
        raise InvalidError(error.sentence, {"settings": error.sentence}) from error
    told = row.learned.get("settings", {})
    return description, Place(settings={**told, **row.settings}, base_url=address)
