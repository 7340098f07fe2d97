"""The import dialog: look, map, send, watch, and read what was refused."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QProgressBar, QStackedWidget, QWidget

from causeloop_desktop.desktop.presenters.imports import ImportPresenter, ImportState, Step
from causeloop_desktop.desktop.tasks import TaskGroup
from causeloop_desktop.desktop.theme.spacing import column
from causeloop_desktop.desktop.theme.words import percent_text, tr
from causeloop_desktop.desktop.views.imports.mapping import MappingStep
from causeloop_desktop.desktop.views.imports.outcome import OutcomeStep, failure_words
from causeloop_desktop.desktop.views.words import job_detail, size_text
from causeloop_desktop.desktop.widgets.buttons import Button
from causeloop_desktop.desktop.widgets.dialog import Dialog
from causeloop_desktop.desktop.widgets.labels import Caption, Label
from causeloop_desktop.desktop.widgets.states import EmptyState

if TYPE_CHECKING:
    from collections.abc import Callable

    from causeloop_desktop.desktop.presenters.session import SessionState
    from causeloop_desktop.desktop.views.base import Desk

SIZE = (760, 560)
GRAIN = 1000
"""Steps of the progress bar."""


class ImportDialog(Dialog):
    """Takes one file through all the steps; closed early, the engine goes on with it."""

    def __init__(
        self, parent: QWidget, desk: Desk, file: Path, leave_sample: Callable[[], None]
    ) -> None:
        super().__init__(parent, _tr_title(file), width=SIZE[0])
        self.prefer_size(*SIZE)
        self._desk = desk
        self._leave_sample = leave_sample
        self._tasks = TaskGroup(desk.report)
        self._presenter = ImportPresenter(desk.session, file)
        self._mapping, self._outcome = MappingStep(), OutcomeStep()
        self._bar = QProgressBar(textVisible=False, maximum=GRAIN)
        self._progress = Caption()
        self._what = Label()
        self._trouble = EmptyState()
        self._steps = QStackedWidget()
        self._close = self.cancel_button()
        self._cancel = Button(self.tr("Stop the import"))
        self._save = Button(self.tr("Save refused rows…"), icon="export")
        self._go = Button(self.tr("Import"), primary=True)
        self._show = Button(self.tr("Show issues"), primary=True)
        self._lay_out()
        self._connect()
        self._begin()

    def _begin(self) -> None:
        self._unsubscribe = self._presenter.subscribe(self._draw)
        if not self._presenter.into_sample:
            self._tasks.spawn(self._presenter.look(), name="look at file")

    def _lay_out(self) -> None:
        waiting = QWidget()
        waiting.setLayout(column(None, self._what, self._bar, self._progress, None, gap=12))
        for page in (waiting, self._mapping, self._outcome, self._trouble):
            self._steps.addWidget(page)
        self._waiting = waiting
        self.add(self._steps, 1)
        self.set_buttons(self._cancel, self._close, self._go, self._show, left=self._save)

    def _connect(self) -> None:
        self._mapping.mapped.connect(self._presenter.map)
        self._mapping.source_named.connect(self._presenter.name_source)
        self._go.clicked.connect(self._run)
        self._cancel.clicked.connect(self._stop)
        self._save.clicked.connect(self._choose_place)
        self._show.clicked.connect(self._show_issues)
        self._trouble.action_clicked.connect(self._move_to_own)
        self.finished.connect(self._end)

    def _draw(self, state: ImportState) -> None:
        self._draw_buttons(state)
        if self._presenter.into_sample:
            self._draw_sample()
            return
        match state.step:
            case Step.READING:
                self._draw_waiting(self.tr("Reading the file"), 0, "")
            case Step.MAPPING:
                self._mapping.draw(state)
                self._turn_to(self._mapping, self._mapping.take_keyboard)
            case Step.SENDING:
                words = self.tr("Sending {size}").format(size=size_text(state.size))
                self._draw_waiting(words, state.sent, percent_text(state.sent))
            case Step.RUNNING:
                self._draw_running(state)
            case Step.DONE if state.result:
                self._outcome.draw(state.result, state.rejections)
                self._turn_to(self._outcome, self._show.setFocus)
            case _:
                self._draw_failure(state)

    def _turn_to(self, page: QWidget, take_keyboard: Callable[[], None]) -> None:
        """Show another step, with the keyboard where it begins: not left on what closes it."""
        if self._steps.currentWidget() is not page:
            self._steps.setCurrentWidget(page)
            take_keyboard()

    def _draw_buttons(self, state: ImportState) -> None:
        sample = self._presenter.into_sample
        done = state.step in {Step.DONE, Step.FAILED}
        self._go.setVisible(state.step is Step.MAPPING and not sample)
        self._cancel.setVisible(state.step is Step.RUNNING)
        self._save.setVisible(bool(state.rejections))
        self._show.setVisible(state.step is Step.DONE)
        (self._show if done else self._go).setDefault(True)
        self._close.setText(self.tr("Close") if done else self._close_words(state))

    def _close_words(self, state: ImportState) -> str:
        running = state.step is Step.RUNNING
        return self.tr("Go on in the background") if running else self.tr("Cancel")

    def _draw_sample(self) -> None:
        self._trouble.set(
            self.tr("The sample takes nothing in"),
            self.tr("Its failures are invented. Import the file into your own workspace instead."),
            self.tr("Go to the own workspace"),
            "import",
        )
        self._steps.setCurrentWidget(self._trouble)

    def _draw_failure(self, state: ImportState) -> None:
        title, sentence = failure_words(state)
        self._trouble.set(title, sentence, "", "warning")
        self._steps.setCurrentWidget(self._trouble)

    def _draw_running(self, state: ImportState) -> None:
        job = state.job
        share = job.progress if job else 0.0
        words = self.tr("Taking in the rows; what is committed stays if you stop")
        self._draw_waiting(words, share, job_detail(job) if job else "")

    def _draw_waiting(self, what: str, share: float, progress: str) -> None:
        self._what.setText(what)
        self._bar.setMaximum(GRAIN if share else 0)
        self._bar.setValue(round(share * GRAIN))
        self._progress.setText(progress)
        self._steps.setCurrentWidget(self._waiting)

    def _run(self) -> None:
        self._tasks.spawn(self._presenter.run(), name="import")

    def _stop(self) -> None:
        self._tasks.spawn(self._presenter.cancel(), name="stop import")

    def _choose_place(self) -> None:
        chooser = QFileDialog(self, self.tr("Save refused rows"), "", self.tr("CSV (*.csv)"))
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setDefaultSuffix("csv")
        chooser.selectFile(f"{self._presenter.state.file.stem}-refused.csv")
        chooser.fileSelected.connect(lambda name: self._save_to(Path(name)))
        chooser.open()

    def _save_to(self, file: Path) -> None:
        self._tasks.spawn(self._presenter.save_rejections(file), name="save refused rows")

    def _show_issues(self) -> None:
        self.accept()
        self._desk.navigator.go("issues")

    def _move_to_own(self) -> None:
        """Go to the own workspace and take the file along."""
        file, navigator = self._presenter.state.file, self._desk.navigator

        def go_on(_state: SessionState) -> None:
            forget()
            navigator.import_file(file)

        forget = self._desk.session.moved.subscribe(go_on)
        self._leave_sample()
        self.accept()

    def _end(self) -> None:
        self._unsubscribe()
        self._tasks.cancel()


def _tr_title(file: Path) -> str:
    return tr("Import {name}").format(name=file.name)
