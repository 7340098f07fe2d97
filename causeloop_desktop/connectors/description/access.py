"""How a source lets us in: by a key, or authorised in the browser; and how that is tried."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from causeloop_desktop.connectors.asking.messages import Answer, Ask
from causeloop_desktop.connectors.asking.places import Place, Settings


@dataclass(frozen=True, slots=True)
class Permission:
    """A scope of the provider, and what it lets us read, in plain words."""

    scope: str
    reads: str


@dataclass(frozen=True, slots=True)
class KeyAuth:
    """How a key travels: ``Authorization`` filled from the credentials by name.

    Attributes:
        template: The header's value; with ``basic`` it is encoded as user and password.
        where: Where the person finds the key, in one sentence.
    """

    template: str = "Bearer {api_key}"
    basic: bool = False
    where: str = ""


@dataclass(frozen=True, slots=True)
class OAuth:
    """The provider's authorization code flow.

    Attributes:
        permissions: The scopes that are asked for.
        extra: Parameters that the authorize address needs beside the standard's.
        separator: What stands between scopes.
        pkce: Whether the provider takes a code challenge.
        sample_client_id: Lets mock mode answer.
        sites_url: Where the provider lists the sites that a token opens, with ``id`` and ``url``.
        site_url: Where such a site is asked with a token; ``{site_id}`` is its id.
    """

    authorize_url: str
    exchange_url: str
    permissions: tuple[Permission, ...]
    extra: Mapping[str, str] = field(default_factory=dict)
    separator: str = " "
    pkce: bool = True
    sample_client_id: str = "sample-client"
    sites_url: str = ""
    site_url: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """How credentials are tried.

    Attributes:
        ask: A cheap request that only good credentials are answered.
        who: Who the provider says we are; an empty text means that it does not know us.
        learns: What the answer tells that questions need, such as the account's time zone; it
            stands beside the settings of a place.
    """

    ask: Callable[[Place], Ask]
    who: Callable[[Answer], str]
    learns: Callable[[Answer], Settings] | None = None
