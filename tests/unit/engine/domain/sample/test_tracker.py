"""Numbers and addresses as the tools give them."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from causeloop_desktop.engine.domain.sample.dice import Dice
from causeloop_desktop.engine.domain.sample.tracker import Trackers, address, own_fields

AT = datetime(2026, 3, 14, 15, 9, 26, tzinfo=UTC)


@pytest.mark.parametrize(
    ("source", "pattern", "place"),
    [
        ("jira", r"PAY-\d{3}", "https://jira.marlowtern.example/browse/PAY-"),
        ("github", r"refunds#\d{4}", "https://github.example/marlow-tern/refunds/issues/"),
        ("pagerduty", r"PD-Q\w{5}", "https://marlow-tern.pagerduty.example/incidents/PD-Q"),
        ("zendesk", r"ZD-184\d{3}", "https://care.marlowtern.example/tickets/ZD-"),
        ("servicenow", r"INC\d{7}", "https://desk.marlowtern.example/incident/INC"),
        ("linear", r"APP-\d{3}", "https://linear.example/marlow-tern/issue/APP-"),
        ("slack", r"p1773500966\d{6}", "https://marlow-tern.slack.example/archives/p"),
    ],
)
def test_each_tool_numbers_in_its_own_way(source: str, pattern: str, place: str) -> None:
    external_id = Trackers(Dice(1)).identify(source, "payments", "refunds", AT)
    assert re.fullmatch(pattern, external_id)
    url = address(source, external_id)
    assert url is not None
    assert url.startswith(place)


def test_numbers_rise() -> None:
    trackers = Trackers(Dice(1))
    given = [trackers.identify("jira", "search", "x", AT) for _ in range(50)]
    assert given == sorted(set(given))


def test_mails_and_checks_have_no_address() -> None:
    assert address("email", "a@b.example") is None
    assert address("database", "check-1") is None


def test_fields_of_their_own() -> None:
    assert own_fields("servicenow", "care", "chat", Dice(1))["configuration_item"] == "chat"
    assert own_fields("email", "care", "chat", Dice(1)) == {}
