"""The Settings screen."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from causeloop_desktop.contract.base import ChangeKind
from causeloop_desktop.desktop.presenters.settings import SettingsPresenter, SettingsState
from causeloop_desktop.desktop.theme.spacing import column, row
from causeloop_desktop.desktop.theme.theme import Appearance
from causeloop_desktop.desktop.theme.tokens import Tone
from causeloop_desktop.desktop.theme.words import count_text, tr
from causeloop_desktop.desktop.views.base import Desk, View
from causeloop_desktop.desktop.views.detections.settings import DetectionSettingsCard
from causeloop_desktop.desktop.views.settings.profile_dialog import ProfileDialog, tried_words
from causeloop_desktop.desktop.views.settings.profiles import ProfilesCard
from causeloop_desktop.desktop.views.settings.retention import RetentionCard
from causeloop_desktop.desktop.views.shell.shortcuts import ShortcutSheet
from causeloop_desktop.desktop.views.words import size_text
from causeloop_desktop.desktop.widgets.buttons import Button, Segmented
from causeloop_desktop.desktop.widgets.cards import Card
from causeloop_desktop.desktop.widgets.labels import Label
from causeloop_desktop.desktop.widgets.notices import Question, asked
from causeloop_desktop.desktop.widgets.page import Page
from causeloop_desktop.desktop.widgets.property_list import Property, PropertyList
from causeloop_desktop.desktop.widgets.scrolled import Scrolled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from causeloop_desktop.desktop.actions import Action
    from causeloop_desktop.desktop.backends import Profile

WIDEST = 860


class SettingsView(View):
    """Profiles, appearance, data and shortcuts."""

    kinds: ClassVar[frozenset[ChangeKind]] = frozenset(
        {ChangeKind.ISSUES, ChangeKind.DETECTIONS, ChangeKind.CONNECTORS}
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.presenter = SettingsPresenter(desk.session, desk.profiles, desk.data_dir)
        self._profiles = ProfilesCard()
        self.detection = DetectionSettingsCard(desk, self.tasks)
        self.retention = RetentionCard(desk, self.tasks)
        self._appearance = Segmented(self._appearances(), desk.theme.appearance.value)
        self._data = PropertyList()
        self._lay_out()
        self._connect()

    async def load(self) -> None:
        """Ask the engine what it is; what was chosen for another place is forgotten."""
        self.detection.forget()
        await self.refresh()

    async def refresh(self) -> None:
        """Ask again, and keep what is being chosen."""
        await asyncio.gather(self.presenter.load(), self.detection.load(), self.retention.load())

    def _draw(self, state: SettingsState) -> None:
        self._profiles.draw(state)
        engine = state.engine
        lines = [Property(self.tr("Folder"), str(state.data_dir))]
        if state.data_bytes is not None:
            lines.append(Property(self.tr("On disk"), size_text(state.data_bytes)))
        if engine:
            lines += [
                Property(self.tr("Issues in all"), count_text(engine.issue_count)),
                Property(self.tr("Engine"), engine.version),
                Property(self.tr("Database"), engine.database),
            ]
        self._data.set_properties(lines)

    def _appearances(self) -> list[tuple[str, str]]:
        return [
            (Appearance.SYSTEM.value, self.tr("As the system")),
            (Appearance.LIGHT.value, self.tr("Light")),
            (Appearance.DARK.value, self.tr("Dark")),
        ]

    def _lay_out(self) -> None:
        inner = QWidget()
        inner.setMaximumWidth(WIDEST)
        own = (self._appearance_card(), self._data_card(), _shortcut_card(self.desk.actions))
        inner.setLayout(column(self._profiles, self.detection, self.retention, *own, None))
        page = Page(self.tr("Settings"))
        page.add(Scrolled(inner, name=self.tr("Settings")), 1)
        self.fill(page)

    def _appearance_card(self) -> Card:
        card = Card(self.tr("Appearance"))
        words = Label(self.tr("Light or dark, or whatever the desktop says"), muted=True)
        card.add(row(words, None, self._appearance))
        return card

    def _data_card(self) -> Card:
        card = Card(self.tr("Data on this machine"))
        show = Button(self.tr("Open the folder"), icon="external")
        show.clicked.connect(self._open_folder)
        card.set_header_widget(show)
        card.add(self._data)
        return card

    def _connect(self) -> None:
        self._appearance.changed.connect(self._dress)
        self.desk.theme.changed.connect(self._follow_theme)
        self._profiles.add_requested.connect(self._add)
        self._profiles.used.connect(self.desk.navigator.look_at)
        self._profiles.tested.connect(
            lambda profile: self.tasks.spawn_latest(self._test(profile), name="test profile")
        )
        self._profiles.removed.connect(
            lambda profile: self.tasks.spawn(self._remove(profile), name="remove profile")
        )
        self.presenter.subscribe(self._draw)

    def _dress(self, key: str) -> None:
        self.desk.theme.set_appearance(Appearance(key))
        self.desk.preferences.set("appearance", key)

    def _follow_theme(self) -> None:
        self._appearance.set_current(self.desk.theme.appearance.value)

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.presenter.state.data_dir)))

    def _add(self) -> None:
        ProfileDialog(self, self.tasks, self.presenter.check, self.presenter.add).open()

    async def _test(self, profile: Profile) -> None:
        tried = await self.presenter.check_kept(profile)
        tone = Tone.LOW if tried.works else Tone.CRITICAL
        self.desk.notices.show(profile.name, tried_words(tried), tone)

    async def _remove(self, profile: Profile) -> None:
        question = Question(
            title=self.tr("Remove {name}?").format(name=profile.name),
            text=self.tr("Its token is forgotten here. Nothing changes on that server."),
            confirm=self.tr("Remove profile"),
            destructive=True,
        )
        if not await asked(self, question):
            return
        if self.presenter.state.current == profile.name:
            self.desk.navigator.look_at(None)
        await self.presenter.remove(profile.name)


def _shortcut_card(actions: Sequence[Action]) -> Card:
    card = Card(tr("Keyboard"))
    card.add(ShortcutSheet(actions))
    return card
