"""Shares as the database keeps them: in whole thousandths."""

PERMILLE = 1000


def to_permille(share: float) -> int:
    """Write a share of 0 to 1."""
    return round(share * PERMILLE)


def from_permille(permille: int) -> float:
    """Read a share."""
    return permille / PERMILLE
