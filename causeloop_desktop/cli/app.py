"""``causeloop``: every verb in one place."""

import typer

from causeloop_desktop.cli import (
    connectors,
    duplicates,
    issues,
    jobs,
    patterns,
    predictions,
    reviews,
    service,
    tokens,
    workspaces,
)
from causeloop_desktop.cli.backtests import backtest
from causeloop_desktop.cli.detections import app as detections
from causeloop_desktop.cli.detections import detect
from causeloop_desktop.cli.doctor import doctor
from causeloop_desktop.cli.headless import headless
from causeloop_desktop.cli.imports import import_files
from causeloop_desktop.cli.novelty import novelty
from causeloop_desktop.cli.replay import replay
from causeloop_desktop.cli.serve import Serve, make_serve
from causeloop_desktop.cli.texts import try_text
from causeloop_desktop.cli.verbs import verb


def make_app(serve: Serve) -> typer.Typer:
    """Make the command line.

    Args:
        serve: Runs an engine in the foreground; the command line itself knows no engine.
    """
    app = typer.Typer(
        help="See that it is the same failure: issues become patterns, patterns become forecasts.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        add_completion=False,
    )
    app.command("serve")(make_serve(serve))
    verb(app, "import")(import_files)
    verb(app, "detect")(detect)
    verb(app, "backtest")(backtest)
    verb(app, "replay")(replay)
    verb(app, "try")(try_text)
    verb(app, "novelty")(novelty)
    app.add_typer(issues.app, name="issues")
    app.add_typer(patterns.app, name="patterns")
    app.add_typer(predictions.app, name="predictions")
    app.add_typer(reviews.app, name="reviews")
    app.add_typer(detections, name="detections")
    app.add_typer(duplicates.app, name="duplicates")
    app.add_typer(jobs.app, name="jobs")
    app.add_typer(workspaces.app, name="workspaces")
    app.add_typer(connectors.app, name="connectors")
    app.add_typer(service.app, name="service")
    app.add_typer(tokens.app, name="token")
    app.command("doctor")(doctor)
    app.command("headless", hidden=True)(headless)
    return app
