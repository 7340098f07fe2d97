"""How webhooks are signed: each way as data, checked over the bytes as they came."""

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from typing import TypeAlias

Headers: TypeAlias = Mapping[str, str]
"""By lower-case name."""


class Encoding(StrEnum):
    """How a digest is written."""

    HEX = "hex"
    BASE64 = "base64"


class Verdict(IntEnum):
    """What a look at a signature says; the higher it is, the nearer it came to being good."""

    MISSING = 0
    WRONG = 1
    STALE = 2
    GOOD = 3


@dataclass(frozen=True, slots=True)
class Signature:
    """An HMAC-SHA256 in a header; several are told apart by commas, and one that matches is enough.

    Attributes:
        header: The header, in lower case.
        prefix: What stands in front of the digest.
        encoding: How the digest is written.
        time_header: The header that says when it was sent, in seconds since 1970 or in ISO 8601.
        before: What is signed in front of the body; ``{time}`` is that header as it came.
        time_in: When it was sent, in seconds since 1970, where the body says it.
        window: How far that may lie from now, so that what was overheard cannot be sent again.
    """

    header: str
    prefix: str = ""
    encoding: Encoding = Encoding.HEX
    time_header: str = ""
    before: str = ""
    time_in: Callable[[bytes], float] | None = None
    window: timedelta = timedelta(minutes=5)

    def matches(self, secret: str, headers: Headers, body: bytes, now: float) -> bool:
        """Tell whether a message was signed with a secret, and lately."""
        return self.judge(secret, headers, body, now) is Verdict.GOOD

    def judge(self, secret: str, headers: Headers, body: bytes, now: float) -> Verdict:
        """Say how a message was signed."""
        given = headers.get(self.header)
        if given is None:
            return Verdict.MISSING
        wanted = self.sign(secret, headers, body).encode()
        same = [hmac.compare_digest(wanted, one.strip().encode()) for one in given.split(",")]
        if not any(same):
            return Verdict.WRONG
        # The time may stand in the body, which is read only once it is known who wrote it.
        return Verdict.GOOD if self._is_fresh(headers, body, now) else Verdict.STALE

    def sign(self, secret: str, headers: Headers, body: bytes) -> str:
        """Give what the header has to say of a message."""
        return self.prefix + self._digest(secret, headers, body)

    def _digest(self, secret: str, headers: Headers, body: bytes) -> str:
        before = self.before.format(time=headers.get(self.time_header, ""))
        made = hmac.new(secret.encode(), before.encode() + body, hashlib.sha256)
        if self.encoding is Encoding.BASE64:
            return base64.b64encode(made.digest()).decode()
        return made.hexdigest()

    def _is_fresh(self, headers: Headers, body: bytes, now: float) -> bool:
        """Check the time; one that is missing or cannot be read is no time."""
        if not self.time_header and self.time_in is None:
            return True
        try:
            sent = self.time_in(body) if self.time_in else _seconds(headers[self.time_header])
        except (KeyError, OverflowError, RecursionError, TypeError, ValueError):
            return False
        return abs(now - sent) <= self.window.total_seconds()


def _seconds(text: str) -> float:
    return float(text) if text.isdecimal() else datetime.fromisoformat(text).timestamp()


OWN = Signature("x-causeloop-signature", prefix="sha256=")
"""Ours: what any program can make that knows the secret; every connection takes it."""
