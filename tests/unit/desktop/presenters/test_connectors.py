"""What the catalog shows: groups, search, the card that is told of."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from causeloop_desktop.contract.connectors import (
    CatalogEntry,
    Connector,
    ConnectorId,
    ConnectorStatus,
)
from causeloop_desktop.desktop.presenters.connectors import ConnectorsState


def entry(type_: str, title: str, category: str) -> CatalogEntry:
    return CatalogEntry(
        type=type_, title=title, category=category, summary="Issues.", oauth=False, key=True
    )


def connection(id_: str, type_: str, status: ConnectorStatus) -> Connector:
    return Connector(
        id=ConnectorId(id_),
        type=type_,
        title=type_.title(),
        display_name=f"Our {type_}",
        status=status,
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
    )


ENTRIES = (
    entry("slack", "Slack", "Chat"),
    entry("jira", "Jira", "Issue trackers"),
    entry("github", "GitHub", "Issue trackers"),
    entry("fax", "Fax", "Things of third parties"),
)


def keys(state: ConnectorsState) -> list[str]:
    return [card.key for card in state.cards]


def test_groups_stand_in_their_order_and_unknown_ones_last() -> None:
    state = ConnectorsState(entries=ENTRIES)
    assert [name for name, _ in state.groups] == [
        "Issue trackers",
        "Chat",
        "Things of third parties",
    ]
    assert keys(state) == ["github", "jira", "slack", "fax"]


def test_each_connection_has_a_card_in_place_of_its_source() -> None:
    two = (
        connection("con_1", "jira", ConnectorStatus.CONNECTED),
        connection("con_2", "jira", ConnectorStatus.OAUTH_EXPIRED),
    )
    state = ConnectorsState(entries=ENTRIES, connections=two)
    assert keys(state) == ["github", "con_1", "con_2", "slack", "fax"]
    assert (state.connected, state.needy) == (1, 1)


@pytest.mark.parametrize(
    ("query", "found"),
    [("OUR jira", ["con_1"]), ("trackers", ["github", "con_1"]), ("nothing of it", [])],
)
def test_search_looks_at_names_and_categories(query: str, found: list[str]) -> None:
    mine = (connection("con_1", "jira", ConnectorStatus.CONNECTED),)
    assert keys(ConnectorsState(entries=ENTRIES, connections=mine, query=query)) == found


def test_the_panel_tells_of_the_chosen_card_else_of_the_first() -> None:
    state = ConnectorsState(entries=ENTRIES, chosen="slack")
    assert state.card is not None
    assert state.card.key == "slack"
    hidden = ConnectorsState(entries=ENTRIES, chosen="slack", query="jira")
    assert hidden.card is not None
    assert hidden.card.key == "jira"
    assert ConnectorsState().card is None


def test_a_connection_whose_source_is_gone_is_still_shown() -> None:
    gone = (connection("con_1", "telex", ConnectorStatus.ERROR),)
    state = ConnectorsState(entries=ENTRIES, connections=gone)
    assert "con_1" in keys(state)
    assert state.needy == 1
