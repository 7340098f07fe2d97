"""The way out of the window: pages open in the browser, and nothing else does."""

from __future__ import annotations

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

WEB = frozenset({"http", "https"})


def open_page(address: QUrl | str) -> bool:
    """Open a page in the browser, and give whether it was one.

    Addresses come from servers and sources; other schemes could start programs and are left alone.
    """
    url = QUrl(address)
    return url.scheme() in WEB and QDesktopServices.openUrl(url)
