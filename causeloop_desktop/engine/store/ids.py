"""Ids that people see: a prefix that tells the noun, and a ULID that sorts by time."""

from ulid import ULID


def new_id(prefix: str, now_us: int) -> str:
    """Make an id such as ``iss_01hx5f6g7h8j9k0m1n2p3q4r5s``.

    Args:
        prefix: The noun's prefix without its underscore.
        now_us: The moment it is made, in UTC microseconds; ids made later sort later.
    """
    return f"{prefix}_{ULID.from_timestamp(now_us // 1000)}".lower()
