"""The mapping step: each column of the file, a few of its values, and the field it fills."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QWidget

from causeloop_desktop.contract.imports import IssueField
from causeloop_desktop.desktop.theme import fonts
from causeloop_desktop.desktop.theme.spacing import column, row
from causeloop_desktop.desktop.theme.words import Words, mark, tr
from causeloop_desktop.desktop.widgets.labels import Caption, Label
from causeloop_desktop.desktop.widgets.scrolled import Scrolled

if TYPE_CHECKING:
    from causeloop_desktop.contract.imports import ColumnGuess, ImportPreview
    from causeloop_desktop.desktop.presenters.imports import ImportState

FIELD_WIDTH = 170
SHOWN_SAMPLES = 3

FIELDS = Words(
    {
        IssueField.EXTERNAL_ID: mark("Id"),
        IssueField.SOURCE: mark("Source"),
        IssueField.TITLE: mark("Title"),
        IssueField.BODY: mark("Text"),
        IssueField.SEVERITY: mark("Severity"),
        IssueField.TEAM: mark("Team"),
        IssueField.SERVICE: mark("Service"),
        IssueField.EXTERNAL_URL: mark("Link"),
        IssueField.SOURCE_CREATED_AT: mark("Created"),
        IssueField.SOURCE_UPDATED_AT: mark("Updated"),
        IssueField.STATUS: mark("Status"),
        IssueField.FINGERPRINT: mark("Fingerprint"),
    }
)


class MappingStep(QWidget):
    """Columns in lines, each with a box to choose its field.

    Signals:
        mapped: The name of a column, and the field it now fills or ``None``.
        source_named: The source of rows that do not name one.
    """

    mapped = Signal(str, object)
    source_named = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._boxes: dict[str, QComboBox] = {}
        self._facts = Caption(wrap=True)
        self._warnings = Label(wrap=True)
        self._warnings.hide()
        self._source = QLineEdit()
        self._source.setPlaceholderText(self.tr("As the file says, else the file's name"))
        self._source.setAccessibleName(self.tr("Source of the rows"))
        self._source.textChanged.connect(self.source_named)
        self._lines = QWidget()
        self._grid = QGridLayout(self._lines)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(6)
        self._grid.setContentsMargins(0, 0, 8, 0)
        self._grid.setColumnStretch(1, 1)
        self._lay_out()

    def draw(self, state: ImportState) -> None:
        """Show which column fills which field."""
        if state.preview is None:
            return
        if not self._boxes:
            self._fill(state.preview)
        fields = {name: field for field, name in state.mapping}
        for name, box in self._boxes.items():
            box.setCurrentIndex(box.findData(fields.get(name)))

    def take_keyboard(self) -> None:
        """Begin with the first column."""
        for box in [*self._boxes.values()][:1]:
            box.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fill(self, preview: ImportPreview) -> None:
        self._facts.setText(_describe(preview))
        self._warnings.setText("\n".join(preview.warnings))
        self._warnings.setVisible(bool(preview.warnings))
        for line, guess in enumerate(preview.columns):
            self._add(line, guess)
        self._grid.setRowStretch(len(preview.columns), 1)

    def _add(self, line: int, guess: ColumnGuess) -> None:
        box = QComboBox()
        box.setFixedWidth(FIELD_WIDTH)
        box.setAccessibleName(self.tr("Field for {column}").format(column=guess.name))
        box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        box.addItem(self.tr("Metadata"), None)
        for field, words in FIELDS.items():
            box.addItem(words, field)
        box.activated.connect(lambda _: self.mapped.emit(guess.name, box.currentData()))
        self._boxes[guess.name] = box
        samples = " · ".join(guess.samples[:SHOWN_SAMPLES])
        self._grid.addWidget(Label(guess.name, weight=fonts.MEDIUM), line, 0)
        self._grid.addWidget(Label(samples, muted=True, elide=True), line, 1)
        self._grid.addWidget(box, line, 2)

    def _lay_out(self) -> None:
        area = Scrolled(self._lines, name=self.tr("Columns of the file"))
        source = row(Label(self.tr("Source")), self._source, gap=12)
        self.setLayout(column(self._facts, self._warnings, area, source, gap=12))


def _describe(preview: ImportPreview) -> str:
    """Say what kind of file it is."""
    kinds = {"csv": tr("CSV"), "json": tr("JSON"), "jsonl": tr("JSON Lines")}
    parts = [kinds[preview.format], preview.encoding]
    if preview.delimiter:
        names = {",": tr("comma"), ";": tr("semicolon"), "\t": tr("tab"), "|": tr("bar")}
        name = names.get(preview.delimiter, preview.delimiter)
        parts.append(tr("separated by {mark}").format(mark=name))
    if preview.compressed:
        parts.append(tr("gzipped"))
    words = tr("{n} columns; those without a field are kept as metadata")
    return " · ".join([*parts, words.format(n=len(preview.columns))])
