"""One window for each data directory: a second start raises the first."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

if TYPE_CHECKING:
    from pathlib import Path

ANSWER_MS = 1000


class SingleInstance(QObject):
    """The claim of this process on a data directory.

    Signals:
        raised: Another start asked this window to come forward.
    """

    raised = Signal()

    def __init__(self, data_dir: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = _socket_name(data_dir)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._greet)

    def claim(self) -> bool:
        """Become the window of this directory, or raise the one there is and return false."""
        if self._raise_other():
            return False
        QLocalServer.removeServer(self._name)  # what a killed window has left behind
        self._server.listen(self._name)
        return True

    def release(self) -> None:
        """Let another window claim the directory."""
        self._server.close()

    def _raise_other(self) -> bool:
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        found = socket.waitForConnected(ANSWER_MS)
        socket.abort()
        return found

    def _greet(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.disconnected.connect(socket.deleteLater)
            socket.abort()
            self.raised.emit()


def _socket_name(data_dir: Path) -> str:
    digest = hashlib.sha256(str(data_dir.resolve()).encode()).hexdigest()
    return f"causeloop-{digest[:20]}"
