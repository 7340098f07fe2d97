"""One window for each data directory: a second start raises the first."""

from __future__ import annotations

import hashlib
import os
import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

if TYPE_CHECKING:
    from pathlib import Path

ANSWER_MS = 1000

RIGHTS = ("XDG_ACTIVATION_TOKEN", "DESKTOP_STARTUP_ID")
"""Where a desktop puts its permission to take the keyboard for the program that was just started.

It is given to the second start, which the person asked for; only the first can make use of it.
"""

ANY_PROCESS = -1
_HUNG_UP = QLocalSocket.LocalSocketState.UnconnectedState


class SingleInstance(QObject):
    """The claim of this process on a data directory.

    Signals:
        raised: Another start asked this window to come forward, and hands over its permission to
            take the keyboard, or nothing where the desktop gave it none.
    """

    raised = Signal(str)

    def __init__(self, data_dir: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = _socket_name(data_dir)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._guests: list[QLocalSocket] = []
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
        if not socket.waitForConnected(ANSWER_MS):
            socket.abort()
            return False
        _let_others_come_forward()
        socket.write(_right().encode())
        socket.waitForBytesWritten(ANSWER_MS)
        socket.disconnectFromServer()
        return True

    def _greet(self) -> None:
        while self._server.hasPendingConnections():
            guest = self._server.nextPendingConnection()
            self._guests.append(guest)
            guest.disconnected.connect(self._hear_out)
        self._hear_out()

    def _hear_out(self) -> None:
        """Come forward with whatever the other starts had to give before they hung up."""
        gone = [guest for guest in self._guests if guest.state() is _HUNG_UP]
        self._guests = [guest for guest in self._guests if guest not in gone]
        for guest in gone:
            self.raised.emit(guest.readAll().toStdString())
            guest.deleteLater()


def _right() -> str:
    return next((right for name in RIGHTS if (right := os.environ.get(name))), "")


def _let_others_come_forward() -> None:
    """Pass on the foreground; Windows grants it to the program that was started last alone."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.AllowSetForegroundWindow(ANY_PROCESS)


def _socket_name(data_dir: Path) -> str:
    digest = hashlib.sha256(str(data_dir.resolve()).encode()).hexdigest()
    return f"causeloop-{digest[:20]}"
