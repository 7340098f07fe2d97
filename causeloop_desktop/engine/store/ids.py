"""Ids that people see: a prefix that tells the noun, and a ULID that sorts by time."""

import secrets

from ulid import ULID

_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
_PAIRS = [high + low for high in _CROCKFORD for low in _CROCKFORD]
_RANDOM_BITS = 80


def new_id(prefix: str, now_us: int) -> str:
    """Make an id such as ``iss_01hx5f6g7h8j9k0m1n2p3q4r5s``.

    Args:
        prefix: The noun's prefix without its underscore.
        now_us: The moment it is made, in UTC microseconds; ids made later sort later.
    """
    return f"{prefix}_{ULID.from_timestamp(now_us // 1000)}".lower()


def new_ids(prefix: str, now_us: int, count: int) -> list[str]:
    """Make many ids of one moment at once; they sort in the order of the list."""
    first = new_id(prefix, now_us)[: -_RANDOM_BITS // 5]
    start = secrets.randbits(_RANDOM_BITS - 1)
    return [first + _encode(number) for number in range(start, start + count)]


def _encode(number: int) -> str:
    """Write the 80 random bits of an id as 16 letters."""
    shifts = range(_RANDOM_BITS - 10, -1, -10)
    return "".join([_PAIRS[(number >> shift) & 1023] for shift in shifts])
