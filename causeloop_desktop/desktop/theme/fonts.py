"""The system's interface font in the five sizes of the window."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtGui import QFont, QFontDatabase, QFontInfo

SMALL = 12
BODY = 13
HEADING = 15
TITLE = 20
FIGURE = 28

NORMAL = QFont.Weight.Normal
MEDIUM = QFont.Weight.Medium
STRONG = QFont.Weight.DemiBold

# A Linux session without a desktop's font setting reports a generic alias, which resolves to
# whatever sorts first; then the best installed interface font is taken instead.
_GENERIC_FAMILIES = frozenset({"", "Sans", "Sans Serif", "sans-serif", "DejaVu Sans"})
_PREFERRED_FAMILIES = ("Inter", "Adwaita Sans", "Cantarell", "Ubuntu", "Noto Sans", "Open Sans")


def font(size: int = BODY, *, weight: QFont.Weight = NORMAL, tabular: bool = False) -> QFont:
    """Return the interface font at ``size`` pixels; ``tabular`` gives all figures one width."""
    result = QFont(_interface_font())
    result.setPixelSize(size)
    result.setWeight(weight)
    if tabular:
        result.setFeature(QFont.Tag("tnum"), 1)
    return result


def monospace(size: int = SMALL) -> QFont:
    """Return the system's fixed-width font, for identifiers and stack traces."""
    result = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    result.setPixelSize(size)
    return result


@lru_cache(maxsize=1)
def _interface_font() -> QFont:
    system = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    if system.family() in _GENERIC_FAMILIES:
        installed = (
            name for name in _PREFERRED_FAMILIES if QFontInfo(QFont(name)).family() == name
        )
        system.setFamily(next(installed, system.family()))
    return system
