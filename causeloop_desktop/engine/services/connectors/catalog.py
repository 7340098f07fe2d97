"""The catalog as the contract shows it."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from causeloop_desktop.connectors import catalog
from causeloop_desktop.connectors.description.connector import Connector
from causeloop_desktop.connectors.description.fields import Field
from causeloop_desktop.connectors.registry import connectors
from causeloop_desktop.contract.connectors import CatalogEntry, CatalogField, CatalogPermission
from causeloop_desktop.engine.services.connectors.access.granting import FIXED_REDIRECT
from causeloop_desktop.engine.services.errors import InvalidError, NotFoundError

OWN_ADDRESS = Field(
    name="base_url",
    label="Address",
    help="Only for a self-hosted instance or a sandbox; empty for the provider's own.",
    placeholder="https://",
    rare=True,
)
"""The setting that every source takes which is reached by an address."""

OAUTH_APP = (
    Field(
        name="client_id",
        label="Client id",
        help="Of your own OAuth app at the provider; only for authorising in the browser.",
    ),
    Field(
        name="redirect_uri",
        label="Redirect to",
        help="Only where the provider takes no address of this machine; empty for the usual one.",
        placeholder=FIXED_REDIRECT,
    ),
)
"""The settings that every source takes which can be authorised in the browser."""

OAUTH_SECRET = Field(
    name="client_secret",
    label="Client secret",
    help="Of the same OAuth app; empty where the provider gave none.",
    secret=True,
)


def entries() -> tuple[CatalogEntry, ...]:
    """Give every source that can be connected, by title."""
    return tuple(map(to_entry, connectors().values()))


def entry(type_: str) -> CatalogEntry:
    """Give one source.

    Raises:
        NotFoundError: There is none of this type.
    """
    found = connectors().get(type_)
    if found is None:
        raise NotFoundError("connector type", type_)
    return to_entry(found)


def description_of(type_: str) -> Connector:
    """Give the description of a source that a request names.

    Raises:
        InvalidError: There is none of this type.
    """
    found = connectors().get(type_)
    if found is None:
        message = f"There is no source {type_!r}. Known are: {', '.join(connectors())}."
        raise InvalidError(message, {"type": message})
    return found


def to_entry(connector: Connector) -> CatalogEntry:
    """Show a description."""
    settings, credentials = connector.settings, connector.credentials
    if connector.base_url:
        settings = (*settings, OWN_ADDRESS)
    if connector.oauth:
        settings, credentials = (*settings, *OAUTH_APP), (*credentials, OAUTH_SECRET)
    scopes = connector.scopes
    return CatalogEntry(
        type=connector.type,
        title=connector.title,
        category=connector.category,
        summary=connector.summary,
        oauth=connector.oauth is not None,
        key=bool(connector.credentials),
        ingests=connector.ingests,
        settings=tuple(map(_to_field, settings)),
        credentials=tuple(map(_to_field, credentials)),
        permissions=_permissions(connector),
        scopes_setting=scopes.setting if scopes else None,
        scopes_title=scopes.title if scopes else None,
        scopes_instead=(scopes.instead or None) if scopes else None,
        key_help=connector.key_auth.where if connector.key_auth else "",
        docs_url=connector.docs_url,
        notice=connector.notice,
        redirect_uri=FIXED_REDIRECT if connector.oauth else "",
        icon=_icon(connector.type),
        push_only=not connector.streams,
    )


def demand_known(
    description: Connector, settings: Mapping[str, object], credentials: Mapping[str, str]
) -> None:
    """Refuse what the source does not take, so that a misspelt name is no silent loss.

    Raises:
        InvalidError: It names the unknown one and those that are known, or the one that is no
            value of a setting.
    """
    fields = (*description.settings, OWN_ADDRESS, *(OAUTH_APP if description.oauth else ()))
    known_settings = {field.name for field in fields}
    known_secrets = {field.name for field in description.credentials}
    for given, known, what in (
        (settings, known_settings, "settings"),
        (credentials, known_secrets, "credentials"),
    ):
        if unknown := sorted(set(given) - known):
            taken = ", ".join(sorted(known)) or "none"
            message = f"{description.title} takes no {what} {unknown[0]!r}. It takes: {taken}."
            raise InvalidError(message, {what: message})
    if odd := sorted(name for name, value in settings.items() if not _is_plain(value)):
        message = f"The setting {odd[0]!r} must be a text, a number, or a list of them."
        raise InvalidError(message, {"settings": message})


def _is_plain(value: object) -> bool:
    """Tell whether a value can be kept and shown as it is."""
    if isinstance(value, list):
        return all(not isinstance(one, list) and _is_plain(one) for one in value)
    if isinstance(value, str):
        return not any("\ud800" <= one <= "\udfff" for one in value)
    return value is None or isinstance(value, int | float)


@cache
def _icon(type_: str) -> str:
    """Give the drawing that lies in a source's folder, if there is one."""
    file = files(catalog).joinpath(type_, "icon.svg")
    return file.read_text("utf-8") if file.is_file() else ""


def _permissions(connector: Connector) -> tuple[CatalogPermission, ...]:
    if connector.oauth is None:
        return ()
    return tuple(
        CatalogPermission(scope=one.scope, reads=one.reads) for one in connector.oauth.permissions
    )


def _to_field(field: Field) -> CatalogField:
    return CatalogField(
        name=field.name,
        label=field.label,
        help=field.help,
        type=field.type,
        required=field.required,
        secret=field.secret,
        placeholder=field.placeholder,
        rare=field.rare,
    )
