"""What GitHub's answers mean where they differ from the common rules."""

from causeloop_desktop.connectors import (
    Answer,
    ConnectorError,
    LimitReachedError,
    judge_status,
    retry_after,
    shown,
)

SECONDARY = "secondary rate limit"
WITHOUT_A_TIME = 60.0
"""So many seconds GitHub wants to be left alone where it names no time."""


def judge(answer: Answer) -> ConnectorError | None:
    """A limit may come as 403: the primary one with nothing left, a secondary one by its words."""
    if answer.status != 403:
        return judge_status(answer)
    wait = retry_after(answer.headers)
    if wait is not None or answer.headers.get("x-ratelimit-remaining") == "0":
        return LimitReachedError("GitHub's limit is reached.", shown(answer), wait)
    if SECONDARY in shown(answer).lower():
        return LimitReachedError("GitHub's limit is reached.", shown(answer), WITHOUT_A_TIME)
    return judge_status(answer)
