"""What stands in an answer: its rows, and numbers."""

from collections.abc import Callable, Sequence

from causeloop_desktop.connectors.asking.judging import shown
from causeloop_desktop.connectors.asking.messages import Answer, Row
from causeloop_desktop.connectors.errors import UnreadableAnswerError


def rows_at(*names: str) -> Callable[[Answer], Sequence[Row]]:
    """Read rows from a member of the answer; without names the answer is the list.

    What is given raises ``UnreadableAnswerError`` where an answer has no list there.
    """

    def read(answer: Answer) -> Sequence[Row]:
        found = answer.at(*names)
        if not isinstance(found, list):
            # Taken for an empty page it would end the list, and what follows would be lost.
            message = "The provider's answer holds no list where one is expected."
            raise UnreadableAnswerError(message, shown(answer))
        return found

    return read


WHOLE_ANSWER = rows_at()


def number_in(answer: Answer, *names: str) -> int | None:
    """Read a number from a member of the answer; ``None`` where there is none."""
    found = answer.at(*names)
    return found if isinstance(found, int) and not isinstance(found, bool) else None
