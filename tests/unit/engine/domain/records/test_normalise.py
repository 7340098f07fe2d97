import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from causeloop_desktop.engine.domain.records.normalise import (
    Record,
    Refusal,
    Rules,
    TitleRule,
    normalise,
    settle_source,
)

RULES = Rules()
EVENT = Rules(TitleRule.FALLBACK, default_source="custom_api", spare_id="evt_1")
LEAST: dict[str, Any] = {"external_id": "A-1", "source": "jira", "title": "Disk full"}


def _taken(raw: dict[str, Any], rules: Rules = RULES) -> Record:
    record = normalise(raw, rules)
    assert isinstance(record, Record)
    return record


def test_defaults_are_filled() -> None:
    record = _taken(LEAST)
    assert record == Record("jira", "", "A-1", "Disk full")
    assert record.severity == 3


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"title": None}, "title is required"),
        ({"title": "  "}, "title is required"),
        ({"title": "x" * 301}, "title is longer than 300 characters"),
        ({"title": 7}, "title must be text"),
        ({"external_id": None}, "external_id is required"),
        ({"source": None}, "source is required"),
        ({"body": ["x"]}, "body must be text"),
        ({"metadata": "x"}, "metadata must be a JSON object"),
        ({"source_created_at": "soon"}, "source_created_at"),
        ({"source_created_at": True}, "source_created_at"),
        ({"team": {"name": "x"}}, "team must be text"),
        ({"source_created_at": "0001-01-01T00:00:00+14:00"}, "lies outside the years"),
        ({"metadata": {"deep": json.loads("[" * 64 + "]" * 64)}}, "more than 64 levels deep"),
        ({"external_id": "x" * 501}, "external_id is longer than 500 characters"),
    ],
)
def test_a_bad_record_is_refused_with_its_reason(change: dict[str, Any], reason: str) -> None:
    refused = normalise({**LEAST, **change}, RULES)
    assert isinstance(refused, Refusal)
    assert reason in refused.message


def test_a_title_of_exactly_300_is_taken() -> None:
    assert _taken({**LEAST, "title": "x" * 300}).title == "x" * 300


@pytest.mark.parametrize(
    ("given_severity", "number"),
    [("p1", 1), ("Critical", 1), ("high", 2), (2, 2), ("", 3), ("mauve", 3)],
)
def test_severities_are_understood(given_severity: object, number: int) -> None:
    assert _taken({**LEAST, "severity": given_severity}).severity == number


def test_an_event_falls_back_to_its_id() -> None:
    record = _taken({"external_id": "DEPLOY-1"}, EVENT)
    assert (record.title, record.source) == ("DEPLOY-1", "custom_api")


def test_an_event_without_id_gets_a_spare_one_but_needs_a_title() -> None:
    assert _taken({"title": "Down"}, EVENT).external_id == "evt_1"
    assert normalise({}, EVENT) == Refusal("title is required")


def test_unknown_sources_are_coerced_and_kept_apart() -> None:
    assert settle_source("nagios") == ("custom_api", "nagios")
    assert settle_source("zabbix") == ("custom_api", "zabbix")
    assert settle_source("Jira") == ("jira", "")
    assert settle_source(None) == ("custom_api", "")
    assert settle_source("nagios", "rows.csv") == ("custom_api", "rows.csv")


def test_the_source_of_a_path_wins() -> None:
    assert _taken({**LEAST, "source": "github"}, Rules(source="linear")).source == "linear"


def test_moments_are_read_in_utc() -> None:
    record = _taken({**LEAST, "source_created_at": "2026-06-14T16:35:00+02:00"})
    assert record.created_us == 1_781_447_700_000_000


def test_nothing_sent_is_lost() -> None:
    record = _taken({**LEAST, "labels": ["a"], "metadata": {"host": "db1"}})
    assert json.loads(record.metadata) == {"labels": ["a"], "host": "db1"}


def test_a_record_survives_json() -> None:
    record = _taken({**LEAST, "source_created_at": "2026-06-14T14:35:00Z"})
    assert Record(*json.loads(json.dumps(record))) == record


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
fields = st.sampled_from([*LEAST, "body", "severity", "team", "metadata", "occurred_at", "status"])


@settings(deadline=None)
@given(json_values | st.dictionaries(fields, json_values))
def test_whatever_is_sent_is_taken_or_refused(raw: object) -> None:
    judged = normalise(raw, EVENT)
    if isinstance(judged, Record):
        assert 1 <= len(judged.title) <= 300
        json.dumps(judged).encode()
        judged.title.encode()
    else:
        assert judged.message
