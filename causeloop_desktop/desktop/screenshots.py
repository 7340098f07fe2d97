"""Every screen as a picture: light and dark, in two sizes, with an issue and a pattern open."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from causeloop_desktop.contract.connectors import ConnectorCreate
from causeloop_desktop.contract.detections import DetectionMode, DetectionRequest
from causeloop_desktop.desktop.navigation import SCREENS, Screen
from causeloop_desktop.desktop.presenters.predictions import ACCURACY, ALERTS, SIGNALS
from causeloop_desktop.desktop.presenters.session import Link
from causeloop_desktop.desktop.supervisor import NOT_STARTED
from causeloop_desktop.desktop.theme.theme import Appearance
from causeloop_desktop.desktop.views.detections.consent import ConsentDialog
from causeloop_desktop.desktop.views.detections.history import RunsDialog
from causeloop_desktop.desktop.views.integrations.view import IntegrationsView
from causeloop_desktop.desktop.views.issues.view import IssuesView
from causeloop_desktop.desktop.views.predictions.view import PredictionsView
from causeloop_desktop.desktop.views.texts.dialog import TryTextDialog

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QDialog

    from causeloop_desktop.contract.base import RunId
    from causeloop_desktop.desktop.workbench import Workbench

log = logging.getLogger(__name__)

SIZES = ((1280, 800), (1440, 900))
LOOKS = (Appearance.LIGHT, Appearance.DARK)
PATIENCE = 180.0
"""Seconds to wait for the engine, the sample and its first detection."""

SIGNED_IN = "github"
INVENTED = ConnectorCreate(type="custom_api", display_name="Own monitoring")
LOOK_SECONDS = 0.1
QUIET_LOOKS = 3
HOPELESS_LOOKS = 30
"""Looks in a row at an engine that does not start, after which nobody waits for it any longer.

Three seconds are enough to find the engine of another program that starts at the same moment.
"""


class NotDrawnError(Exception):
    """There are no pictures; the words say why."""


@dataclass(frozen=True)
class Shot:
    """One screen, and what is open on it."""

    name: str
    screen: str
    target: str = ""


async def draw_all(bench: Workbench, folder: Path) -> None:
    """Draw every screen into ``folder``, one file for each screen, look and size.

    Raises:
        NotDrawnError: The engine or the sample did not come, or a file could not be written.
    """
    try:
        await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
        async with asyncio.timeout(PATIENCE):
            await _arrive(bench)
            await _draw_all(bench, folder)
    except TimeoutError as error:
        raise NotDrawnError(_what_took_long(bench)) from error
    except OSError as error:
        raise NotDrawnError(f"{error} Choose a folder that can be written to.") from error


async def _arrive(bench: Workbench) -> None:
    """Wait until there is something to draw, but not for an engine that does not start."""
    hopeless = 0
    while not bench.session.is_open:
        hopeless = hopeless + 1 if _is_refused(bench) else 0
        if hopeless >= HOPELESS_LOOKS:
            raise NotDrawnError(str(bench.session.state.problem))
        await asyncio.sleep(LOOK_SECONDS)
    await _until(lambda: bench.is_quiet)
    bench.window.notices.dismiss()


def _is_refused(bench: Workbench) -> bool:
    """Tell whether the engine says why it does not start, or does not want us."""
    state = bench.session.state
    not_started = state.problem is not None and state.problem.code == NOT_STARTED
    return state.link is Link.REFUSED or (state.link is Link.LOST and not_started)


def _what_took_long(bench: Workbench) -> str:
    missing = "the engine" if not bench.session.is_open else "the data to draw"
    if problem := bench.session.state.problem:
        return f"After {PATIENCE:.0f} seconds {missing} was not there. {problem}"
    return f"After {PATIENCE:.0f} seconds {missing} was not there. Run `causeloop doctor`."


async def _draw_all(bench: Workbench, folder: Path) -> None:
    shots = await _shots(bench)
    for end in _looks(bench):
        for shot in shots:
            await _draw(bench, shot, folder / f"{shot.name}-{end}")
        await _draw_dialogs(bench, folder, end)
    if bench.session.can("POST", "/v1/connectors"):
        await _draw_connection(bench, folder)
    if bench.session.can("GET", "/v1/detections/{id}"):
        await _draw_consent(bench, folder)


def _looks(bench: Workbench) -> Iterator[str]:
    """Dress the window in every look and size, and give how the names of its pictures end."""
    for width, height in SIZES:
        bench.window.resize(width, height)
        for look in LOOKS:
            bench.desk.theme.set_appearance(look)
            yield f"{look}-{width}x{height}.png"


async def _draw_dialogs(bench: Workbench, folder: Path, end: str) -> None:
    """Draw what opens over the window, and the further tabs of the predictions."""
    if bench.session.can("GET", "/v1/detections/{id}"):
        await _draw_runs(bench, folder / f"detections-{end}")
    if bench.session.can("GET", "/v1/connector-catalog"):
        await _draw_connecting(bench, folder / f"connecting-{end}")
    if bench.session.can("GET", "/v1/predictions/accuracy"):
        await _draw_tab(bench, ACCURACY, folder / f"predictions-accuracy-{end}")
    if bench.session.can("GET", "/v1/predictions/alerts/preview"):
        await _draw_tab(bench, ALERTS, folder / f"predictions-alerts-{end}")
    if bench.session.can("POST", "/v1/texts/try"):
        await _draw_text(bench, folder / f"text-{end}")


async def _shots(bench: Workbench) -> list[Shot]:
    """List the screens that there are, the newest issue, one in doubt, the riskiest pattern."""
    shots = [Shot(screen.id, screen.id) for screen in SCREENS if _is_there(bench, screen)]
    as_of = bench.session.as_of
    if bench.session.can("GET", "/v1/issues"):
        issues = await bench.session.client.issues.list(limit=1, as_of=as_of)
        shots += [Shot("issue", "issues", issue.id) for issue in issues.data]
    if bench.session.can("GET", "/v1/reviews"):
        asked = await bench.session.client.reviews.list(limit=1, as_of=as_of)
        shots += [Shot("issue-in-doubt", "issues", review.issue_id) for review in asked.data]
    if bench.session.can("GET", "/v1/duplicates"):
        pairs = await bench.session.client.duplicates.list(limit=1)
        shots += [Shot("issue-told-twice", "issues", pair.issues[1].id) for pair in pairs.data]
    if bench.session.can("GET", "/v1/patterns"):
        page = await bench.session.client.patterns.list(limit=1, as_of=as_of)
        shots += [Shot("pattern", "patterns", pattern.id) for pattern in page.data]
    return shots


def _is_sample(bench: Workbench) -> bool:
    workspace = bench.session.state.workspace
    return workspace is not None and workspace.is_sample


def _is_there(bench: Workbench, screen: Screen) -> bool:
    return screen.needs is None or bench.session.can(*screen.needs)


async def _draw(bench: Workbench, shot: Shot, file: Path) -> None:
    bench.go(shot.screen, shot.target)
    view = bench.view(shot.screen)
    if isinstance(view, IssuesView) and not shot.target:
        view.set_details(False)
    await _save(bench, file)


async def _save(bench: Workbench, file: Path) -> None:
    await _until(lambda: bench.is_quiet)
    if not bench.window.grab().save(str(file)):
        raise OSError(f"The picture {file} could not be written.")
    log.info("drew %s", file)


async def _draw_connection(bench: Workbench, folder: Path) -> None:
    """Draw the parts of a connection's page; the sample gets one that is then removed."""
    connectors, view = bench.session.client.connectors, bench.view("integrations")
    known = (await connectors.list(limit=1)).data
    if not isinstance(view, IntegrationsView) or not (known or _is_sample(bench)):
        return
    shown = known[0] if known else await connectors.create(INVENTED)
    bench.go("integrations", shown.id)
    for end in _looks(bench):
        await _until(lambda: bench.is_quiet)
        for part in view.page.tabs.keys:
            view.page.show_tab(part)
            await _save(bench, folder / f"connection-{part}-{end}")
    if not known:
        await connectors.remove(shown.id)
        bench.go("integrations")


