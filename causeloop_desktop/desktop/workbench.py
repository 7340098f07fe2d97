"""The window at work: the session it looks through, the screens, and the ways between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from causeloop_desktop.contract.base import ChangeKind
from causeloop_desktop.contract.jobs import JobKind, JobStatus
from causeloop_desktop.contract.workspaces import Workspace
from causeloop_desktop.desktop.backends import LOCAL, Profile, Profiles
from causeloop_desktop.desktop.chrome import Chrome
from causeloop_desktop.desktop.collector import Collector
from causeloop_desktop.desktop.commands import WindowCommands
from causeloop_desktop.desktop.failures import Failures
from causeloop_desktop.desktop.menus import make_action
from causeloop_desktop.desktop.navigation import FIRST_SCREEN, SCREENS
from causeloop_desktop.desktop.presenters.jobs import JobsPresenter
from causeloop_desktop.desktop.presenters.session import SESSION_TASK, Link, Session, SessionState
from causeloop_desktop.desktop.presenters.shell import ShellPresenter
from causeloop_desktop.desktop.tasks import Refresher, TaskGroup
from causeloop_desktop.desktop.theme.tokens import Tone
from causeloop_desktop.desktop.views.base import Desk, View
from causeloop_desktop.desktop.views.integrations.happenings import is_routine, notice_of
from causeloop_desktop.desktop.views.words import job_outcome
from causeloop_desktop.desktop.window_actions import ACTIONS

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from causeloop_desktop.client.backend import Backend
    from causeloop_desktop.client.errors import Problem
    from causeloop_desktop.contract.base import OperationId
    from causeloop_desktop.contract.events import Event
    from causeloop_desktop.contract.jobs import Job
    from causeloop_desktop.desktop.main_window import MainWindow
    from causeloop_desktop.desktop.preferences import Preferences
    from causeloop_desktop.desktop.presenters.session import Connect
    from causeloop_desktop.desktop.theme.theme import Theme

COUNTED = frozenset(
    {
        ChangeKind.ISSUES,
        ChangeKind.PATTERNS,
        ChangeKind.REVIEWS,
        ChangeKind.WORKSPACES,
        ChangeKind.DETECTIONS,
    }
)
LONGEST_TITLE = 60

SCREEN_OF = {
    JobKind.DETECTION: "patterns",
    JobKind.BACKTEST: "predictions",
    JobKind.SYNC: "integrations",
}
"""Where the outcome of a job is looked at; of every other kind it is among the issues."""


class Workbench(QObject):
    """Owns the session and the views; the way from one screen to another leads through it.

    Args:
        connect: Makes a client of a backend; tests give the engine in process.
        clock: Says what time it is.
    """

    def __init__(
        self,
        window: MainWindow,
        theme: Theme,
        preferences: Preferences,
        profiles: Profiles,
        data_dir: Path,
        connect: Connect,
        clock: Callable[[], datetime],
    ) -> None:
        super().__init__(window)
        self.window = window
        self.profiles = profiles
        self.report = Failures(window.notices).report
        self.tasks = TaskGroup(self.report)
        self.session = Session(self.tasks, connect)
        self.jobs = JobsPresenter(self.session)
        self.shell = ShellPresenter(self.session)
        self.desk = Desk(
            session=self.session,
            jobs=self.jobs,
            notices=window.notices,
            preferences=preferences,
            navigator=self,
            theme=theme,
            profiles=profiles,
            data_dir=data_dir,
            actions=ACTIONS,
            report=self.report,
            clock=clock,
        )
        self._local: Backend | None = None
        self._told: set[str] = set()
        self._place: tuple[str, str] | None = None
        self._views: dict[str, View] = {}
        self.chrome = Chrome(window, SCREENS)
        self.commands = WindowCommands(self)
        self._counter = Refresher(self.tasks, self._count, name="count")
        self._collector = Collector(self)
        self._listen_to_window()
        self._listen_to_session()

    @property
    def current_view(self) -> View | None:
        """The screen that is shown."""
        shown = self.window.stack.currentWidget()
        return shown if isinstance(shown, View) else None

    @property
    def is_quiet(self) -> bool:
        """Whether nothing is being read, counted or worked on."""
        busy = {name for view in self._views.values() for name in view.tasks.names}
        arrived = self.session.state.link is not Link.CONNECTING
        idle = not busy and self.tasks.names <= {SESSION_TASK}
        return arrived and idle and not self.jobs.state.active

    def start_local(self, backend: Backend, workspace: str | None) -> None:
        """Take the engine of this machine into use, unless another one is looked at.

        Args:
            backend: How to call it.
            workspace: Where to begin; once something is looked at, that is kept.
        """
        self._local = backend
        state = self.session.state
        if state.profile == LOCAL:
            kept = state.workspace.id if state.workspace else None
            self.session.open(backend, LOCAL, kept or workspace)

    def lose_local(self, problem: Problem) -> None:
        """Note that the engine of this machine is gone for the moment."""
        self._local = None
        if self.session.state.profile == LOCAL:
            self.session.lose(problem)

    def resume_profile(self) -> None:
        """Look at the remote profile that the last window looked at, if it was one."""
        profile = self.profiles.get(self.desk.preferences.get("profile", LOCAL))
        if profile:
            self.look_at(profile)

    def look_at(self, place: Workspace | Profile | None) -> None:
        """Look at a workspace, at a remote profile, or (for ``None``) at this machine."""
        if isinstance(place, Workspace):
            self.session.switch_workspace(place)
        elif isinstance(place, Profile):
            self.tasks.spawn(self._open_profile(place), name="open profile")
        elif self._local:
            self.session.open(self._local, LOCAL)

    def leave_sample(self) -> None:
        """Go to the own workspace."""
        for workspace in self.session.state.workspaces:
            if not workspace.is_sample:
                self.look_at(workspace)
                return

    def view(self, screen: str) -> View:
        """Return a screen, made when it is first asked for."""
        if screen not in self._views:
            record = next(record for record in SCREENS if record.id == screen)
            view = record.factory(self.desk)
            for action in view.own_actions:
                inside = Qt.ShortcutContext.WidgetWithChildrenShortcut
                view.addAction(make_action(view, action, self.commands, inside))
            self._views[screen] = view
            self._collector.settle()
        return self._views[screen]

    def go(self, screen: str, target: str = "") -> None:
        """Show a screen, and on it the issue or pattern with the id ``target``."""
        view = self.view(screen)
        self.window.show_view(screen, view)
        self.commands.yield_keys(view.own_actions)
        self.desk.preferences.set("screen", screen)
        view.enter()
        view.take_keyboard()
        if target:
            view.show_target(target)
        else:
            view.show_start()

    def go_on(self) -> None:
        """Show the screen that was shown last time."""
        wanted = self.desk.preferences.get("screen", FIRST_SCREEN)
        known = {screen.id for screen in SCREENS}
        self.go(wanted if wanted in known else FIRST_SCREEN)

    def import_file(self, file: Path | None = None) -> None:
        """Import a file; without one, ask which."""
        self.commands.import_file(file)

    def tell_done(self, sentence: str, operation: OperationId | None) -> None:
        """Say what was done, and offer to take it back."""
        if operation is None or not self.session.can("POST", "/v1/operations/{id}/undo"):
            self.window.notices.show(sentence)
            return
        self.window.notices.show(
            sentence, action=self.tr("Undo"), on_action=lambda: self.undo(operation)
        )

    def undo(self, operation: OperationId) -> None:
        """Take back one operation."""
        self.tasks.spawn(self.shell.undo(operation), name="undo")

    async def close(self) -> None:
        """End every coroutine and hang up."""
        for view in self._views.values():
            view.leave_for_good()
            await view.tasks.close()
        await self.tasks.close()
        await self.session.close()
        self._collector.stop()

    def _listen_to_window(self) -> None:
        window, bar = self.window, self.window.top_bar
        window.sidebar.selected.connect(self.go)
        window.file_dropped.connect(self.import_file)
        window.banner.action_clicked.connect(self._answer_banner)
        bar.search_requested.connect(self.commands.open_palette)
        bar.as_of_clicked.connect(self.commands.choose_as_of)
        bar.as_of_cleared.connect(lambda: self.session.set_as_of(None))
        bar.jobs_clicked.connect(self.commands.show_jobs)
        bar.bell_clicked.connect(self.commands.show_notices)
        window.notices.changed.connect(lambda: bar.set_unread(window.notices.unread))
        bar.sample_left.connect(self.leave_sample)
        self.chrome.jobs_panel.cancel_requested.connect(self._cancel_job)

    def _listen_to_session(self) -> None:
        self.session.subscribe(self._draw_session)
        self.session.moved.subscribe(self._arrive)
        self.session.changed.subscribe(self._hear_changed)
        self.session.happened.subscribe(self._tell_event)
        self.shell.subscribe(self.chrome.draw_shell)
        self.jobs.subscribe(self.chrome.draw_jobs)
        self.jobs.finished.subscribe(self._tell_finished)

    def _draw_session(self, state: SessionState) -> None:
        self.chrome.draw_session(state)
        self.chrome.draw_shell(self.shell.state)
        self.chrome.profile_menu(
            self.profiles.all,
            self.look_at,
            manage=lambda: self.go("settings"),
            create=self.commands.new_workspace,
        )

    def _arrive(self, state: SessionState) -> None:
        if state.profile == LOCAL and state.workspace:
            self.desk.preferences.set("workspace", state.workspace.id)
        self.desk.preferences.set("profile", state.profile)
        self._leave_notices((state.profile, state.workspace.id if state.workspace else ""))
        self.commands.follow(self.session.can)
        self._counter.ask()
        self.tasks.spawn_latest(self.jobs.load(), name="jobs")
        if self.current_view:
            self.current_view.enter()

    def _leave_notices(self, place: tuple[str, str]) -> None:
        """Take no notice along to another place: what it offers would be looked for there."""
        if self._place not in (None, place):
            self.window.notices.forget()
        self._place = place

    def _hear_changed(self, kinds: frozenset[ChangeKind]) -> None:
        if kinds & COUNTED:
            self._counter.ask()

    async def _count(self) -> None:
        await self.shell.load(self.desk.clock())

    async def _open_profile(self, profile: Profile) -> None:
        self.session.open(await self.profiles.backend(profile), profile.name)

    def _answer_banner(self) -> None:
        if self.session.state.link is Link.REFUSED:
            self.go("settings")
        elif self.shell.state.waiting:
            self.commands.show_waiting()
        elif offered := self.shell.state.offered_as_of:
            self.session.set_as_of(offered)

    def _cancel_job(self, key: str) -> None:
        for job in self.jobs.state.active:
            if job.id == key:
                self.tasks.spawn(self.jobs.cancel(job.id), name="cancel job")

    def _tell_event(self, event: Event) -> None:
        """Say what happened, and not again when the job of it ends."""
        if notice := notice_of(event, lambda id_: self.go("integrations", id_)):
            self._told.add(str(event.payload.get("job_id")))
            self.window.notices.tell(notice)

    def _tell_finished(self, job: Job) -> None:
        """Say how a job ended; an import's own dialog says it too, where it is still open."""
        if job.id in self._told or is_routine(job):
            self._told.discard(job.id)
            return
        tone = Tone.CRITICAL if job.status is JobStatus.FAILED else Tone.NEUTRAL
        screen = SCREEN_OF.get(job.kind, "issues")
        known = any(record.id == screen for record in SCREENS)
        self.window.notices.show(
            job.title[:LONGEST_TITLE],
            job_outcome(job),
            tone,
            action=self.tr("Show") if known else "",
            on_action=lambda: self.go(screen),
        )
