"""Adding an issue by hand."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QFormLayout, QLineEdit, QPlainTextEdit, QWidget

from causeloop_desktop.contract.base import Priority
from causeloop_desktop.contract.issues import IssueCreate
from causeloop_desktop.desktop.views.words import SEVERITIES
from causeloop_desktop.desktop.widgets.buttons import Button
from causeloop_desktop.desktop.widgets.dialog import Dialog

LONGEST_TITLE = 300


class NewIssueDialog(Dialog):
    """A few fields, of which only the title is needed."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(
            parent,
            self.tr("New issue"),
            self.tr("It is matched to the known patterns as soon as it is there."),
        )
        self._headline = QLineEdit(maxLength=LONGEST_TITLE)
        self._headline.setPlaceholderText(self.tr("What failed, in one line"))
        self._body = QPlainTextEdit()
        self._body.setPlaceholderText(self.tr("Error text, stack trace, what was done"))
        self._body.setTabChangesFocus(True)
        self._severity = QComboBox()
        for priority in Priority:
            self._severity.addItem(SEVERITIES[priority], priority)
        self._severity.setCurrentIndex(list(Priority).index(Priority.P3))
        self._service, self._team = QLineEdit(), QLineEdit()
        self._add = Button(self.tr("Add issue"), primary=True)
        self._add.clicked.connect(self.accept)
        self._headline.textChanged.connect(lambda: self._check())
        self.body.addLayout(self._form())
        self.set_buttons(self.cancel_button(), self._add)
        self._check()

    @property
    def issue(self) -> IssueCreate:
        """What was filled in; empty fields are left out."""
        texts = {
            "title": self._headline.text().strip(),
            "body": self._body.toPlainText().strip(),
            "service": self._service.text().strip(),
            "team": self._team.text().strip(),
        }
        given = {name: text for name, text in texts.items() if text}
        return IssueCreate(severity=Priority(self._severity.currentData()), **given)

    def _form(self) -> QFormLayout:
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setSpacing(10)
        for label, field in (
            (self.tr("Title"), self._headline),
            (self.tr("Text"), self._body),
            (self.tr("Severity"), self._severity),
            (self.tr("Service"), self._service),
            (self.tr("Team"), self._team),
        ):
            field.setAccessibleName(label)
            form.addRow(label, field)
        return form

    def _check(self) -> None:
        self._add.setEnabled(bool(self._headline.text().strip()))
