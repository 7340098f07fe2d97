"""The colours of the window by role, once for a light and once for a dark desktop."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Tone(StrEnum):
    """What a colour says; a word or a number beside it always says the same."""

    NEUTRAL = "neutral"
    ACCENT = "accent"
    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True)
class Tokens:
    """One set of colours as ``#rrggbb``; a ground is what the ink of its name sits on."""

    window: str
    surface: str
    sunken: str
    line: str
    control_line: str
    text: str
    muted: str
    accent: str
    accent_ground: str
    on_accent: str
    critical: str
    critical_ground: str
    high: str
    high_ground: str
    medium: str
    medium_ground: str
    low: str
    low_ground: str
    history: str
    forecast: str
    band_opacity: float
    dark: bool

    def ink(self, tone: Tone) -> str:
        """Return the colour of words and marks in ``tone``."""
        return self.muted if tone is Tone.NEUTRAL else str(getattr(self, tone.value))

    def ground(self, tone: Tone) -> str:
        """Return the colour behind words in ``tone``."""
        return self.sunken if tone is Tone.NEUTRAL else str(getattr(self, f"{tone.value}_ground"))


LIGHT = Tokens(
    window="#F7F6F4",
    surface="#FFFFFF",
    sunken="#F1EFEC",
    line="#E3E0DB",
    control_line="#D6D2CB",
    text="#1D1C1A",
    muted="#68645E",
    accent="#2F56C8",
    accent_ground="#E9EEFB",
    on_accent="#FFFFFF",
    critical="#B3261E",
    critical_ground="#FBEAE8",
    high="#A44E00",
    high_ground="#FBEEDF",
    medium="#7A5E00",
    medium_ground="#F7F0D6",
    low="#2F6F4E",
    low_ground="#E4F1EA",
    history="#8FA6E3",
    forecast="#2F56C8",
    band_opacity=0.14,
    dark=False,
)

DARK = Tokens(
    window="#151517",
    surface="#1D1D20",
    sunken="#242428",
    line="#303036",
    control_line="#3B3B42",
    text="#ECEBEA",
    muted="#A3A0A8",
    accent="#8FABFF",
    accent_ground="#252C45",
    on_accent="#10131C",
    critical="#FF8A80",
    critical_ground="#3A2220",
    high="#FFB36B",
    high_ground="#3A2B1B",
    medium="#E8CC6A",
    medium_ground="#352F18",
    low="#7CCBA2",
    low_ground="#1C3227",
    history="#4A5E99",
    forecast="#8FABFF",
    band_opacity=0.14,
    dark=True,
)


def severity_tone(severity: str) -> Tone:
    """Return the tone of ``p1``…``p4`` or of the words for them."""
    return _SEVERITY_TONES.get(severity.lower(), Tone.NEUTRAL)


def risk_tone(risk: float) -> Tone:
    """Return the tone of a risk of 0 to 100."""
    steps = ((90, Tone.CRITICAL), (70, Tone.HIGH), (40, Tone.MEDIUM))
    return next((tone for least, tone in steps if risk >= least), Tone.LOW)


def stage_tone(stage: str) -> Tone:
    """Return the tone of an issue's stage."""
    return _STAGE_TONES.get(stage, Tone.NEUTRAL)


def pattern_status_tone(status: str) -> Tone:
    """Return the tone of a pattern's status."""
    return _PATTERN_STATUS_TONES.get(status, Tone.NEUTRAL)


_SEVERITY_TONES = {
    "p1": Tone.CRITICAL,
    "critical": Tone.CRITICAL,
    "p2": Tone.HIGH,
    "high": Tone.HIGH,
    "p3": Tone.MEDIUM,
    "medium": Tone.MEDIUM,
    "p4": Tone.LOW,
    "low": Tone.LOW,
}
_STAGE_TONES = {
    "new": Tone.ACCENT,
    "in_loop": Tone.HIGH,
    "resolved": Tone.LOW,
}
_PATTERN_STATUS_TONES = {
    "active": Tone.ACCENT,
    "emerging": Tone.MEDIUM,
    "resolved": Tone.LOW,
}
