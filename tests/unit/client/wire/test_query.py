"""Filters as query parameters."""

from datetime import UTC, datetime

from causeloop_desktop.client.wire.query import to_params
from causeloop_desktop.contract.base import Priority
from causeloop_desktop.contract.issues import IssueFilter


def test_lists_are_joined_and_absent_values_left_out() -> None:
    filter_ = IssueFilter(severity=(Priority.P1, Priority.P2), linked=False, risk_min=0)

    assert to_params(filter_, sort="-created_at", cursor=None) == {
        "severity": "p1,p2",
        "linked": "false",
        "risk_min": "0",
        "sort": "-created_at",
    }


def test_moments_are_written_in_utc() -> None:
    assert to_params(as_of=datetime(2024, 5, 31, 12, tzinfo=UTC)) == {
        "as_of": "2024-05-31T12:00:00Z"
    }


def test_a_value_with_a_comma_is_quoted() -> None:
    filter_ = IssueFilter(team=("Pay, EU", 'the "A" team', "search"))

    assert to_params(filter_) == {"team": '"Pay, EU","the ""A"" team",search'}
