"""What a service refuses, by what the caller can do about it.

::

    ServiceError
    ├── InvalidError            malformed: mend the request              400 validation_error
    ├── UnauthorizedError       nobody we know: sign in                  401 unauthorized
    │   └── InvalidGrantError   the session cannot be exchanged          401 invalid_grant
    ├── ForbiddenError          known, but lacks the scope               403 forbidden
    ├── NotFoundError           absent, or another tenant's              404 not_found
    ├── ConflictError           clashes with what stands: look again     409 conflict
    ├── TooLargeError           more than a request may carry: split it  413 payload_too_large
    ├── RuleBrokenError         well-formed, but a rule forbids it       422, a code of its own
    └── RateLimitedError        too often: wait                          429 rate_limited

What the store itself cannot do (``StoreError``: no room on the disk) passes through as it is:
503 storage_error.

The API layer answers all of them in the envelope; services know nothing of HTTP. Messages are
sentences for people and never carry a secret.
"""

from collections.abc import Mapping

from causeloop_desktop.engine.store.errors import StoreError, of_file

__all__ = [
    "ConflictError",
    "ForbiddenError",
    "InvalidError",
    "InvalidGrantError",
    "NotFoundError",
    "RateLimitedError",
    "RuleBrokenError",
    "ServiceError",
    "StoreError",
    "TooLargeError",
    "UnauthorizedError",
    "of_file",
]


class ServiceError(Exception):
    """A request that was refused, with a machine key and a sentence for people."""

    code = "internal_error"

    def __init__(self, message: str, details: Mapping[str, object] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.details = dict(details) if details else None


class InvalidError(ServiceError):
    """The request is malformed; ``details`` maps a field to what is wrong with it."""

    code = "validation_error"


class UnauthorizedError(ServiceError):
    """The caller is nobody we know."""

    code = "unauthorized"


class InvalidGrantError(UnauthorizedError):
    """The session or refresh token cannot be exchanged."""

    code = "invalid_grant"


class ForbiddenError(ServiceError):
    """The caller is known and may not do this."""

    code = "forbidden"


class NotFoundError(ServiceError):
    """There is no such thing in this workspace.

    Args:
        noun: What was looked for, as a person calls it: ``"issue"``.
        wanted: The id that was asked for.
    """

    code = "not_found"

    def __init__(self, noun: str, wanted: str) -> None:
        super().__init__(f"There is no {noun} {wanted!r} here.", {"id": wanted})


class ConflictError(ServiceError):
    """The request clashes with what stands."""

    code = "conflict"


class TooLargeError(ServiceError):
    """The request carries more than one request may."""

    code = "payload_too_large"


class RuleBrokenError(ServiceError):
    """The request is well-formed, but a rule of the product forbids it.

    Args:
        code: The rule's own machine key, such as ``sample_read_only``.
        message: What happened and what to do instead.
        details: What the rule looked at.
    """

    def __init__(
        self, code: str, message: str, details: Mapping[str, object] | None = None
    ) -> None:
        super().__init__(message, details)
        self.code = code


class RateLimitedError(ServiceError):
    """The caller asks too often; ``retry_after`` is in seconds."""

    code = "rate_limited"

    def __init__(self, retry_after: int) -> None:
        super().__init__("Too many requests")
        self.retry_after = retry_after
