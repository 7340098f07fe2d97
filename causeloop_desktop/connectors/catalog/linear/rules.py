"""What Linear's answers mean: errors may come with 200, and the limit with 400."""

from collections.abc import Mapping
from typing import Any

from causeloop_desktop.connectors import (
    Answer,
    Budget,
    ConnectorError,
    CredentialsRefusedError,
    LimitReachedError,
    PermissionMissingError,
    RequestRefusedError,
    judge_status,
    retry_after,
    seconds_until,
    shown,
)


def judge(answer: Answer) -> ConnectorError | None:
    """Say what the first error of an answer means."""
    codes = [_code(error) for error in _errors(answer)]
    if "RATELIMITED" in codes:
        wait = retry_after(answer.headers)
        return LimitReachedError("Linear's limit is reached.", shown(answer), wait)
    if "AUTHENTICATION_ERROR" in codes:
        message = "Linear refused the key. Make a new one and test again."
        return CredentialsRefusedError(message, shown(answer))
    if "FORBIDDEN" in codes:
        message = "The key lacks a permission. Grant read access and test again."
        return PermissionMissingError(message, shown(answer))
    if codes and answer.status < 400:
        return RequestRefusedError("Linear did not understand the question.", shown(answer))
    return judge_status(answer)


def budget(headers: Mapping[str, str], now: float) -> Budget | None:
    """Read what is left; the reset is a moment in milliseconds."""
    try:
        left = int(headers["x-ratelimit-requests-remaining"])
        resets = float(headers["x-ratelimit-requests-reset"])
    except (KeyError, ValueError):
        return None
    return Budget(left, seconds_until(resets, now))


def _errors(answer: Answer) -> list[Mapping[str, Any]]:
    found = answer.at("errors")
    return found if isinstance(found, list) else []


def _code(error: Mapping[str, Any]) -> str:
    return str((error.get("extensions") or {}).get("code") or "")
