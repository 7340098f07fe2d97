"""The schema that is checked in is the one the engine answers, and it only grows."""

import json
from pathlib import Path

from causeloop_desktop.engine.openapi import openapi_text

REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "openapi-v1.json"


def test_the_reference_is_what_the_engine_answers() -> None:
    assert REFERENCE.read_text(encoding="utf-8") == openapi_text(), (
        "The API has changed. If that is meant: "
        "python -m causeloop_desktop.engine.openapi > docs/reference/openapi-v1.json"
    )


def test_every_operation_has_a_name_and_a_sentence() -> None:
    schema = json.loads(openapi_text())
    operations = [one for methods in schema["paths"].values() for one in methods.values()]
    assert len({one["operationId"] for one in operations}) == len(operations)
    assert all(one["description"].strip() for one in operations)
