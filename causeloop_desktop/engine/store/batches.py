"""Many values, cut into lists that fit the variables of one statement."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")

AT_ONCE = 500


def batches(values: Iterable[T], size: int = AT_ONCE) -> Iterator[list[T]]:
    """Cut ``values`` into lists of at most ``size``, in their order."""
    rest = iter(values)
    while some := list(islice(rest, size)):
        yield some
