"""GitHub: what its rows become, and what its answers mean."""

from datetime import UTC, datetime
from typing import Any

import pytest

from causeloop_desktop.connectors.asking.messages import Answer
from causeloop_desktop.connectors.asking.places import Place, Span
from causeloop_desktop.connectors.catalog.github import CONNECTOR
from causeloop_desktop.connectors.catalog.github.records import issue_to_record
from causeloop_desktop.connectors.catalog.github.rules import judge
from causeloop_desktop.connectors.errors import LimitReachedError, PermissionMissingError

PLACE = Place(scope="acme/shop")


def _issue(**changes: Any) -> dict[str, Any]:
    return {
        "id": 7,
        "node_id": "I_7",
        "number": 12,
        "title": "Checkout fails with HTTP 502",
        "body": None,
        "state": "open",
        "state_reason": None,
        "html_url": "https://github.com/acme/shop/issues/12",
        "created_at": "2026-03-01T09:00:00Z",
        "updated_at": "2026-03-02T10:00:00Z",
        "labels": [{"name": "bug"}, {"name": "Severity: High"}],
        "user": {"login": "ada"},
        **changes,
    }


def test_an_issue_becomes_a_record() -> None:
    record = issue_to_record(_issue(), PLACE)
    assert record is not None
    assert record.external_id == "I_7"
    assert record.body == ""
    assert record.severity == "p2"
    assert record.status == "open"
    assert record.metadata["key"] == "acme/shop#12"
    assert record.metadata["labels"] == "bug, Severity: High"


def test_a_pull_request_is_none_of_ours() -> None:
    assert issue_to_record(_issue(pull_request={"url": "…"}), PLACE) is None


def test_a_deleted_user_is_no_fault() -> None:
    record = issue_to_record(_issue(user=None), PLACE)
    assert record is not None
    assert record.metadata["reporter"] == ""


@pytest.mark.parametrize(
    ("state", "reason", "status"),
    [
        ("closed", "completed", "closed"),
        ("closed", "not_planned", "wont_fix"),
        ("open", "reopened", "open"),
    ],
)
def test_a_state_keeps_its_meaning(state: str, reason: str, status: str) -> None:
    record = issue_to_record(_issue(state=state, state_reason=reason), PLACE)
    assert record is not None
    assert record.status == status


def test_a_limit_may_come_as_403() -> None:
    primary = judge(Answer(403, {"x-ratelimit-remaining": "0"}, {"message": "limit"}))
    secondary = judge(Answer(403, {"retry-after": "60"}, {"message": "secondary"}))
    assert isinstance(primary, LimitReachedError)
    assert isinstance(secondary, LimitReachedError)
    assert secondary.after_seconds == 60
    assert isinstance(judge(Answer(403, {}, {"message": "no"})), PermissionMissingError)
    wordy = judge(Answer(403, {}, {"message": "You have exceeded a secondary rate limit."}))
    assert isinstance(wordy, LimitReachedError)
    assert wordy.after_seconds == 60


def test_it_is_asked_for_every_state_from_the_bookmark_on() -> None:
    ask = CONNECTOR.streams[0].ask(Span(datetime(2026, 3, 1, 9, 30, 0, 5, UTC)), PLACE)
    assert ask.path == "/repos/acme/shop/issues"
    assert ask.params["state"] == "all"
    assert ask.params["since"] == "2026-03-01T09:30:00Z"
