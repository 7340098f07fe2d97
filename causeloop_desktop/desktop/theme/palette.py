"""Qt's palette made from tokens, and tokens made from a high-contrast system palette."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtGui import QColor, QPalette

from causeloop_desktop.desktop.theme.tokens import LIGHT, Tokens

_Role = QPalette.ColorRole


@lru_cache(maxsize=256)
def colour(value: str, opacity: float = 1.0) -> QColor:
    """Return a shared colour for painting; callers must not change it."""
    result = QColor(value)
    result.setAlphaF(opacity)
    return result


def make_palette(tokens: Tokens) -> QPalette:
    """Translate tokens into the roles that native controls are drawn with."""
    palette = QPalette()
    for role, value in _roles(tokens).items():
        palette.setColor(role, QColor(value))
    for role in (_Role.Text, _Role.WindowText, _Role.ButtonText, _Role.HighlightedText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, _faded(tokens))
    return palette


def tokens_from_palette(palette: QPalette) -> Tokens:
    """Follow the system's own colours, as someone who chose high contrast expects."""

    def name(role: QPalette.ColorRole) -> str:
        return palette.color(QPalette.ColorGroup.Active, role).name()

    text, window, base = name(_Role.WindowText), name(_Role.Window), name(_Role.Base)
    dark = palette.color(_Role.Window).lightness() < palette.color(_Role.WindowText).lightness()
    plain = dict.fromkeys(("accent_ground", "sunken", *_GROUNDS), base)
    inks = dict.fromkeys(("text", "muted", "line", "control_line", *_INKS), text)
    accent = {"accent": name(_Role.Highlight), "on_accent": name(_Role.HighlightedText)}
    marks = {"history": text, "forecast": text}
    colours = {"window": window, "surface": base, **plain, **inks, **accent, **marks}
    return Tokens(**colours, band_opacity=LIGHT.band_opacity, dark=dark)


_INKS = ("critical", "high", "medium", "low")
_GROUNDS = tuple(f"{ink}_ground" for ink in _INKS)


def _roles(tokens: Tokens) -> dict[QPalette.ColorRole, str]:
    return {
        _Role.Window: tokens.window,
        _Role.WindowText: tokens.text,
        _Role.Base: tokens.surface,
        _Role.AlternateBase: tokens.sunken,
        _Role.Text: tokens.text,
        _Role.PlaceholderText: tokens.muted,
        _Role.Button: tokens.surface,
        _Role.ButtonText: tokens.text,
        _Role.BrightText: tokens.critical,
        _Role.Highlight: tokens.accent,
        _Role.HighlightedText: tokens.on_accent,
        _Role.Accent: tokens.accent,
        _Role.Link: tokens.accent,
        _Role.LinkVisited: tokens.accent,
        _Role.ToolTipBase: tokens.text if not tokens.dark else tokens.sunken,
        _Role.ToolTipText: tokens.surface if not tokens.dark else tokens.text,
        _Role.Light: tokens.surface,
        _Role.Midlight: tokens.sunken,
        _Role.Mid: tokens.line,
        _Role.Dark: tokens.control_line,
        _Role.Shadow: tokens.control_line,
    }


def _faded(tokens: Tokens) -> QColor:
    faded = QColor(tokens.muted)
    faded.setAlphaF(0.6)
    return faded
