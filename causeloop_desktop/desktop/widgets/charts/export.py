"""A chart as a file or on the clipboard: the same painting, sharp at any size."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMarginsF, QRect, QRectF, QSize, QSizeF
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QImage,
    QPageSize,
    QPaintDevice,
    QPainter,
    QPdfWriter,
)
from PySide6.QtSvg import QSvgGenerator

from causeloop_desktop.desktop.theme.theme import tokens
from causeloop_desktop.desktop.widgets.painting import smooth

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from causeloop_desktop.desktop.widgets.charts.chart import Chart

_PIXEL_SCALE = 2
_MARGIN = 16
_POINTS_PER_PIXEL = 0.75
_PDF_RESOLUTION = 96


class ExportError(Exception):
    """The file could not be written; the message says where and what to do."""


def save_chart(chart: Chart, path: Path) -> None:
    """Write what the chart shows to ``path``, as its suffix says: .png, .svg or .pdf.

    Raises:
        ExportError: It could not be written; the message says what to do.
    """
    writer = _WRITERS.get(path.suffix.lower())
    if writer is None:
        known = ", ".join(_WRITERS)
        raise ExportError(f"A chart cannot be saved as “{path.suffix}”. Choose one of {known}.")
    writer(chart, path)
    if not path.is_file() or path.stat().st_size == 0:
        raise ExportError(f"{path} could not be written. Choose a folder that you may write to.")


def copy_chart(chart: Chart) -> None:
    """Put the chart on the clipboard as a picture."""
    QGuiApplication.clipboard().setImage(chart_image(chart))


def chart_image(chart: Chart) -> QImage:
    """Draw the chart as a picture of twice its size on the screen."""
    size = _size(chart)
    image = QImage(size * _PIXEL_SCALE, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(_PIXEL_SCALE)
    _draw(chart, image)
    return image


def _save_png(chart: Chart, path: Path) -> None:
    chart_image(chart).save(str(path), "PNG")  # type: ignore[call-overload]


def _save_svg(chart: Chart, path: Path) -> None:
    generator = QSvgGenerator()
    generator.setFileName(str(path))
    generator.setSize(_size(chart))
    generator.setViewBox(QRect(0, 0, _size(chart).width(), _size(chart).height()))
    generator.setTitle(chart.accessibleName())
    generator.setDescription(chart.describe())
    _draw(chart, generator)


def _save_pdf(chart: Chart, path: Path) -> None:
    writer = QPdfWriter(str(path))
    writer.setResolution(_PDF_RESOLUTION)
    writer.setTitle(chart.accessibleName())
    points = QSizeF(_size(chart)) * _POINTS_PER_PIXEL
    writer.setPageSize(QPageSize(points, QPageSize.Unit.Point))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    _draw(chart, writer)


def _draw(chart: Chart, device: QPaintDevice) -> None:
    area = QRectF(0, 0, _size(chart).width(), _size(chart).height())
    painter = QPainter(device)
    if not painter.isActive():
        return
    painter.fillRect(area, QColor(tokens().surface))
    chart.paint_chart(smooth(painter), area.adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN))
    painter.end()


def _size(chart: Chart) -> QSize:
    return chart.size() + QSize(2 * _MARGIN, 2 * _MARGIN)


_WRITERS: dict[str, Callable[[Chart, Path], None]] = {
    ".png": _save_png,
    ".svg": _save_svg,
    ".pdf": _save_pdf,
}
