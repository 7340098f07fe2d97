"""Picking what of a source is read: a list with search, or names typed where it is not told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from causeloop_desktop.desktop.theme.spacing import column, row
from causeloop_desktop.desktop.theme.tokens import Tone
from causeloop_desktop.desktop.theme.words import count_text, tip_text
from causeloop_desktop.desktop.views.integrations.choosing.sized import SIZE, SizedDelegate
from causeloop_desktop.desktop.widgets.buttons import Button
from causeloop_desktop.desktop.widgets.labels import Caption, Label, Link
from causeloop_desktop.desktop.widgets.search_field import SearchField

if TYPE_CHECKING:
    from collections.abc import Iterable

    from causeloop_desktop.contract.connectors import ConnectorChoice

_VALUE = Qt.ItemDataRole.UserRole
LEAST_HEIGHT = 220


class ScopePicker(QWidget):
    """Shows what can be picked.

    Signals:
        picked: The values that are picked.
        retry_clicked: The list is to be read again.
    """

    picked = Signal(object)
    retry_clicked = Signal()

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title
        self._shown: tuple[ConnectorChoice, ...] = ()
        self.search = SearchField(self.tr("Find in {what}").format(what=title.lower()), width=0)
        self.list = QListWidget()
        self.list.setItemDelegate(SizedDelegate(self.list))
        self.typed = QLineEdit()
        self._count = Caption("")
        self._told = Label("", wrap=True, tone=Tone.HIGH)
        self._retry = Button(self.tr("Read the list again"), icon="refresh")
        self._all = Link(self.tr("Pick all that are listed"))
        self._none = Link(self.tr("Pick none"))
        self._lay_out()
        self._connect()

    @property
    def values(self) -> frozenset[str]:
        """What is picked, in the list or by hand."""
        typed = (part.strip() for part in self.typed.text().split(","))
        return frozenset({*self._checked(), *(part for part in typed if part)})

    def draw(
        self, choices: tuple[ConnectorChoice, ...], picked: Iterable[str], problem: str
    ) -> None:
        """Show what there is; where it could not be read, names are typed."""
        wanted = frozenset(picked)
        if choices != self._shown or wanted != self.values:
            self._shown = choices
            self._fill(choices, wanted)
        self._told.setText(problem)
        self._told.setVisible(bool(problem))
        self._retry.setVisible(bool(problem))
        for widget in (self.search, self.list, self._all, self._none):
            widget.setVisible(bool(choices))
        self.typed.setVisible(not choices)
        self._tell_count()

    def take_keyboard(self) -> None:
        """Begin in the search."""
        field = self.search if self.search.isVisibleTo(self) else self.typed
        field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fill(self, choices: tuple[ConnectorChoice, ...], wanted: frozenset[str]) -> None:
        with QSignalBlocker(self.list), QSignalBlocker(self.typed):
            self.list.clear()
            for choice in choices:
                item = QListWidgetItem(choice.label)
                item.setData(_VALUE, choice.value)
                item.setData(SIZE, choice.size)
                told = f"{choice.size} {choice.hint}".strip()
                item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, told)
                item.setToolTip(tip_text(choice.hint))
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                checked = choice.value in wanted
                item.setCheckState(Qt.CheckState.Checked if checked else Qt.CheckState.Unchecked)
                self.list.addItem(item)
            known = {choice.value for choice in choices}
            self.typed.setText(", ".join(sorted(wanted - known)))
        self._narrow(self.search.text())

    def _checked(self) -> list[str]:
        items = [self.list.item(place) for place in range(self.list.count())]
        checked = Qt.CheckState.Checked
        return [str(item.data(_VALUE)) for item in items if item.checkState() == checked]

    def _narrow(self, words: str) -> None:
        parts = words.lower().split()
        for place in range(self.list.count()):
            item = self.list.item(place)
            text = f"{item.text()} {item.data(_VALUE)} {item.toolTip()}".lower()
            item.setHidden(not all(part in text for part in parts))

    def _set_all(self, state: Qt.CheckState, *, listed_only: bool) -> None:
        with QSignalBlocker(self.list):
            for place in range(self.list.count()):
                item = self.list.item(place)
                if not (listed_only and item.isHidden()):
                    item.setCheckState(state)
        self._tell()

    def _tell(self) -> None:
        self._tell_count()
        self.picked.emit(self.values)

    def _tell_count(self) -> None:
        words = self.tr("{n} of {total} picked")
        total = max(self.list.count(), len(self.values))
        said = words.format(n=count_text(len(self.values)), total=count_text(total))
        self._count.setText(said if self._shown else self.tr("Names, separated by commas"))

    def _toggle(self, item: QListWidgetItem) -> None:
        checked = item.checkState() == Qt.CheckState.Checked
        item.setCheckState(Qt.CheckState.Unchecked if checked else Qt.CheckState.Checked)

    def _lay_out(self) -> None:
        self.list.setAccessibleName(self._title)
        self.list.setMinimumHeight(LEAST_HEIGHT)
        self.typed.setAccessibleName(self._title)
        lines = column(
            row(self._told, self._retry),
            self.search,
            self.list,
            self.typed,
            row(self._count, None, self._all, self._none, gap=14),
            gap=8,
        )
        lines.setStretch(2, 1)
        self.setLayout(lines)

    def _connect(self) -> None:
        self.search.textChanged.connect(self._narrow)
        self.search.left_down.connect(self.list.setFocus)
        self.list.itemChanged.connect(lambda _item: self._tell())
        # Not when activated: Enter goes on, and must not unpick what is under the cursor.
        self.list.itemDoubleClicked.connect(self._toggle)
        self.typed.textChanged.connect(lambda _text: self._tell())
        self._retry.clicked.connect(self.retry_clicked)
        checked, unchecked = Qt.CheckState.Checked, Qt.CheckState.Unchecked
        self._all.clicked.connect(lambda: self._set_all(checked, listed_only=True))
        self._none.clicked.connect(lambda: self._set_all(unchecked, listed_only=False))
