"""The lexicon is data that must be usable as it stands."""

import re

import pytest

from causeloop_desktop.engine.domain.patterns.lexicon import DOMAINS, PHRASES, ROOT_CAUSES


@pytest.mark.parametrize("words", [*ROOT_CAUSES.values(), *DOMAINS.values(), PHRASES])
def test_the_lexicon_is_written_for_lower_case(words: str) -> None:
    assert re.compile(words).search("blue sky") is None
    assert re.sub(r"\\[A-Z]", "", words).islower()
