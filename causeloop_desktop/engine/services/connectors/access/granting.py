"""OAuth with a provider (RFC 6749, RFC 7636): where to send the browser, and what a code brings."""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from causeloop_desktop.connectors.asking.judging import shown
from causeloop_desktop.connectors.asking.places import host_of
from causeloop_desktop.connectors.description.addresses import filled
from causeloop_desktop.connectors.errors import (
    AskOperatorError,
    CredentialsRefusedError,
    RequestRefusedError,
    UnreachableError,
)
from causeloop_desktop.connectors.transport.carrier import Request
from causeloop_desktop.contract.times import SECOND_US

if TYPE_CHECKING:
    from collections.abc import Mapping

    from causeloop_desktop.connectors.asking.messages import Answer
    from causeloop_desktop.connectors.asking.places import Place
    from causeloop_desktop.connectors.description.access import OAuth
    from causeloop_desktop.connectors.description.connector import Connector
    from causeloop_desktop.connectors.transport.carrier import Carrier

FIXED_REDIRECT = "http://localhost:4000/v1/connectors/oauth/callback"
CALLBACK_PATH = "/v1/connectors/oauth/callback"
STAYING = frozenset({"offline_access", "offline"})
"""Asked for so that a refresh token comes; providers do not list them as granted."""


@dataclass(frozen=True, slots=True)
class App:
    """The person's own OAuth app at a provider.

    Attributes:
        secret: Empty for a public client, which PKCE alone protects.
    """

    client_id: str
    secret: str
    redirect_uri: str


def new_verifier() -> str:
    """Make a code verifier of 43 characters."""
    return secrets.token_urlsafe(32)


