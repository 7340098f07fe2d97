"""What a screen says while there is nothing on it, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from causeloop_desktop.contract.jobs import JobKind
from causeloop_desktop.desktop.theme.words import date_text, mark, tr
from causeloop_desktop.desktop.widgets.states import EmptyState

if TYPE_CHECKING:
    from causeloop_desktop.desktop.views.base import Desk


TO_COME = mark(
    "Soon after issues have arrived, a detection looks for failures that are the same. What it "
    "finds appears here by itself."
)
UNDER_WAY = mark(
    "A detection is looking for failures that are the same. What it finds appears here by itself."
)


class NothingYet(EmptyState):
    """Offers a file or a source to begin with; as of a past day, the way back to now."""

    def __init__(self, desk: Desk, headline: str, sentence: str, icon: str) -> None:
        super().__init__(headline, sentence, icon=icon)
        self._desk = desk
        self._words = (headline, sentence, icon)
        self.action_clicked.connect(self._help_out)
        self.other_clicked.connect(lambda: desk.navigator.go("integrations"))
        self.follow_moment()

    def follow_moment(self) -> None:
        """Say what is true of the moment that is looked at."""
        headline, sentence, icon = self._words
        as_of = self._desk.session.as_of
        if as_of is None:
            self.set(headline, sentence, self.tr("Import a file…"), icon)
            self.set_other(self.tr("Connect a source…"))
            return
        words = self.tr("There was nothing to show as of {day}.").format(
            day=date_text(as_of.date())
        )
        self.set(headline, words, self.tr("Look at now"), icon)
        self.set_other("")

    def _help_out(self) -> None:
        if self._desk.session.as_of is None:
            self._desk.navigator.import_file()
        else:
            self._desk.session.set_as_of(None)


class PatternsToCome(EmptyState):
    """Says how patterns come about where issues are there, and offers to look for them now."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.follow_jobs()

    def follow_jobs(self) -> None:
        """Offer a detection unless one is under way or due."""
        under_way = any(job.kind is JobKind.DETECTION for job in self._desk.jobs.state.active)
        can_detect = self._desk.session.can("POST", "/v1/detections") and not under_way
        self.set(
            self.tr("No patterns yet"),
            tr(UNDER_WAY if under_way else TO_COME),
            self.tr("Detect now") if can_detect else "",
            "pattern",
        )
