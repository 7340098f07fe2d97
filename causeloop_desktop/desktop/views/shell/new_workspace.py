"""Making a workspace: its name, and the time zone in which its days begin."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimeZone
from PySide6.QtWidgets import QComboBox, QFormLayout, QLineEdit, QWidget

from causeloop_desktop.contract.workspaces import WorkspaceCreate
from causeloop_desktop.desktop.widgets.buttons import Button
from causeloop_desktop.desktop.widgets.dialog import Dialog

SHORTEST, LONGEST = 2, 100
UTC = "UTC"


class NewWorkspaceDialog(Dialog):
    """Two fields, of which the zone is filled in already."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(
            parent,
            self.tr("New workspace"),
            self.tr("It starts empty, and shares neither issues nor patterns with the others."),
            width=440,
        )
        self._name = QLineEdit(maxLength=LONGEST)
        self._name.setPlaceholderText(self.tr("For example the name of a product or a customer"))
        self._zone = _zones()
        self._make = Button(self.tr("Make workspace"), primary=True)
        self._make.clicked.connect(self.accept)
        self._name.textChanged.connect(lambda: self._check())
        self.body.addLayout(self._form())
        self.set_buttons(self.cancel_button(), self._make)
        self._check()

    @property
    def workspace(self) -> WorkspaceCreate:
        """What was filled in."""
        return WorkspaceCreate(name=self._name.text().strip(), timezone=self._zone.currentText())

    def _form(self) -> QFormLayout:
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setSpacing(10)
        fields = ((self.tr("Name"), self._name), (self.tr("Time zone"), self._zone))
        for label, field in fields:
            field.setAccessibleName(label)
            form.addRow(label, field)
        return form

    def _check(self) -> None:
        self._make.setEnabled(len(self._name.text().strip()) >= SHORTEST)


def _zones() -> QComboBox:
    """Offer the zones that are named by place, this machine's own first chosen."""
    zones = QComboBox()
    zones.setMaxVisibleItems(12)
    names = [bytes(name.data()).decode() for name in QTimeZone.availableTimeZoneIds()]
    zones.addItems([UTC, *(name for name in names if "/" in name)])
    here = bytes(QTimeZone.systemTimeZoneId().data()).decode()
    zones.setCurrentIndex(max(0, zones.findText(here, Qt.MatchFlag.MatchExactly)))
    return zones
