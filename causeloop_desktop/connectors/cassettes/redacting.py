"""What must not leave the house is taken out of a cassette before it is written anywhere.

Hidden are: the credentials of the connection in every form in which they travel, members and
parameters that are named like a credential, values that look like one whatever they are called,
and everything of an answer's headers that reading does not need. A mail address becomes a name
that is the same wherever the address stands in this cassette, and in no other one.
"""

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote, quote_plus

HIDDEN = "[hidden]"
PERSON_DOMAIN = "person.invalid"
"""No real mail address ends so (RFC 2606); one that does is a stand-in already."""

SHORTEST_SECRET = 4
SHORTEST_BEGINNING = 8

KEPT_HEADERS = ("content-type", "date", "link", "location", "retry-after")
KEPT_PREFIXES = ("x-ratelimit", "ratelimit", "x-rate-limit", "beta-ratelimit", "x-total")

_NAMED_LIKE_ONE = re.compile(
    r"(?:^|[_\-. ])(?:pass(?:word|wd|phrase)?|pwd|secret|credentials?|cookies?|session(?:id)?|"
    r"authorization|jwt|bearer|signature|private[_\- ]?key|api[_\- ]?key|"
    r"(?:access|refresh|auth|id|bot|user|app|api|security|verification)[_\- ]?tokens?)"
    r"(?:$|[_\-. ])|^token$",
    re.IGNORECASE,
)
_WORDS_OF = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")

_PARAMETER = re.compile(
    r"(?<=[?&;#])([\w.\-\[\]]*(?:token|secret|key|password|passwd|signature|sig|auth|jwt|code))="
    r"[^&#\s\"'<>]+",
    re.IGNORECASE,
)
_PAGING = frozenset({"nextpagetoken", "page_token", "pagetoken", "after_cursor", "cursor"})
_ADDRESS = re.compile(
    r"(?<![\w.+\-%])[\w.+\-%]{1,64}(?:@|%40)[\w\-]{1,63}(?:\.[\w\-]{1,63})+", re.IGNORECASE
)
"""As long as RFC 5321 allows, so that a long word that is no address costs no more than others."""
_LOOKS_LIKE_ONE = re.compile(
    "|".join(
        (
            r"-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)",
            r"\b(?:Bearer|Basic|GenieKey)\s+[\w.~+/\-]{16,}=*",
            r"\bToken token=\S+",
            r"\beyJ[\w\-]{8,2000}+\.[\w\-]{8,}\.[\w\-]*",
            r"\b(?:gh[oprsu]_|github_pat_|glpat-|xox[a-z]-|xapp-|lin_(?:api|oauth)_|whsec_|"
            r"ATATT|ATCTT|sk_live_|rk_live_|npm_|pypi-|dop_v1_|hvs\.)[\w\-=.]{8,}",
            r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b",
            r"\bsk-[\w\-]{20,}",
            r"\bAIza[\w\-]{30,}",
            r"(?<=://)[^\s/@:]*:[^\s/@]+(?=@)",
        )
    )
)
_SAID = re.compile(
    r"(?i)\b(pass(?:word|wd|phrase)|secret|api[_\- ]?key|(?:access|refresh|auth)[_\- ]?token)"
    r"(\s*[:=]\s*[\"']?)([^\s\"'&,;<>]{4,})"
)


class Hider:
    """Takes secrets out of texts.

    Args:
        secrets: The credentials of the connection.
        mark: What stands in their place.
    """

    def __init__(self, secrets: Iterable[str], mark: str = HIDDEN) -> None:
        forms = {form for secret in secrets for form in _forms(secret)}
        # The longest first: what is left of a form whose beginning was hidden would stay.
        self._forms = sorted(forms, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, self._forms))) if forms else None
        self._mark = mark

    def text(self, text: str) -> str:
        """Give a text without what is known to be secret, or looks like it."""
        if self._known is not None:
            text = self._known.sub(self._mark, text)
        text = _LOOKS_LIKE_ONE.sub(self._mark, self._without_beginning(text))
        text = _PARAMETER.sub(self._without_value, text)
        return _SAID.sub(self._without_said, text)

    def _without_beginning(self, text: str) -> str:
        """Hide the beginning of a secret where a text was cut within it."""
        tail = text[-SHORTEST_BEGINNING:]
        for form in self._forms:
            at = form.find(tail) if len(tail) == SHORTEST_BEGINNING else -1
            beginning = form[: at + SHORTEST_BEGINNING]
            if at >= 0 and text.endswith(beginning):
                return text[: -len(beginning)] + self._mark
        return text

    def _without_value(self, found: re.Match[str]) -> str:
        paging = found[1].lower() in _PAGING
        return found[0] if paging else f"{found[1]}={self._mark}"

    def _without_said(self, found: re.Match[str]) -> str:
        return f"{found[1]}{found[2]}{self._mark}"


class Redactor:
    """Takes secrets and mail addresses out of values.

    Args:
        secrets: The credentials of the connection.
        salt: Makes the stand-ins of this cassette; it never leaves the engine that recorded it.
    """

    def __init__(self, secrets: Iterable[str], salt: str) -> None:
        self._hider = Hider(secrets)
        self._salt = salt.encode()

    def value(self, value: Any, name: str = "") -> Any:
        """Give a JSON value without secrets; what is named like one is hidden whole."""
        if isinstance(value, Mapping):
            return {self.text(str(key)): self.value(one, str(key)) for key, one in value.items()}
        if isinstance(value, list | tuple):
            return [self.value(one, name) for one in value]
        if value is None or isinstance(value, bool):
            return value
        if is_secret_name(name):
            return HIDDEN
        if isinstance(value, int | float):
            return value if self.text(str(value)) == str(value) else HIDDEN
        return self.text(str(value))

    def text(self, text: str) -> str:
        """Give a text without secrets and mail addresses."""
        return _ADDRESS.sub(self._person, self._hider.text(text))

    def headers(self, headers: Mapping[str, str]) -> dict[str, str]:
        """Give the headers that reading goes by; cookies and all others are left out."""
        return {
            name: self.text(value)
            for name, value in headers.items()
            if name in KEPT_HEADERS or name.startswith(KEPT_PREFIXES)
        }

    def _person(self, found: re.Match[str]) -> str:
        address = found[0].lower().replace("%40", "@")
        if address.endswith(f"@{PERSON_DOMAIN}"):
            return found[0]
        digest = hashlib.blake2b(address.encode(), key=self._salt[:64], digest_size=5)
        return f"{digest.hexdigest()}@{PERSON_DOMAIN}"


def is_secret_name(name: str) -> bool:
    """Tell whether a member is named like a credential; those that page a list are none."""
    if name.lower() in _PAGING:
        return False
    return _NAMED_LIKE_ONE.search(_WORDS_OF.sub("_", name)) is not None


def _forms(secret: str) -> Iterable[str]:
    """Give a secret in every form in which it may come back."""
    if len(secret) < SHORTEST_SECRET:
        return ()
    encoded = base64.b64encode(secret.encode()).decode()
    written = json.dumps(secret)[1:-1]
    forms = (secret, quote(secret, safe=""), quote_plus(secret), written, encoded)
    return (*forms, encoded.rstrip("="), quote(encoded, safe=""))
