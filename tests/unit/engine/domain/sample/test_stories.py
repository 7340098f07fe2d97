"""The little markup in which failures are told."""

from __future__ import annotations

from causeloop_desktop.engine.domain.sample.stories import voices

TEXT = """
=== zendesk team=care severity=p3,p4
# First title
# Second title
A sentence that
goes on.
| a log line
|   and its trace
Prose again,
joined.

A new paragraph.
--
Another body.
=== slack severity=p4
# A channel
Words.
"""


def test_tellings_are_read() -> None:
    zendesk, slack = voices(TEXT)
    assert (zendesk.source, slack.source) == ("zendesk", "slack")
    assert zendesk.settings == {"team": "care", "severity": "p3,p4"}
    assert zendesk.titles == ("First title", "Second title")
    assert slack.bodies == ("Words.",)


def test_prose_is_joined_and_logs_are_not() -> None:
    first, second = voices(TEXT)[0].bodies
    assert first == (
        "A sentence that goes on.\na log line\n  and its trace\nProse again, joined."
        "\n\nA new paragraph."
    )
    assert second == "Another body."
