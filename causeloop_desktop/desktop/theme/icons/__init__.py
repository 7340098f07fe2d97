"""One set of line icons, 16 px with strokes of 1.5 px, in the colour of the words beside them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

_FOLDER = Path(__file__).parent


def names() -> list[str]:
    """List the icons there are."""
    return sorted(file.stem for file in _FOLDER.glob("*.svg"))


def path(name: str) -> str:
    """Return where an icon's drawing lies, with forward slashes as style sheets want."""
    return (_FOLDER / f"{name}.svg").as_posix()


def icon(name: str, colour: str, size: int = 16) -> QIcon:
    """Return an icon in one colour, sharp on the densest screen."""
    return QIcon(pixmap(name, colour, size))


@lru_cache(maxsize=512)
def pixmap(name: str, colour: str, size: int = 16) -> QPixmap:
    """Draw an icon in one colour at ``size`` logical pixels."""
    scale = _device_scale()
    drawn = QPixmap(QSize(size, size) * scale)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    renderer(name, colour).render(painter)
    painter.end()
    drawn.setDevicePixelRatio(scale)
    return drawn


def draw(painter: QPainter, name: str, colour: str, area: QRectF) -> None:
    """Draw an icon into ``area`` of a painting that may be exported as vectors."""
    renderer(name, colour).render(painter, area)


@lru_cache(maxsize=512)
def renderer(name: str, colour: str) -> QSvgRenderer:
    """Read an icon's drawing and put ``colour`` where it says ``currentColor``."""
    drawing = (_FOLDER / f"{name}.svg").read_text("utf-8").replace("currentColor", colour)
    return QSvgRenderer(QByteArray(drawing.encode()))


def forget_drawn() -> None:
    """Drop drawn icons, after the colours or the screen changed."""
    pixmap.cache_clear()


def _device_scale() -> float:
    screens = QGuiApplication.screens()
    return max((screen.devicePixelRatio() for screen in screens), default=1.0)
