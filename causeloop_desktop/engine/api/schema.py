"""``/openapi.json``: the schema of the API, made at the first request and kept as it is sent."""

import json
from threading import Lock

from fastapi import FastAPI, Response


def install_schema(app: FastAPI) -> None:
    """Serve the schema of ``app``.

    Making it takes 0.3 s of computing, more than the loop may be kept from others: the route is no
    coroutine, so the framework runs it in a thread. Each window asks for it when it connects.
    """
    page = _SchemaPage(app)

    @app.get("/openapi.json", include_in_schema=False)
    def openapi() -> Response:
        """The schema."""
        return Response(page.content(), media_type="application/json")


class _SchemaPage:
    """The schema as bytes, made once, whoever asks first."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app
        self._lock = Lock()
        self._content = b""

    def content(self) -> bytes:
        """Give the bytes; those who ask meanwhile wait for the first."""
        with self._lock:
            if not self._content:
                schema = self._app.openapi()
                self._content = json.dumps(schema, ensure_ascii=False).encode()
            return self._content
