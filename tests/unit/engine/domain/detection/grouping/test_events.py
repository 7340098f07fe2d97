"""Words that tell what happened."""

import pytest

from causeloop_desktop.engine.domain.detection.grouping.events import constants_of, is_event


@pytest.mark.parametrize("word", ["started", "(resuming", "open,", "'offline'", "failed."])
def test_deeds_and_states_are_events(word: str) -> None:
    assert is_event(word)


@pytest.mark.parametrize("word", ["anna", "user=root", "/srv", "red", "<*>", "...", "openly"])
def test_names_are_none(word: str) -> None:
    assert not is_event(word)


def test_words_in_capitals_are_constants() -> None:
    said = ["GET of the cart", 'a "POST of it', "moved to (SAFE_MODE)", "Delete X <num> A4"]
    assert constants_of(said) == {"get", '"post', "(safe_mode)"}
