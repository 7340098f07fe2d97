"""Slack: a message is known by its channel and its time, for two may be posted at one moment."""

from causeloop_desktop.connectors import Place
from causeloop_desktop.connectors.catalog.slack import CONNECTOR
from causeloop_desktop.connectors.walking.rows import take_row

MESSAGE = {"ts": "1772359200.000100", "type": "message", "text": "The till stands still"}


def test_messages_of_two_channels_at_one_moment_are_two() -> None:
    (stream,) = CONNECTOR.streams
    taken = [take_row(stream, Place(scope=channel), MESSAGE) for channel in ("C1", "C2")]
    assert [one.key for one in taken if one] == ["C1:1772359200.000100", "C2:1772359200.000100"]
