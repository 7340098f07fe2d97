"""A token server in front of a provider: PKCE enforced, codes used once, refresh tokens rotate."""

import base64
import hashlib
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode, urlsplit

from tests.support.providers.server import Asked, Respond, Told

CLIENT_ID = "client-of-a-test"
CLIENT_SECRET = "the-client-secret-of-a-test"


@dataclass
class Tokens:
    """Gives tokens for a provider and lets only the newest access token through to it.

    Attributes:
        behind: The provider; it sees the token that it knows in place of ours.
        known_token: What the provider knows.
        granted: The scopes that are granted.
        seconds: How long an access token is good.
        failures: Answered first by the token endpoint, one a request.
    """

    behind: Respond
    known_token: str
    granted: str = "repo"
    seconds: int = 3_600
    access: str = ""
    refresh: str = ""
    failures: list[Told] = field(default_factory=list)
    codes: dict[str, tuple[str, str]] = field(default_factory=dict)
    refreshed: int = 0

    def sign_in(self, authorize_url: str) -> str:
        """Do what a person does in the browser; give the address that it is sent back to."""
        params = dict(parse_qsl(urlsplit(authorize_url).query))
        if params["client_id"] != CLIENT_ID or params["code_challenge_method"] != "S256":
            raise ValueError("the authorize address is not the one of this app")
        code = f"code-{len(self.codes) + 1}"
        self.codes[code] = (params["code_challenge"], params["redirect_uri"])
        answer = urlencode({"code": code, "state": params["state"]})
        return f"{params['redirect_uri']}?{answer}"

    def respond(self, asked: Asked) -> Told:
        """Answer as token endpoint, or as the provider."""
        if asked.path.endswith(("/access_token", "/token")):
            return self.failures.pop(0) if self.failures else self._give(asked.body)
        if not self.access or asked.headers.get("authorization") != f"Bearer {self.access}":
            return Told({"message": "Bad credentials"}, 401)
        known = {**asked.headers, "authorization": f"Bearer {self.known_token}"}
        return self.behind(Asked(asked.method, asked.path, asked.params, known, asked.body))

    def revoke(self) -> None:
        """Forget everything that was granted."""
        self.access = self.refresh = ""

    def _give(self, form: dict[str, str]) -> Told:
        if (form.get("client_id"), form.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
            return Told({"error": "invalid_client"}, 401)
        match form.get("grant_type"):
            case "authorization_code":
                good = self._is_good_code(form)
            case "refresh_token":
                good = self._is_good_refresh(form)
            case _:
                good = False
        return self._issue() if good else Told({"error": "invalid_grant"}, 400)

    def _is_good_code(self, form: dict[str, str]) -> bool:
        challenge, redirect_uri = self.codes.pop(form.get("code", ""), ("", ""))
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        given = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        return given == challenge and form.get("redirect_uri") == redirect_uri

    def _is_good_refresh(self, form: dict[str, str]) -> bool:
        good = bool(self.refresh) and form.get("refresh_token") == self.refresh
        self.refreshed += good
        return good

    def _issue(self) -> Told:
        number = int((self.access or "access-token-0").rpartition("-")[2]) + 1
        self.access, self.refresh = f"access-token-{number}", f"refresh-token-{number}"
        return Told(
            {
                "access_token": self.access,
                "refresh_token": self.refresh,
                "expires_in": self.seconds,
                "scope": self.granted,
                "token_type": "bearer",
            }
        )
