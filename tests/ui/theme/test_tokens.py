"""Every word on every ground can be read."""

import pytest

from causeloop_desktop.desktop.theme.tokens import (
    DARK,
    LIGHT,
    Tokens,
    Tone,
    risk_tone,
    severity_tone,
)
from tests.support.contrast import contrast_ratio

READABLE = 4.5


def text_pairs(tokens: Tokens) -> list[tuple[str, str]]:
    """List every (ink, ground) pair on which the window draws words."""
    grounds = (tokens.window, tokens.surface, tokens.sunken)
    pairs = [(ink, ground) for ink in (tokens.text, tokens.muted) for ground in grounds]
    pairs += [(tokens.ink(tone), tokens.ground(tone)) for tone in Tone]
    pairs += [(tokens.ink(tone), tokens.surface) for tone in Tone]
    pairs += [(tokens.text, tokens.accent_ground), (tokens.muted, tokens.accent_ground)]
    return [*pairs, (tokens.on_accent, tokens.accent), (tokens.accent, tokens.window)]


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_every_pair_of_ink_and_ground_is_readable(tokens: Tokens) -> None:
    dim = [pair for pair in text_pairs(tokens) if contrast_ratio(*pair) < READABLE]

    assert dim == []


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast_ratio("#000000", "#FFFFFF") == pytest.approx(21.0)
    assert contrast_ratio("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


def test_every_tone_has_an_ink_and_a_ground_in_both_sets() -> None:
    for tokens in (LIGHT, DARK):
        assert all(tokens.ink(tone) != tokens.ground(tone) for tone in Tone)


@pytest.mark.parametrize(
    ("risk", "tone"),
    [(0, Tone.LOW), (39.9, Tone.LOW), (40, Tone.MEDIUM), (70, Tone.HIGH), (90, Tone.CRITICAL)],
)
def test_risk_rises_through_the_tones(risk: float, tone: Tone) -> None:
    assert risk_tone(risk) is tone


def test_severities_may_be_letters_or_words() -> None:
    assert severity_tone("P1") is severity_tone("critical") is Tone.CRITICAL
    assert severity_tone("unheard of") is Tone.NEUTRAL
