"""A field for a length of time in hours."""

from __future__ import annotations

from PySide6.QtWidgets import QDoubleSpinBox


class HoursField(QDoubleSpinBox):
    """Takes tenths of an hour, and shows them only where there are any: ``6 hours``."""

    def __init__(self, longest: float) -> None:
        super().__init__()
        self.setRange(0, longest)
        self.setDecimals(1)
        self.setSuffix(self.tr(" hours"))
        self.setButtonSymbols(QDoubleSpinBox.ButtonSymbols.NoButtons)

    def textFromValue(self, value: float) -> str:
        """Leave out the tenths of a whole number."""
        whole = value.is_integer()
        return self.locale().toString(value, "f", 0 if whole else 1)
