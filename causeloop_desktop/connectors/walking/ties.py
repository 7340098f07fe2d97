"""More rows of one moment than a page holds, in a list whose rows move while it is read.

They all stand where the next question would begin, so they can only be paged by number; a row that
leaves a page already read then draws another one over the boundary, unseen. Who looks again sees
it: where two looks after each other show the same rows, none has left between them, and the first
of the two has missed none.
"""

from collections.abc import Set

MOST_LOOKS = 10
"""A moment that is still restless after so many looks is left to the next run's overlap."""


class Ties:
    """The rows of the moment at which a question begins, look by look.

    Args:
        under_way: Whether an earlier reading stopped between their pages; what it saw is unknown.
    """

    def __init__(self, *, under_way: bool = False) -> None:
        self._under_way = under_way
        self._seen: set[str] = set()
        self._before: set[str] | None = None
        self._looks = 0

    def see(self, keys: Set[str]) -> None:
        """Note rows of that moment on one page."""
        self._seen |= keys

    def go_on(self) -> None:
        """Note that their next page is asked for by number."""
        self._under_way = True

    def want_another_look(self) -> bool:
        """Tell at the end of a look whether a row may have been missed."""
        is_settled = self._seen in (set(), self._before) or self._looks >= MOST_LOOKS
        if is_settled or not self._under_way:
            self._under_way, self._looks = False, 0
            self._before, self._seen = None, set()
            return False
        self._before, self._seen = self._seen, set()
        self._looks += 1
        return True