def challenge_of(verifier: str) -> str:
    """Give the S256 challenge of a verifier (RFC 7636, 4.2)."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def address_of(address: str, connector: Connector, place: Place) -> str:
    """Give an address of the flow; an instance of somebody's own has it on its own host.

    Raises:
        AskOperatorError: A setting that the address needs is missing, or is no name.
    """
    own = place.settings.get("base_url")
    if isinstance(own, str) and own.strip():
        scheme, netloc, *_ = urlsplit(own.strip())
        path = filled(urlsplit(address).path, connector, place.settings)
        return urlunsplit((scheme, netloc, path, "", ""))
    return filled(address, connector, place.settings)


def authorize_url(
    connector: Connector, oauth: OAuth, place: Place, app: App, state: str, verifier: str
) -> str:
    """Give the address that the browser is sent to.

    Args:
        connector: The provider.
        oauth: How it is authorised.
        place: Its settings.
        app: Who asks.
        state: Comes back with the answer, which is nobody else's then.
        verifier: What the code is redeemed with; only its challenge is shown.
    """
    params = {
        "response_type": "code",
        "client_id": app.client_id,
        "redirect_uri": app.redirect_uri,
        "scope": oauth.separator.join(one.scope for one in oauth.permissions),
        "state": state,
        **oauth.extra,
    }
    if oauth.pkce:
        params |= {"code_challenge": challenge_of(verifier), "code_challenge_method": "S256"}
    return f"{address_of(oauth.authorize_url, connector, place)}?{urlencode(params)}"


class Exchanger:
    """Asks one provider for tokens.

    Args:
        connector: The provider.
        place: Its settings.
        app: Who asks.
        carrier: Carries the requests.
    """

    def __init__(self, connector: Connector, place: Place, app: App, carrier: Carrier) -> None:
        if connector.oauth is None:
            message = f"{connector.title} cannot be authorised in the browser. Use a key."
            raise AskOperatorError(message)
        self._url = address_of(connector.oauth.exchange_url, connector, place)
        self._headers = dict(connector.headers) | {"Accept": "application/json"}
        self._connector, self._place, self._oauth = connector, place, connector.oauth
        self._app = app
        self._carrier = carrier

    async def by_code(self, code: str, verifier: str, now_us: int) -> dict[str, str]:
        """Give the tokens for an authorization code.

        Raises:
            ConnectorError: There are none; its class says what to do.
        """
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._app.redirect_uri,
            "code_verifier": verifier,
        }
        return tokens_in(await self._ask(form), now_us)

    async def by_refresh(self, refresh_token: str, now_us: int) -> dict[str, str]:
        """Give fresh tokens; a provider that rotates them sends another refresh token.

        Raises:
            ConnectorError: There are none; its class says what to do.
        """
        form = {"grant_type": "refresh_token", "refresh_token": refresh_token}
        return tokens_in(await self._ask(form), now_us)

    async def site(self, access_token: str) -> dict[str, str]:
        """Give where the chosen site is asked with a token, where that is another address.

        Raises:
            ConnectorError: The token does not open that site.
        """
        if not self._oauth.sites_url:
            return {}
        url = address_of(self._oauth.sites_url, self._connector, self._place)
        headers = self._headers | {"Authorization": f"Bearer {access_token}"}
        answer = await self._carrier.send(Request("GET", url, headers=headers))
        listed = answer.body if isinstance(answer.body, list) else []
        rows = [row for row in listed if isinstance(row, dict)]
        wanted = host_of(self._place.base_url)
        chosen = next((row for row in rows if host_of(str(row.get("url"))) == wanted), None)
        if chosen is None:
            named = ", ".join(host_of(str(row.get("url"))) for row in rows) or "none"
            message = f"The authorisation does not open {wanted}, only: {named}. Begin again."
            raise AskOperatorError(message, shown(answer))
        settings = {**self._place.settings, "site_id": str(chosen.get("id"))}
        place = replace(self._place, settings=settings)
        return {"base_url": address_of(self._oauth.site_url, self._connector, place)}

    async def _ask(self, form: Mapping[str, str]) -> Answer:
        known = {"client_id": self._app.client_id}
        if self._app.secret:
            known["client_secret"] = self._app.secret
        request = Request("POST", self._url, headers=self._headers, form={**form, **known})
        return await self._carrier.send(request)


def tokens_in(answer: Answer, now_us: int) -> dict[str, str]:
    """Read what a token endpoint says, as credentials (RFC 6749, 5.1).

    Raises:
        UnreachableError: It was not ready.
        CredentialsRefusedError: The code, the refresh token or the app is not good.
        RequestRefusedError: It says something else.
    """
    body = answer.body if isinstance(answer.body, dict) else dict(parse_qsl(str(answer.body)))
    if token := body.get("access_token"):
        return _tokens(str(token), body, now_us)
    if answer.status >= 500 or answer.status == 429:
        raise UnreachableError("The provider was not ready to give tokens.", shown(answer))
    said = str(body.get("error_description") or body.get("error") or "")
    if body.get("error") in {"invalid_client", "unauthorized_client"}:
        message = "The provider does not know this OAuth app. Check client id and client secret."
        raise CredentialsRefusedError(message, said)
    if answer.status in {400, 401, 403} or "error" in body:
        message = "The provider no longer accepts this authorisation. Authorise again."
        raise CredentialsRefusedError(message, said)
    raise RequestRefusedError("The provider's answer holds no token.", shown(answer))


def ungranted(oauth: OAuth, credentials: Mapping[str, str]) -> tuple[str, ...]:
    """Give the scopes that were asked for and not granted, where the provider says which were."""
    said = credentials.get("scope", "")
    granted = set(said.replace(",", " ").split())
    if not granted:
        return ()
    asked = (one.scope for one in oauth.permissions)
    return tuple(scope for scope in asked if scope not in granted and scope not in STAYING)


def _tokens(token: str, body: Mapping[str, object], now_us: int) -> dict[str, str]:
    found = {"access_token": token}
    for name in ("refresh_token", "scope"):
        if body.get(name):
            found[name] = str(body[name])
    seconds = str(body.get("expires_in") or "")
    if seconds.isdigit():
        found["expires_us"] = str(now_us + int(seconds) * SECOND_US)
    return found
