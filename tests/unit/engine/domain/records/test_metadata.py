"""Metadata as it is stored, which every reader must be able to take."""

import json

import pytest

from causeloop_desktop.engine.domain.records.metadata import MAX_LEVELS, TooDeepError, dump_metadata


def nested(levels: int) -> dict[str, object]:
    """Give metadata that is so many levels deep."""
    value: object = "x"
    for _ in range(levels - 1):
        value = [value]
    return {"deep": value}


def test_it_survives_any_number() -> None:
    assert json.loads(dump_metadata({"big": 1 << 80})) == {"big": 1 << 80}


def test_half_a_character_is_replaced() -> None:
    assert json.loads(dump_metadata({"smile": "\ud83d half"})) == {"smile": "? half"}


def test_what_is_nested_too_deep_is_refused_with_the_limit() -> None:
    assert json.loads(dump_metadata(nested(MAX_LEVELS))) == nested(MAX_LEVELS)
    with pytest.raises(TooDeepError, match="more than 64 levels"):
        dump_metadata(nested(MAX_LEVELS + 1))
