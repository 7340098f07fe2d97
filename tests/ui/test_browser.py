"""Only pages are opened, whoever names the address."""

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from causeloop_desktop.desktop.browser import open_page


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    addresses: list[str] = []

    def note(url: QUrl) -> bool:
        addresses.append(url.toString())
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", note)
    return addresses


@pytest.mark.parametrize("address", ["https://example.com/a?b=c", "http://localhost:4000/"])
def test_a_page_is_opened(opened: list[str], address: str) -> None:
    assert open_page(address)
    assert opened == [address]


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "javascript:alert(1)", "smb://host/share", "ms-msdt:/id", ""]
)
def test_nothing_else_is(opened: list[str], address: str) -> None:
    assert not open_page(QUrl(address))
    assert not opened
