"""What was found out about a word before; of ten words of a text nine stood in another one."""

from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Remembered(dict[str, T]):
    """Answers by question; a known one is given without any Python being run.

    When too many are kept all are forgotten: what is asked often is soon known again.

    Args:
        ask: Tells what is not known yet.
        most: Answers that are kept.
    """

    def __init__(self, ask: Callable[[str], T], most: int) -> None:
        super().__init__()
        self._ask, self._most = ask, most

    def __missing__(self, word: str) -> T:
        if len(self) >= self._most:
            self.clear()
        answer = self[word] = self._ask(word)
        return answer
