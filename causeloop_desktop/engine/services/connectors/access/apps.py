"""The person's own OAuth app at a provider: its client id, its secret, where answers go."""

from causeloop_desktop.engine.services.connectors.access.credentials import Credentials
from causeloop_desktop.engine.services.connectors.access.granting import FIXED_REDIRECT, App
from causeloop_desktop.engine.services.connectors.catalog import description_of
from causeloop_desktop.engine.services.errors import InvalidError
from causeloop_desktop.engine.store.sources.connectors import ConnectorRow


async def app_of(row: ConnectorRow, credentials: Credentials, *, mock: bool = False) -> App:
    """Give the app that a connection is authorised with.

    Raises:
        InvalidError: The source knows no OAuth, or the app is not filled in.
        ConflictError: Its secret cannot be read.
    """
    description = description_of(row.type)
    if description.oauth is None:
        message = f"{description.title} is not authorised in the browser. Give it a key."
        raise InvalidError(message, {"type": message})
    redirect_uri = str(row.settings.get("redirect_uri") or "").strip() or FIXED_REDIRECT
    client_id = str(row.settings.get("client_id") or "").strip()
    if not client_id and mock:
        client_id = description.oauth.sample_client_id
    if not client_id:
        message = (
            f"The client id is missing. Make an OAuth app at {description.title} with the "
            f"redirect address {redirect_uri}, then fill in its client id and client secret."
        )
        raise InvalidError(message, {"client_id": message})
    opened = await credentials.open(row.oauth_app)
    return App(client_id, opened.get("client_secret", ""), redirect_uri)
