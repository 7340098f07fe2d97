"""Filters as queries carry them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from causeloop_desktop.client.wire.query import to_params
from causeloop_desktop.contract.issues import IssueFilter
from causeloop_desktop.engine.api.filters import read_filter

names = st.text(min_size=1).filter(lambda name: name.strip() == name)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("a,b", ("a", "b")),
        (" a , b ,", ("a", "b")),
        ('"Pay, EU",search', ("Pay, EU", "search")),
        ('"the ""A"" team"', ('the "A" team',)),
        ('5" disk,b', ('5" disk', "b")),
        ('"half,b', ('"half', "b")),
        (",,", ()),
        ("", ()),
    ],
)
def test_alternatives_are_separated_by_commas(text: str, values: tuple[str, ...]) -> None:
    assert read_filter(IssueFilter, team=text).team == values


@given(st.lists(names, min_size=1, max_size=4).map(tuple))
def test_what_the_client_writes_is_what_is_read(teams: tuple[str, ...]) -> None:
    written = to_params(IssueFilter(team=teams))
    assert read_filter(IssueFilter, **written).team == teams
