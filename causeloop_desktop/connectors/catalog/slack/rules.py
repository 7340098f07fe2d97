"""What Slack's answers mean: errors come with 200 and ``ok: false``."""

from causeloop_desktop.connectors import (
    Answer,
    ConnectorError,
    CredentialsRefusedError,
    LimitReachedError,
    NotFoundError,
    PermissionMissingError,
    RequestRefusedError,
    UnreachableError,
    judge_status,
    retry_after,
    shown,
)

REFUSED = frozenset(
    {"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired"}
)
HIDDEN = frozenset({"channel_not_found", "not_in_channel", "is_archived"})
BUSY = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout"})


def judge(answer: Answer) -> ConnectorError | None:
    """Say what an answer means."""
    if answer.status >= 400 or answer.at("ok") is True:
        return judge_status(answer)
    code, said = str(answer.at("error") or "unknown"), shown(answer)
    if code in REFUSED:
        return CredentialsRefusedError("Slack refused the token. Install the app anew.", said)
    if code == "missing_scope":
        needed = answer.at("needed") or "a scope"
        message = f"The token lacks {needed}. Add it to the app and install it anew."
        return PermissionMissingError(message, said)
    if code in HIDDEN:
        message = "The channel is gone, or the app is not in it. Invite the app, or choose again."
        return NotFoundError(message, said)
    if code == "ratelimited":
        return LimitReachedError("Slack's limit is reached.", said, retry_after(answer.headers))
    if code in BUSY:
        return UnreachableError("Slack has a problem of its own.", said)
    return RequestRefusedError(f"Slack did not understand the question ({code}).", said)
