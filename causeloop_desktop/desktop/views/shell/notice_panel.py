"""The popup under the bell: what was said lately, and what can still be done about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout

from causeloop_desktop.desktop.theme.words import relative_time, utc_now
from causeloop_desktop.desktop.widgets.activity_list import Activity, ActivityList
from causeloop_desktop.desktop.widgets.floating import SHADOW, Floating
from causeloop_desktop.desktop.widgets.labels import Caption, Section

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from causeloop_desktop.desktop.widgets.notices import Notice, Notices

WIDTH, MOST_HEIGHT = 360, 420
HEAD, NOTHING = 52, 24
"""What the title and the margins take, and the words that nothing was said."""
SHOWN = 30


class NoticePanel(Floating):
    """Past notices, newest first; a click does what the notice offered."""

    def __init__(self, notices: Notices) -> None:
        super().__init__()
        self.make_popup()
        self._notices = notices
        self._list = ActivityList()
        self._list.clicked.connect(self._act)
        self._nothing = Caption(self.tr("Nothing was said yet."))
        lines = QVBoxLayout(self)
        lines.setContentsMargins(16, 14, 12, 8)
        lines.addWidget(Section(self.tr("Notices")))
        lines.addWidget(self._nothing)
        lines.addWidget(self._list, 1)
        self.setFixedWidth(WIDTH + 2 * SHADOW)
        self.setAccessibleName(self.tr("Notices"))

    def open_under(self, widget: QWidget) -> None:
        """Show what was said; from now on it counts as read."""
        past = self._notices.history[:SHOWN]
        self._list.set_items([_item(place, notice) for place, notice in enumerate(past)])
        self._nothing.setVisible(not past)
        self._list.setVisible(bool(past))
        needed = HEAD + (self._list.whole_height(WIDTH - 28) if past else NOTHING)
        self.setFixedHeight(min(needed, MOST_HEIGHT) + 2 * SHADOW)
        self._notices.mark_read()
        self.popup_under(widget)

    def _act(self, key: str) -> None:
        notice = self._notices.history[int(key)]
        if notice.on_action:
            self.hide()
            notice.on_action()


def _item(place: int, notice: Notice) -> Activity:
    when = relative_time(notice.at, utc_now())
    key = str(place) if notice.on_action else ""
    return Activity(key, notice.title, notice.text, when=when, verb=notice.action)
