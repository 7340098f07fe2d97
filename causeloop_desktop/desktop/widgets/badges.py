"""The badge that says that what is on the screen is a sample."""

from __future__ import annotations

from typing import TYPE_CHECKING

from causeloop_desktop.desktop.widgets.buttons import Button

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


class SampleBadge(Button):
    """Says "Sample workspace" and, clicked, leads to the own one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", icon="info")
        self.setParent(parent)
        self.setText(self.tr("Sample workspace"))
        self.setToolTip(self.tr("These failures are invented. Click to go to your own workspace."))
