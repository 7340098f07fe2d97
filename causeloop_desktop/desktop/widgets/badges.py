"""The badge that says that what is on the screen is a sample."""

from __future__ import annotations

from causeloop_desktop.desktop.widgets.buttons import Button


class SampleBadge(Button):
    """Says that the data is invented and, clicked, leads to the own workspace."""

    def __init__(self) -> None:
        super().__init__("", icon="info")
        self.setText(self.tr("Invented data · Go to your own"))
        self.setToolTip(self.tr("These failures are invented. Click to go to your own workspace."))