async def _draw_tab(bench: Workbench, tab: str, file: Path) -> None:
    """Draw another tab of the predictions."""
    view = bench.view("predictions")
    if not isinstance(view, PredictionsView):
        return
    view.tabs.changed.emit(tab)
    await _draw(bench, Shot(file.stem, "predictions"), file)
    view.tabs.changed.emit(SIGNALS)
    await _until(lambda: bench.is_quiet)


async def _draw_runs(bench: Workbench, file: Path) -> None:
    """Draw the history of detections, which opens over the window."""
    dialog = RunsDialog(bench.window, bench.desk)
    dialog.open()
    await _grab(dialog, file, lambda: not dialog.tasks.names)


async def _draw_consent(bench: Workbench, folder: Path) -> None:
    """Draw what a run that waits would change; the sample is asked for one that is then dropped.

    Elsewhere nothing is begun for the sake of a picture.
    """
    detections = bench.session.client.detections
    waiting = await detections.waiting()
    ours = waiting is None and _is_sample(bench)
    if ours:
        started = await detections.start(DetectionRequest(mode=DetectionMode.PROPOSE))
        await bench.session.client.jobs.wait(started.job_id)
        waiting = await detections.waiting()
    if waiting is None:
        return
    for end in _looks(bench):
        await _draw_waiting(bench, waiting.id, folder / f"consent-{end}")
    if ours:
        await detections.discard(waiting.id)


async def _draw_waiting(bench: Workbench, run: RunId, file: Path) -> None:
    dialog = ConsentDialog(bench.window, bench.desk, run)
    dialog.open()
    await _grab(dialog, file, lambda: not dialog.tasks.names)


async def _draw_connecting(bench: Workbench, file: Path) -> None:
    """Draw how a source is connected, which opens over the window."""
    view = bench.view("integrations")
    entries = view.connectors.state.entries if isinstance(view, IntegrationsView) else ()
    signed_in = sorted((one for one in entries if one.key), key=lambda one: one.type != SIGNED_IN)
    if isinstance(view, IntegrationsView) and signed_in:
        dialog = view.connect_source(signed_in[0])
        await _grab(dialog, file, lambda: not dialog.tasks.names)


async def _draw_text(bench: Workbench, file: Path) -> None:
    """Draw what would be made of the newest issue's text, which opens over the window."""
    newest = await bench.session.client.issues.list(limit=1, as_of=bench.session.as_of)
    dialog = TryTextDialog(bench.window, bench.desk)
    dialog.open()
    for issue in newest.data:
        dialog.try_now(issue.title)
    await _grab(dialog, file, lambda: not dialog.tasks.names)


async def _grab(dialog: QDialog, file: Path, is_drawn: Callable[[], bool]) -> None:
    """Draw an open dialog, and close it."""
    await _until(is_drawn)
    saved = dialog.grab().save(str(file))
    dialog.reject()
    if not saved:
        raise OSError(f"The picture {file} could not be written.")
    log.info("drew %s", file)


async def _until(predicate: Callable[[], bool]) -> None:
    """Wait until ``predicate`` holds several times in a row, so that answers are drawn too."""
    quiet = 0
    while quiet < QUIET_LOOKS:
        await asyncio.sleep(LOOK_SECONDS)
        quiet = quiet + 1 if predicate() else 0
