"""What is looked for only where it may begin is found as it is without that."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from causeloop_desktop.engine.domain.patterns.beginnings import beginning
from causeloop_desktop.engine.domain.patterns.lexicon import DOMAINS, ROOT_CAUSES

SAID = st.sampled_from(
    [
        *("http 504", "status=429", "connection pool exhausted", "thread pool is full", "npe"),
        *("the provider, as always, timed out", "log-in", "logins", "3-d secure", "emails", "s3"),
        *("column id does not exist", "certificate has expired", "e-mail", "disk is full", "dns"),
        *("snpe", "reports", "an order", "border", "slow", "logging in", "no", "", "oom-killed"),
    ]
)


@pytest.mark.parametrize("table", [ROOT_CAUSES, DOMAINS], ids=["causes", "domains"])
@given(said=st.lists(SAID, max_size=8), between=st.sampled_from([" ", "\n", "-", ", ", ""]))
def test_nothing_is_missed(table: dict[str, str], said: list[str], between: str) -> None:
    words, text = "|".join(table.values()), between.join(said)
    everywhere = re.compile(rf"\b(?:{words})(?!\w)")
    where = re.compile(rf"\b{beginning(words)}(?:{words})(?!\w)")
    assert where.findall(text) == everywhere.findall(text)


@pytest.mark.parametrize(
    ("words", "text", "found"),
    [
        ("disks?", "dis disk", [4]),
        ("e-?mails?", "email e-mail else", [0, 6, 13]),
        ("(?:http|status)=504", "http status hint", [0, 5]),
        (r"\bnpe\b|nonetype", "npe none not", [0, 4]),
        ("ab|abcd", "abx", [0]),
    ],
)
def test_letters_that_must_be_there_are_looked_for(words: str, text: str, found: list[int]) -> None:
    look = re.compile(rf"\b{beginning(words)}")
    assert [match.start() for match in look.finditer(text)] == found


@pytest.mark.parametrize("words", [r"\w+timeout", "s?how", "(?:very )?slow", "[ab]c"])
def test_what_begins_in_another_way_is_refused(words: str) -> None:
    with pytest.raises(ValueError, match="with which letter"):
        beginning(words)
