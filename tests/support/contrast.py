"""How well a colour is read on another."""


def contrast_ratio(ink: str, ground: str) -> float:
    """Return the WCAG 2 contrast of two ``#rrggbb`` colours, 1.0 to 21.0."""
    bright, dim = sorted((_luminance(ink), _luminance(ground)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (_linear(channel) for channel in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
