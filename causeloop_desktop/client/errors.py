"""Every way a call can fail; the class says what to do next.

ClientError
├── UnreachableError    nobody answered: try again
├── RateLimitedError    too many calls: try again after ``retry_after`` seconds
├── UnauthorizedError   the token is not valid: ask for another
├── ForbiddenError      the token may not do this: ask for a wider one
├── NotFoundError       it is not there, or this server cannot do it
├── ConflictError       it changed meanwhile: look again, then repeat
├── InvalidError        the request is wrong: mend it
└── ServerFaultError    the engine failed: report it with its trace id
"""

from dataclasses import dataclass

from pydantic import ValidationError

from causeloop_desktop.contract.base import ErrorBody, ErrorEnvelope


@dataclass(frozen=True)
class Problem:
    """What happened, as a person reads it.

    Attributes:
        title: A few words, for a heading.
        detail: One sentence: what happened.
        next_step: One sentence: what to do, or empty.
        code: The machine key of the engine, or empty.
        status: The HTTP status, or 0 when nobody answered.
        trace_id: Finds the request in the engine's log.
    """

    title: str
    detail: str
    next_step: str = ""
    code: str = ""
    status: int = 0
    trace_id: str | None = None

    def __str__(self) -> str:
        """Join what happened and what to do."""
        return f"{self.detail} {self.next_step}".strip()


class ClientError(Exception):
    """A call that did not do what was asked."""

    title = "That did not work"
    next_step = ""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(str(problem))


class UnreachableError(ClientError):
    """Nobody answered at the base URL, or the connection broke."""

    title = "The engine cannot be reached"
    next_step = "Check that it runs and that the address is right, then try again."


class RateLimitedError(ClientError):
    """Too many calls; ``retry_after`` says how many seconds to wait."""

    title = "Too many requests"
    next_step = "Wait a moment, then try again."

    def __init__(self, problem: Problem, retry_after: float = 1.0) -> None:
        super().__init__(problem)
        self.retry_after = retry_after


class UnauthorizedError(ClientError):
    """The token is missing, wrong, expired or revoked."""

    title = "The token is not valid"
    next_step = "Create a new one with `causeloop token create` and use that."


class ForbiddenError(ClientError):
    """The token is valid and lacks the scope, or the address is not allowed."""

    title = "Not allowed"
    next_step = "Use a token with a wider scope."


class NotFoundError(ClientError):
    """What was asked for does not exist here."""

    title = "Not found"


class ConflictError(ClientError):
    """The state is no longer what the request assumed."""

    title = "It changed in the meantime"
    next_step = "Look again, then repeat."


class InvalidError(ClientError):
    """The engine does not accept the request as it is."""

    title = "The request was not accepted"


class ServerFaultError(ClientError):
    """The engine failed, or answered something that is not the API v1."""

    title = "The engine failed"
    next_step = "Try again; if it stays, look into the engine's log."


_CLASS_OF_STATUS: dict[int, type[ClientError]] = {
    400: InvalidError,
    401: UnauthorizedError,
    403: ForbiddenError,
    404: NotFoundError,
    405: NotFoundError,
    409: ConflictError,
    413: InvalidError,
    422: InvalidError,
}


def make_error(status: int, content: bytes, retry_after: str | None = None) -> ClientError:
    """Turn an answer of ``status`` 400 or more into the error it stands for."""
    body = _read_body(status, content)
    if status == 429:
        problem = _problem(RateLimitedError, status, body)
        return RateLimitedError(problem, _seconds(retry_after))
    kind = _CLASS_OF_STATUS.get(status, ServerFaultError)
    return kind(_problem(kind, status, body))


def unreachable(base_url: str, reason: str | Exception) -> UnreachableError:
    """Make the error for a ``base_url`` where nobody answers."""
    words = str(reason) or type(reason).__name__
    detail = f"No answer from {base_url} ({words})."
    title, next_step = UnreachableError.title, UnreachableError.next_step
    return UnreachableError(Problem(title, detail, next_step))


def not_our_api(base_url: str) -> ServerFaultError:
    """Make the error for an answer that cannot be read as the API v1."""
    detail = f"{base_url} answered something that is not the Causeloop API v1."
    return ServerFaultError(Problem("Not a Causeloop engine", detail, "Check the address."))


def _problem(kind: type[ClientError], status: int, body: ErrorBody) -> Problem:
    return Problem(kind.title, body.message, kind.next_step, body.code, status, body.trace_id)


def _read_body(status: int, content: bytes) -> ErrorBody:
    try:
        return ErrorEnvelope.model_validate_json(content).error
    except ValidationError:
        return ErrorBody(code="", message=f"The server answered {status} without a reason.")


def _seconds(retry_after: str | None) -> float:
    try:
        return max(0.0, float(retry_after or 1))
    except ValueError:
        return 1.0
