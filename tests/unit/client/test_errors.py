"""Answers become errors whose class says what to do."""

import pytest

from causeloop_desktop.client import errors
from causeloop_desktop.client.errors import RateLimitedError, make_error

ENVELOPE = b'{"error": {"code": "conflict", "message": "It changed.", "trace_id": "t-1"}}'


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, errors.InvalidError),
        (401, errors.UnauthorizedError),
        (403, errors.ForbiddenError),
        (404, errors.NotFoundError),
        (409, errors.ConflictError),
        (413, errors.InvalidError),
        (422, errors.InvalidError),
        (429, errors.RateLimitedError),
        (500, errors.ServerFaultError),
        (502, errors.ServerFaultError),
    ],
)
def test_the_status_decides_the_class(status: int, kind: type[errors.ClientError]) -> None:
    assert type(make_error(status, ENVELOPE)) is kind


def test_a_problem_carries_what_the_engine_said() -> None:
    problem = make_error(409, ENVELOPE).problem

    assert (problem.code, problem.trace_id, problem.status) == ("conflict", "t-1", 409)
    assert str(problem) == "It changed. Look again, then repeat."


def test_an_answer_without_envelope_is_told_by_its_status() -> None:
    assert "502" in make_error(502, b"<html>bad gateway").problem.detail


@pytest.mark.parametrize(("header", "seconds"), [("7", 7.0), (None, 1.0), ("soon", 1.0)])
def test_says_how_long_to_wait(header: str | None, seconds: float) -> None:
    error = make_error(429, ENVELOPE, header)

    assert isinstance(error, RateLimitedError)
    assert error.retry_after == seconds
