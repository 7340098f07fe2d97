"""The fields that a source wants filled in, as a form; secrets are masked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFormLayout, QLineEdit, QSizePolicy, QWidget

from causeloop_desktop.desktop.theme.spacing import column
from causeloop_desktop.desktop.widgets.labels import Caption, Label

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from causeloop_desktop.contract.connectors import CatalogField

KEPT = "•••••••• "


LABEL_WIDTH = 124
"""Of every label, so that forms under one another line up."""


def form_label(words: str) -> Label:
    """Make the label of a field."""
    label = Label(words)
    label.setMinimumWidth(LABEL_WIDTH)
    return label


class FieldForm(QWidget):
    """Some fields, one under another, each with what it means.

    Args:
        fields: What is asked for.
        values: What is filled in already.
        kept: The secrets that are stored; they are shown as dots until another is typed.

    Signals:
        changed: Something was typed.
    """

    changed = Signal()

    def __init__(
        self,
        fields: Iterable[CatalogField],
        values: Mapping[str, object] | None = None,
        *,
        kept: Collection[str] = (),
    ) -> None:
        super().__init__()
        self._fields: dict[str, tuple[CatalogField, QWidget]] = {}
        self._kept = kept
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(10)
        for field in fields:
            control = self._control(field, (values or {}).get(field.name))
            self._fields[field.name] = (field, control)
            lines = column(control, gap=3)
            if field.help:
                lines.addWidget(Caption(field.help, wrap=True))
            form.addRow(form_label(field.label), lines)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to fill in."""
        return not self._fields

    @property
    def is_complete(self) -> bool:
        """Whether everything is filled in that has to be."""
        return all(
            not field.required or self._value(field, control) not in ("", [], None)
            for field, control in self._fields.values()
        )

    def values(self) -> dict[str, object]:
        """Give what is filled in; what is empty is left out."""
        found = {name: self._value(*pair) for name, pair in self._fields.items()}
        return {name: value for name, value in found.items() if value not in ("", [], None)}

    def all_values(self) -> dict[str, object]:
        """Give what is filled in, and what was emptied as empty."""
        found = {name: self._value(*pair) for name, pair in self._fields.items()}
        return {name: "" if value is None else value for name, value in found.items()}

    def texts(self) -> dict[str, str]:
        """Give what is filled in as text, as credentials are."""
        return {name: str(value) for name, value in self.values().items()}

    def clear(self) -> None:
        """Empty every field, as is done with secrets once they are sent."""
        for _, control in self._fields.values():
            if isinstance(control, QLineEdit):
                control.clear()

    def _control(self, field: CatalogField, value: object) -> QWidget:
        if field.type == "boolean":
            box = QCheckBox()
            box.setChecked(bool(value))
            box.toggled.connect(self.changed)
            box.setAccessibleName(field.label)
            return box
        line = QLineEdit(_text(value))
        line.setPlaceholderText(field.placeholder)
        line.setAccessibleName(field.label)
        line.setAccessibleDescription(field.help)
        if field.secret:
            line.setEchoMode(QLineEdit.EchoMode.Password)
            line.setPlaceholderText(KEPT if field.name in self._kept else field.placeholder)
        line.textChanged.connect(self.changed)
        return line

    def _value(self, field: CatalogField, control: QWidget) -> object:
        if isinstance(control, QCheckBox):
            return control.isChecked()
        text = control.text().strip() if isinstance(control, QLineEdit) else ""
        if field.type == "list":
            return [part.strip() for part in text.split(",") if part.strip()]
        if field.type == "integer":
            return int(text) if text.isdigit() else text
        return text


def _text(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(str(one) for one in value)
    return "" if value is None else str(value)
