"""The look in force: light, dark, or as the desktop says, switched while the window is open."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QStyleFactory

from causeloop_desktop.desktop.theme import fonts, icons
from causeloop_desktop.desktop.theme.palette import make_palette, tokens_from_palette
from causeloop_desktop.desktop.theme.stylesheet import make_stylesheet
from causeloop_desktop.desktop.theme.tokens import DARK, LIGHT, Tokens

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication


class Appearance(StrEnum):
    """What the user chose in Settings."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


_SCHEMES = {
    Appearance.SYSTEM: Qt.ColorScheme.Unknown,
    Appearance.LIGHT: Qt.ColorScheme.Light,
    Appearance.DARK: Qt.ColorScheme.Dark,
}


class Theme(QObject):
    """Dresses the application; there is one, made right after the application.

    Signals:
        changed: Other tokens are in force; widgets have been asked to repaint already.
    """

    changed = Signal()
    active: ClassVar[Tokens] = LIGHT

    def __init__(self, app: QApplication, appearance: Appearance = Appearance.SYSTEM) -> None:
        super().__init__(app)
        self._app = app
        self._hints = app.styleHints()
        app.setStyle(QStyleFactory.create("Fusion"))
        self._system_palette = QPalette(app.palette())
        app.setFont(fonts.font())
        self.set_appearance(appearance)
        self._hints.colorSchemeChanged.connect(self.apply)
        self._hints.accessibility().contrastPreferenceChanged.connect(self.apply)

    @property
    def appearance(self) -> Appearance:
        """What was chosen; SYSTEM says nothing about whether it is dark now."""
        return self._appearance

    def set_appearance(self, appearance: Appearance) -> None:
        """Follow the desktop, or stay light or dark whatever the desktop does."""
        self._appearance = appearance
        self._hints.setColorScheme(_SCHEMES[appearance])
        self.apply()

    def apply(self) -> None:
        """Put the tokens that belong to the present choice in force."""
        Theme.active = self._wanted()
        icons.forget_drawn()
        self._app.setPalette(make_palette(Theme.active))
        check = icons.path("checked-dark" if Theme.active.dark else "checked-light")
        sheet = make_stylesheet(Theme.active, icons.path("chevron-muted"), check)
        self._app.setStyleSheet(sheet)
        self.changed.emit()

    def _wanted(self) -> Tokens:
        contrast = self._hints.accessibility().contrastPreference()
        if contrast == Qt.ContrastPreference.HighContrast:
            return tokens_from_palette(self._system_palette)
        if self._appearance is Appearance.SYSTEM:
            return DARK if self._hints.colorScheme() == Qt.ColorScheme.Dark else LIGHT
        return DARK if self._appearance is Appearance.DARK else LIGHT


def tokens() -> Tokens:
    """Return the tokens in force; ask anew at every paint, they change while the window is open."""
    return Theme.active
