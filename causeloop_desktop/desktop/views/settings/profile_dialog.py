"""Adding a remote profile; it can be tried before it is kept."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFormLayout, QLineEdit, QWidget

from causeloop_desktop.desktop.backends import ProfileError
from causeloop_desktop.desktop.theme.tokens import Tone
from causeloop_desktop.desktop.theme.words import count_text, tr
from causeloop_desktop.desktop.widgets.buttons import Button
from causeloop_desktop.desktop.widgets.dialog import Dialog
from causeloop_desktop.desktop.widgets.labels import Label
from causeloop_desktop.vault import VaultError

if TYPE_CHECKING:
    from causeloop_desktop.desktop.presenters.settings import Tried
    from causeloop_desktop.desktop.tasks import TaskGroup

Check = Callable[[str, str], Awaitable["Tried"]]
Keep = Callable[[str, str, str], Awaitable[object]]


class ProfileDialog(Dialog):
    """Name, address and token of an engine elsewhere."""

    def __init__(self, parent: QWidget, tasks: TaskGroup, check: Check, keep: Keep) -> None:
        super().__init__(
            parent,
            self.tr("Add a remote profile"),
            self.tr("The token is kept encrypted; its key lies in the keyring of your system."),
        )
        self._tasks = tasks
        self._check = check
        self._keep = keep
        self._name = _field(self.tr("Production"))
        self._address = _field("https://api.example.com")
        self._token = _field("clp_…")
        self._token.setEchoMode(QLineEdit.EchoMode.Password)
        self._told = Label(wrap=True)
        self._told.hide()
        self._try = Button(self.tr("Test"))
        self._add = Button(self.tr("Add profile"), primary=True)
        self._try.clicked.connect(lambda: self._tasks.spawn_latest(self._test(), name="test"))
        self._add.clicked.connect(lambda: self._tasks.spawn_latest(self._save(), name="add"))
        self.body.addLayout(self._form())
        self.add(self._told)
        self.set_buttons(self.cancel_button(), self._add, left=self._try)
        self._look()

    def _form(self) -> QFormLayout:
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setSpacing(10)
        for label, field in (
            (self.tr("Name"), self._name),
            (self.tr("Address"), self._address),
            (self.tr("Token"), self._token),
        ):
            field.setAccessibleName(label)
            field.textChanged.connect(self._look)
            form.addRow(label, field)
        return form

    def _look(self) -> None:
        reachable = bool(self._address.text().strip() and self._token.text().strip())
        self._try.setEnabled(reachable)
        self._add.setEnabled(reachable and bool(self._name.text().strip()))

    async def _test(self) -> None:
        self._tell(self.tr("Trying…"), Tone.NEUTRAL)
        tried = await self._check(self._address.text(), self._token.text().strip())
        self._tell(tried_words(tried), Tone.LOW if tried.works else Tone.CRITICAL)

    async def _save(self) -> None:
        name, address = self._name.text(), self._address.text()
        try:
            await self._keep(name, address, self._token.text().strip())
        except (ProfileError, VaultError) as error:
            self._tell(str(error), Tone.CRITICAL)
        else:
            self.accept()

    def _tell(self, sentence: str, tone: Tone) -> None:
        self._told.set_tone(tone)
        self._told.setText(sentence)
        self._told.show()


def tried_words(tried: Tried) -> str:
    """Say in a sentence what trying a profile told."""
    if tried.issues is None:
        return tried.trouble
    if tried.issues == 1:
        return tr("It works: 1 issue is there.")
    return tr("It works: {n} issues are there.").format(n=count_text(tried.issues))


def _field(placeholder: str) -> QLineEdit:
    field = QLineEdit()
    field.setPlaceholderText(placeholder)
    return field
