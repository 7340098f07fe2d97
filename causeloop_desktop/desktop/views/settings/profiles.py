"""The card of profiles: the engine on this machine, and those elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from causeloop_desktop.desktop.backends import LOCAL, Profile
from causeloop_desktop.desktop.theme import fonts
from causeloop_desktop.desktop.theme.spacing import clear
from causeloop_desktop.desktop.theme.tokens import Tone
from causeloop_desktop.desktop.widgets.buttons import Button
from causeloop_desktop.desktop.widgets.cards import Card
from causeloop_desktop.desktop.widgets.chips import Chip
from causeloop_desktop.desktop.widgets.labels import Caption, Label, rule

if TYPE_CHECKING:
    from collections.abc import Callable

    from causeloop_desktop.desktop.presenters.settings import SettingsState


class ProfilesCard(Card):
    """Lists profiles with what can be done with each.

    Signals:
        used: A profile to look at from now on; ``None`` is this machine.
        tested: A profile to try.
        removed: A profile to forget.
        add_requested: Another one is to be added.
    """

    used = Signal(object)
    tested = Signal(object)
    removed = Signal(object)
    add_requested = Signal()

    def __init__(self) -> None:
        super().__init__(self.tr("Profiles"))
        add = Button(self.tr("Add a remote profile…"), icon="plus")
        add.clicked.connect(self.add_requested)
        self.set_header_widget(add)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(10)
        self.add(self._lines)

    def draw(self, state: SettingsState) -> None:
        """Show the profiles and which one is in use."""
        clear(self._lines)
        here = state.current in {"", LOCAL}
        where = str(state.data_dir)
        self._lines.addWidget(self._line(self.tr("This machine"), where, None, in_use=here))
        for profile in state.profiles:
            in_use = profile.name == state.current
            self._lines.addWidget(rule())
            self._lines.addWidget(
                self._line(profile.name, profile.base_url, profile, in_use=in_use)
            )

    def _line(self, name: str, where: str, profile: Profile | None, *, in_use: bool) -> QWidget:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Label(name, weight=fonts.MEDIUM))
        words.addWidget(Caption(where, elide=True))
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 0, 0, 0)
        line.addLayout(words, 1)
        if in_use:
            line.addWidget(Chip(self.tr("in use"), Tone.ACCENT))
        else:
            line.addWidget(self._button(self.tr("Use"), lambda: self.used.emit(profile)))
        if profile is not None:
            test, remove = self.tr("Test"), self.tr("Remove…")
            line.addWidget(self._button(test, lambda: self.tested.emit(profile)))
            line.addWidget(self._button(remove, lambda: self.removed.emit(profile)))
        return holder

    def _button(self, words: str, run: Callable[[], None]) -> Button:
        button = Button(words)
        button.clicked.connect(lambda: run())
        return button
