"""Every noun's routes under ``/v1``; a new noun is one line here."""

from fastapi import FastAPI

from causeloop_desktop.engine.api.v1 import (
    auth,
    backtests,
    cassettes,
    connectors,
    dashboard,
    detections,
    duplicates,
    engine,
    hosts,
    imports,
    ingest,
    issues,
    jobs,
    novelty,
    operations,
    patterns,
    predictions,
    remaps,
    replays,
    retention,
    reviews,
    stream,
    texts,
    tokens,
    vault,
    webhooks,
    workspaces,
)

NOUNS = (
    engine,
    workspaces,
    auth,
    tokens,
    jobs,
    ingest,
    issues,
    imports,
    operations,
    stream,
    patterns,
    predictions,
    reviews,
    detections,
    backtests,
    replays,
    dashboard,
    texts,
    duplicates,
    novelty,
    connectors,
    cassettes,
    remaps,
    hosts,
    retention,
    vault,
    webhooks,
)


def install_routes(app: FastAPI) -> None:
    """Let an application answer for every noun."""
    for noun in NOUNS:
        app.router.routes.extend(noun.router.routes)
