"""Custom: whatever can send HTTP pushes its own records; there is nothing to fetch."""

from causeloop_desktop.connectors import Category, Connector

CONNECTOR = Connector(
    type="custom_api",
    title="Custom",
    category=Category.DATA,
    summary="What your own programs push.",
    ingests=("Whatever is sent to /v1/ingest, one by one or 500 at a time; no credentials here",),
    docs_url="/docs",
)
