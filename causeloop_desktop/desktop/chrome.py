"""What the frame of the window says: where one looks, how the engine is, what runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from causeloop_desktop.contract.jobs import JobStatus
from causeloop_desktop.desktop.backends import LOCAL
from causeloop_desktop.desktop.presenters.session import NOTHING, Link, SessionState
from causeloop_desktop.desktop.supervisor import NOT_STARTED
from causeloop_desktop.desktop.theme.tokens import Tone
from causeloop_desktop.desktop.theme.words import count_text, date_text
from causeloop_desktop.desktop.views.detections.words import banner_text
from causeloop_desktop.desktop.views.words import issues_text, job_detail, job_outcome, job_short
from causeloop_desktop.desktop.widgets.jobs_panel import JobLine, JobsPanel

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from causeloop_desktop.contract.jobs import Job
    from causeloop_desktop.contract.workspaces import Workspace
    from causeloop_desktop.desktop.backends import Profile
    from causeloop_desktop.desktop.main_window import MainWindow
    from causeloop_desktop.desktop.navigation import Screen
    from causeloop_desktop.desktop.presenters.jobs import JobsState
    from causeloop_desktop.desktop.presenters.shell import ShellState

_TONES = {
    Link.CONNECTING: Tone.NEUTRAL,
    Link.CONNECTED: Tone.LOW,
    Link.LOST: Tone.HIGH,
    Link.REFUSED: Tone.CRITICAL,
}


class Chrome(QObject):
    """Draws the states of session, shell and jobs into the frame."""

    def __init__(self, window: MainWindow, screens: Sequence[Screen]) -> None:
        super().__init__(window)
        self._window = window
        self._screens = screens
        self._session = SessionState()
        self.jobs_panel = JobsPanel()
        self._window.sidebar.set_status(self.tr("Engine starting…"))

    def draw_session(self, state: SessionState) -> None:
        """Show where one looks and whether the engine answers."""
        self._session = state
        workspace = state.workspace
        bar = self._window.top_bar
        bar.set_profile(self._place(state), _TONES[state.link])
        bar.set_sample(workspace is not None and workspace.is_sample)
        bar.set_as_of(date_text(state.as_of.date()) if state.as_of else "")
        for screen in self._screens:
            self._window.sidebar.set_entry_visible(screen.id, _has(state, screen))

    def draw_shell(self, state: ShellState) -> None:
        """Show the counts and, at the foot, the engine."""
        sidebar = self._window.sidebar
        counts = (
            ("issues", state.issues),
            ("patterns", state.patterns),
            ("reviews", state.reviews),
        )
        for name, count in counts:
            if any(screen.id == name for screen in self._screens):
                sidebar.set_count(name, count_text(count) if count else "")
        sidebar.set_status(self._status(state))
        self._draw_banner(state)

    def draw_jobs(self, state: JobsState) -> None:
        """Show what runs, in the bar and in the panel."""
        foremost = state.foremost
        running = foremost is not None and foremost.status is JobStatus.RUNNING
        share = foremost.progress if foremost and running else None
        self._window.top_bar.set_job(job_short(foremost) if foremost else "", share or None)
        active, history = map(_line, state.active), map(_line, state.history)
        self.jobs_panel.set_jobs(list(active), list(history))

    def profile_menu(
        self,
        profiles: Sequence[Profile],
        choose: Callable[[Workspace | Profile | None], None],
        manage: Callable[[], None],
        create: Callable[[], None],
    ) -> None:
        """Offer every workspace and profile under the name of the present one."""
        menu = QMenu(self._window)
        group = QActionGroup(menu)
        state = self._session
        for workspace in state.workspaces:
            entry = self._entry(menu, group, workspace.name, workspace == state.workspace)
            entry.triggered.connect(lambda _=False, chosen=workspace: choose(chosen))
        if state.capabilities.can("POST", "/v1/workspaces"):
            menu.addAction(self.tr("New workspace…")).triggered.connect(create)
        menu.addSeparator()
        if state.profile != LOCAL:
            entry = self._entry(menu, group, self.tr("This machine"), False)
            entry.triggered.connect(lambda: choose(None))
        for profile in profiles:
            here = profile.name == state.profile
            entry = self._entry(menu, group, profile.name, here and not state.workspaces)
            entry.triggered.connect(lambda _=False, chosen=profile: choose(chosen))
        menu.addAction(self.tr("Manage profiles…")).triggered.connect(manage)
        self._window.top_bar.set_profile_menu(menu)

    def _entry(self, menu: QMenu, group: QActionGroup, words: str, here: bool) -> QAction:
        entry = menu.addAction(words)
        entry.setCheckable(True)
        entry.setChecked(here)
        group.addAction(entry)
        return entry

    def _place(self, state: SessionState) -> str:
        workspace = state.workspace.name if state.workspace else ""
        if state.profile == LOCAL:
            return workspace or self.tr("This machine")
        return f"{state.profile} · {workspace}" if workspace else state.profile

    def _status(self, shell: ShellState) -> str:
        match self._session.link:
            case Link.CONNECTING:
                return self.tr("Engine starting…")
            case Link.LOST if self._session.profile == LOCAL:
                return self.tr("Engine restarting…")
            case Link.LOST | Link.REFUSED:
                return self.tr("Not connected")
            case Link.CONNECTED if shell.issues is None:
                return self.tr("Engine ready")
            case _:
                return self.tr("Engine ready · {n}").format(n=issues_text(shell.issues or 0))

    def _draw_banner(self, shell: ShellState) -> None:
        state, banner = self._session, self._window.banner
        if state.link is Link.LOST and state.profile == LOCAL:
            words = self.tr("The engine has stopped and is being started again. Nothing is lost.")
            known = state.problem is not None and state.problem.code == NOT_STARTED
            banner.show_message(str(state.problem) if known else words, tone=Tone.HIGH)
        elif state.link is Link.LOST:
            words = self.tr("No connection to {name}. You see what was there last; trying again.")
            banner.show_message(words.format(name=state.profile), tone=Tone.HIGH)
        elif state.link is Link.REFUSED and state.problem:
            action = self.tr("Open settings")
            banner.show_message(str(state.problem), action, tone=Tone.CRITICAL)
        elif shell.waiting and shell.waiting.result:
            action = self.tr("Look at the changes…")
            banner.show_message(banner_text(shell.waiting.result), action, tone=Tone.ACCENT)
        elif shell.offered_as_of:
            day = date_text(shell.offered_as_of.date())
            words = self.tr("The newest issue is from {day}, so nothing here looks recent.")
            action = self.tr("See everything as of {day}")
            banner.show_message(words.format(day=day), action.format(day=day), tone=Tone.ACCENT)
        else:
            banner.clear()


def _has(state: SessionState, screen: Screen) -> bool:
    """Whether a screen has something to show; while nothing is known yet, all may have."""
    if screen.needs is None or state.capabilities == NOTHING:
        return True
    return state.capabilities.can(*screen.needs)


def _line(job: Job) -> JobLine:
    running = job.finished_at is None
    return JobLine(
        key=job.id,
        title=job.title,
        detail=job_detail(job) if running else job_outcome(job),
        fraction=job.progress if running else None,
        tone=Tone.CRITICAL if job.error else Tone.NEUTRAL,
    )
