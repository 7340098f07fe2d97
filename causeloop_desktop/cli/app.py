"""``causeloop``: every verb in one place."""

import typer

from causeloop_desktop.cli import (
    duplicates,
    issues,
    jobs,
    patterns,
    predictions,
    reviews,
    service,
    tokens,
    webhooks,
    workspaces,
)
from causeloop_desktop.cli.backtests import backtest
from causeloop_desktop.cli.connectors.verbs import app as connectors
from causeloop_desktop.cli.detections.verbs import app as detections
from causeloop_desktop.cli.detections.verbs import detect
from causeloop_desktop.cli.doctor import doctor
from causeloop_desktop.cli.frame.verbs import verb
from causeloop_desktop.cli.headless import headless
from causeloop_desktop.cli.hosts import hosts
from causeloop_desktop.cli.imports.verbs import import_files
from causeloop_desktop.cli.novelty import novelty
from causeloop_desktop.cli.replays import replay
from causeloop_desktop.cli.retention import retention
from causeloop_desktop.cli.serve import Serve, make_serve
from causeloop_desktop.cli.texts import try_text

NOUNS = {
    "issues": issues.app,
    "patterns": patterns.app,
    "predictions": predictions.app,
    "reviews": reviews.app,
    "detections": detections,
    "duplicates": duplicates.app,
    "jobs": jobs.app,
    "workspaces": workspaces.app,
    "connectors": connectors,
    "webhooks": webhooks.app,
    "service": service.app,
    "token": tokens.app,
}
"""Whose verbs stand together under their noun, in the order in which help lists them."""


def make_app(serve: Serve) -> typer.Typer:
    """Make the command line.

    Args:
        serve: Runs an engine in the foreground; the command line itself knows no engine.
    """
    app = typer.Typer(
        help="See that it is the same failure: issues become patterns, patterns become forecasts.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        # Frames around help and errors break sentences, in scripts and in screen readers.
        rich_markup_mode=None,
        add_completion=False,
    )
    app.command("serve")(make_serve(serve))
    verb(app, "import")(import_files)
    verb(app, "detect")(detect)
    verb(app, "backtest")(backtest)
    verb(app, "replay")(replay)
    verb(app, "try")(try_text)
    verb(app, "novelty")(novelty)
    verb(app, "hosts")(hosts)
    verb(app, "retention")(retention)
    for name, group in NOUNS.items():
        app.add_typer(group, name=name, short_help=str(group.info.help))
    app.command("doctor")(doctor)
    app.command("headless", hidden=True)(headless)
    return app
