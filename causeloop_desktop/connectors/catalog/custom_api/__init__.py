"""Custom: whatever can send HTTP pushes its own records; there is nothing to fetch."""

from causeloop_desktop.connectors import Category, Connector

CONNECTOR = Connector(
    type="custom_api",
    title="Custom",
    category=Category.DATA,
    summary="Your own programs push records; no credentials are needed here.",
    ingests=("Whatever is sent to /v1/ingest, one by one or 500 at a time",),
    docs_url="/docs",
)
