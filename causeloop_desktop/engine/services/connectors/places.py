"""Where a connection's source is."""

from causeloop_desktop.connectors.asking.places import Place, Settings
from causeloop_desktop.connectors.description.addresses import address_of
from causeloop_desktop.connectors.description.connector import Connector as Description
from causeloop_desktop.connectors.errors import AskOperatorError, SettingMissingError
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


def demand_address(description: Description, settings: Settings) -> None:
    """Refuse settings of an address that are none; what is missing can be filled in later.

    Raises:
        InvalidError: The message says what it should look like.
    """
    try:
        address_of(description, settings)
    except SettingMissingError:
        return
    except AskOperatorError as error:
        raise InvalidError(error.sentence, {"settings": error.sentence}) from error
