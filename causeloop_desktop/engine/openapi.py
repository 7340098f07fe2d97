"""Writes the API's schema: ``python -m causeloop_desktop.engine.openapi > openapi-v1.json``."""

import json
import sys
import tempfile
from pathlib import Path

from causeloop_desktop.engine.app import create_app
from causeloop_desktop.engine.context import EngineContext
from causeloop_desktop.engine.settings import EngineSettings


def openapi_text() -> str:
    """Give the schema as it is checked in under ``docs/reference``."""
    with tempfile.TemporaryDirectory() as folder:
        context = EngineContext(EngineSettings(data_dir=Path(folder)))
        schema = create_app(context).openapi()
        context.database.close()
    return json.dumps(schema, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.stdout.write(openapi_text())
