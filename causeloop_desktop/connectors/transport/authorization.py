"""The header that says who we are."""

import base64
from collections.abc import Mapping
from typing import TypeAlias

from causeloop_desktop.connectors.description.connector import Connector
from causeloop_desktop.connectors.errors import CredentialsRefusedError

Secrets: TypeAlias = Mapping[str, str]
"""Credentials by name."""


def authorization(connector: Connector, secrets: Secrets) -> dict[str, str]:
    """Give the header that says who we are.

    Raises:
        CredentialsRefusedError: Some are missing.
    """
    if token := secrets.get("access_token"):
        return {"Authorization": f"Bearer {token}"}
    if connector.key_auth is None:
        return {}
    try:
        value = connector.key_auth.template.format_map(secrets)
    except KeyError as error:
        message = f"The credential {error.args[0]!r} is missing. Fill it in and test again."
        raise CredentialsRefusedError(message) from error
    if connector.key_auth.basic:
        value = "Basic " + base64.b64encode(value.encode()).decode()
    return {"Authorization": value}
