"""Cursors of lists: opaque and signed, so that nobody can point one where it does not belong."""

import hashlib
import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence

from causeloop_desktop.contract.base import PageInfo
from causeloop_desktop.engine.services.errors import InvalidError

SIGNATURE_BYTES = 12

Scalar = str | int | float | None


class Cursors:
    """Signs and reads cursors.

    Args:
        secret: The data directory's own key; a cursor of another directory is refused.
    """

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def sign(self, scope: str, values: Sequence[Scalar]) -> str:
        """Wrap the keyset ``values`` after which the next page begins.

        Args:
            scope: What the cursor is good for: workspace, list, filter and sort. It is signed
                with the cursor and not carried in it.
            values: The sort values and key of the last row.
        """
        body = json.dumps(list(values), separators=(",", ":")).encode()
        return urlsafe_b64encode(self._seal(scope, body) + body).rstrip(b"=").decode()

    def read(self, scope: str, cursor: str) -> list[Scalar]:
        """Give back the values of a cursor signed for the same ``scope``.

        Raises:
            InvalidError: It was changed, or made for another list.
        """
        try:
            raw = urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
        except ValueError:
            raise _malformed() from None
        seal, body = raw[:SIGNATURE_BYTES], raw[SIGNATURE_BYTES:]
        if not hmac.compare_digest(seal, self._seal(scope, body)):
            raise _malformed()
        values: list[Scalar] = json.loads(body)
        return values

    def after(self, scope: str, cursor: str | None) -> int | None:
        """Give the key of the row after which a page begins, ``None`` for the first page.

        Raises:
            InvalidError: The cursor was changed, or made for another list.
        """
        return None if cursor is None else int(self.read(scope, cursor)[0] or 0)

    def info(self, scope: str, keys: Sequence[int], limit: int, total: int) -> PageInfo:
        """Say where a page of a list by key stands.

        Args:
            scope: What its cursor is good for.
            keys: Those of the rows that were read: one more than ``limit`` where more follow.
            limit: The rows of a page.
            total: How many there are in all.
        """
        more = len(keys) > limit
        following = self.sign(scope, [keys[limit - 1]]) if more else None
        return PageInfo(next_cursor=following, has_more=more, total=total)

    def _seal(self, scope: str, body: bytes) -> bytes:
        message = scope.encode() + b"\0" + body
        return hmac.digest(self._secret, message, hashlib.sha256)[:SIGNATURE_BYTES]


def _malformed() -> InvalidError:
    return InvalidError("malformed cursor token", {"cursor": "malformed cursor token"})
