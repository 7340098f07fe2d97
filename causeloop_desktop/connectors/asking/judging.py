"""What an answer means that is no success, where the provider follows the common rules."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from causeloop_desktop.connectors.asking.messages import Answer
from causeloop_desktop.connectors.errors import (
    ConnectorError,
    CredentialsRefusedError,
    LimitReachedError,
    NotFoundError,
    PermissionMissingError,
    RequestRefusedError,
    UnreachableError,
)

SHOWN = 500
"""The most characters of an answer that are shown to a person."""


def judge_status(answer: Answer) -> ConnectorError | None:
    """Say what an answer means; ``None`` for a success."""
    if answer.status < 400:
        return None
    said = shown(answer)
    after = retry_after(answer.headers)
    match answer.status:
        case 401:
            return CredentialsRefusedError(
                "The credentials were refused. Check them, or make new ones, and test again.", said
            )
        case 402 | 403:
            return PermissionMissingError(
                "The credentials lack a permission. Grant it at the provider and test again.", said
            )
        case 404 | 410:
            return NotFoundError(
                "What was chosen is gone, has moved, or is hidden from these credentials. "
                "Choose again.",
                said,
            )
        case 429:
            return LimitReachedError("The provider's limit is reached.", said, after)
        case 408 | 425:
            return UnreachableError("The provider was not ready.", said, after)
        case status if status >= 500:
            return UnreachableError("The provider has a problem of its own.", said, after)
    return RequestRefusedError(f"The provider refused the request ({answer.status}).", said)


def shown(answer: Answer) -> str:
    """What the provider said, cut to what a person reads."""
    body = answer.body
    text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
    return "" if body is None else text[:SHOWN]


def retry_after(headers: Mapping[str, str], now: datetime | None = None) -> float | None:
    """Read ``Retry-After``: seconds, or a date (RFC 9110, 10.2.3)."""
    value = headers.get("retry-after", "").strip()
    if not value:
        return None
    if value.replace(".", "", 1).isdigit():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, (moment - (now or datetime.now(UTC))).total_seconds())
