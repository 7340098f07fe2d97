"""The one place where services that work by themselves survive what nobody foresaw."""

import logging
from types import TracebackType

logger = logging.getLogger(__name__)


class Guard:
    """Log an unforeseen fault with its traceback and go on after the block.

    A loop that ended with one bad step would stay silent until the next start. Cancelling still
    ends it.

    Args:
        fault: What could not be done, and what happens next.
    """

    def __init__(self, fault: str) -> None:
        self._fault = fault

    def __enter__(self) -> None:
        """Begin a step."""

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        error: BaseException | None,
        _trace: TracebackType | None,
    ) -> bool:
        """Tell Python whether the fault is dealt with."""
        if not isinstance(error, Exception):
            return False
        logger.error(self._fault, exc_info=error)
        return True
