"""The application: routes, envelope and shell around one engine context."""

from typing import Any

from fastapi import FastAPI

from causeloop_desktop.engine.api.errors import install_handlers
from causeloop_desktop.engine.api.explorer import install_explorer
from causeloop_desktop.engine.api.middleware import Shell
from causeloop_desktop.engine.api.schema import install_schema
from causeloop_desktop.engine.api.v1 import health
from causeloop_desktop.engine.api.v1.router import install_routes
from causeloop_desktop.engine.context import EngineContext

API_VERSION = "1"


class EngineApp(FastAPI):
    """The framework's application, with our schema: refusals wear the envelope, 422 too."""

    def openapi(self) -> dict[str, Any]:
        """Give the schema of the API, made once."""
        if not self.openapi_schema:
            self.openapi_schema = _without_framework_errors(super().openapi())
        return self.openapi_schema


def create_app(context: EngineContext) -> EngineApp:
    """Make the application of one engine, which answers while ``context.running()`` lasts."""
    app = EngineApp(
        title="Causeloop API",
        version=API_VERSION,
        openapi_url=None,  # the framework would make the schema on the loop
        docs_url=None,
        redoc_url=None,
    )
    app.state.context = context
    install_handlers(app)
    install_explorer(app)
    install_schema(app)
    app.include_router(health.router)
    install_routes(app)
    app.add_middleware(Shell, context=context)
    return app


def _without_framework_errors(schema: dict[str, Any]) -> dict[str, Any]:
    """Drop the framework's own shape of a validation error, which we never answer."""
    models = schema.get("components", {}).get("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        models.pop(name, None)
    schema.setdefault("components", {})["securitySchemes"] = {
        "bearer": {"type": "http", "scheme": "bearer"}
    }
    schema["security"] = [{"bearer": []}]
    return schema
