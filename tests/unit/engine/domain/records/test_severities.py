"""Severity words of other tools."""

import pytest

from causeloop_desktop.contract.base import Priority
from causeloop_desktop.engine.domain.records.severities import read_severity


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("p1", Priority.P1),
        ("Critical", Priority.P1),
        ("Blocker", Priority.P1),
        ("SEV-1", Priority.P1),
        ("Major", Priority.P2),
        ("ERROR", Priority.P2),
        ("2 - High", Priority.P2),
        ("P3 (Medium)", Priority.P3),
        ("Minor", Priority.P3),
        ("WARNING", Priority.P3),
        ("INFO", Priority.P4),
        ("Trivial", Priority.P4),
        ("low", Priority.P4),
    ],
)
def test_reads_the_words_of_other_tools(text: str, severity: Priority) -> None:
    assert read_severity(text) is severity


@pytest.mark.parametrize("text", ["combo", "weird", "", "purple-ish"])
def test_knows_what_it_does_not_know(text: str) -> None:
    assert read_severity(text) is None
