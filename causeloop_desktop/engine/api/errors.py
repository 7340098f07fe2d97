"""Every refusal in one envelope: services' errors, the framework's own, and our faults."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from causeloop_desktop.contract.base import ErrorBody, ErrorEnvelope
from causeloop_desktop.engine.services import errors

logger = logging.getLogger(__name__)

STATUS_OF: tuple[tuple[type[errors.ServiceError], int], ...] = (
    (errors.InvalidError, 400),
    (errors.UnauthorizedError, 401),
    (errors.ForbiddenError, 403),
    (errors.NotFoundError, 404),
    (errors.ConflictError, 409),
    (errors.TooLargeError, 413),
    (errors.RuleBrokenError, 422),
    (errors.RateLimitedError, 429),
)

CODE_OF_STATUS = {
    400: "validation_error",
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    413: "payload_too_large",
    415: "unsupported_media_type",
    422: "validation_error",
    429: "rate_limited",
    503: "unavailable",
}

SENTENCE_OF_STATUS = {
    404: "There is nothing at this path.",
    405: "This path does not answer this method.",
}

PLACES = frozenset({"body", "query", "path", "header", "cookie"})


def envelope(
    status: int, body: ErrorBody, headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """Wrap a refusal as the contract says; what is absent is left out."""
    content = ErrorEnvelope(error=body).model_dump(mode="json", exclude_none=True)
    return JSONResponse(content, status, headers=headers)


def refused(error: errors.ServiceError, trace_id: str) -> JSONResponse:
    """Answer a service's refusal; the one for asking too often carries no trace id."""
    status = next((status for kind, status in STATUS_OF if isinstance(error, kind)), 500)
    if isinstance(error, errors.RateLimitedError):
        wait = {"Retry-After": str(error.retry_after)}
        return envelope(status, ErrorBody(code=error.code, message=error.message), wait)
    challenge = {"WWW-Authenticate": "Bearer"} if status == 401 else None
    body = ErrorBody(
        code=error.code, message=error.message, trace_id=trace_id, details=error.details
    )
    return envelope(status, body, challenge)


def faulted(trace_id: str) -> JSONResponse:
    """Answer a fault of ours; the log has the rest under the same id."""
    message = "The engine met an unexpected fault. Try again; its log has the details."
    return envelope(500, ErrorBody(code="internal_error", message=message, trace_id=trace_id))


def install_handlers(app: FastAPI) -> None:
    """Answer every error the framework can raise in the envelope."""
    app.add_exception_handler(errors.ServiceError, _on_service_error)
    app.add_exception_handler(errors.StoreError, _on_store_error)
    app.add_exception_handler(UnicodeEncodeError, _on_broken_text)
    app.add_exception_handler(RequestValidationError, _on_validation_error)
    app.add_exception_handler(HTTPException, _on_http_error)


def trace_id_of(request: Request) -> str:
    """Give the id under which a request stands in the log and in ``X-Request-Id``."""
    return str(request.scope["state"]["request_id"])


async def _on_service_error(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, errors.ServiceError):
        raise error
    return refused(error, trace_id_of(request))


async def _on_store_error(request: Request, error: Exception) -> JSONResponse:
    trace_id = trace_id_of(request)
    return envelope(503, ErrorBody(code="storage_error", message=str(error), trace_id=trace_id))


async def _on_broken_text(request: Request, error: Exception) -> JSONResponse:
    """Answer a text that JSON can say and nothing can keep, such as half of a surrogate pair."""
    message = "A text of this request holds half a character. Send it as valid Unicode."
    body = ErrorBody(code="validation_error", message=message, trace_id=trace_id_of(request))
    return envelope(400, body)


async def _on_http_error(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, HTTPException):
        raise error
    status = error.status_code
    body = ErrorBody(
        code=CODE_OF_STATUS.get(status, "internal_error" if status >= 500 else "bad_request"),
        message=SENTENCE_OF_STATUS.get(status, str(error.detail)),
        trace_id=trace_id_of(request),
    )
    return envelope(status, body, error.headers)


async def _on_validation_error(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, RequestValidationError):
        raise error
    details: dict[str, object] = {
        _field_of(problem): str(problem["msg"]) for problem in error.errors()
    }
    message = "; ".join(f"{field}: {text}" for field, text in details.items())
    body = ErrorBody(
        code="validation_error", message=message, trace_id=trace_id_of(request), details=details
    )
    return envelope(400, body)


def _field_of(problem: Mapping[str, Any]) -> str:
    where: Sequence[object] = problem["loc"]
    named = where[1:] if where and where[0] in PLACES and len(where) > 1 else where
    if problem["type"] == "json_invalid":
        return "body"
    return ".".join(str(part) for part in named)
