"""What a screen says while there is nothing on it: import, connect a source, or look at now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from causeloop_desktop.desktop.theme.words import date_text
from causeloop_desktop.desktop.widgets.states import EmptyState

if TYPE_CHECKING:
    from causeloop_desktop.desktop.views.base import Desk


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
