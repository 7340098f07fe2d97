"""The Integrations screen: the catalog of sources, or one connection."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget

from causeloop_desktop.contract.base import ChangeKind
from causeloop_desktop.contract.connectors import CatalogEntry, ConnectorId
from causeloop_desktop.desktop.actions import Action, Menu
from causeloop_desktop.desktop.backends import LOCAL
from causeloop_desktop.desktop.presenters import background
from causeloop_desktop.desktop.presenters.base import Phase
from causeloop_desktop.desktop.presenters.connection import ConnectionPresenter
from causeloop_desktop.desktop.presenters.connectors import ConnectorsPresenter
from causeloop_desktop.desktop.presenters.hosts import contacted
from causeloop_desktop.desktop.tasks import Refresher
from causeloop_desktop.desktop.theme.spacing import row
from causeloop_desktop.desktop.theme.words import mark
from causeloop_desktop.desktop.views.base import View
from causeloop_desktop.desktop.views.integrations.adding.connect import ConnectDialog
from causeloop_desktop.desktop.views.integrations.cards import CardGrid
from causeloop_desktop.desktop.views.integrations.connection.page import HISTORY, ConnectionPage
from causeloop_desktop.desktop.views.integrations.hosts import HostsDialog
from causeloop_desktop.desktop.views.integrations.lock import unlocked
from causeloop_desktop.desktop.views.integrations.panel import SourcePanel
from causeloop_desktop.desktop.widgets.buttons import Button
from causeloop_desktop.desktop.widgets.page import Page
from causeloop_desktop.desktop.widgets.scrolled import Scrolled
from causeloop_desktop.desktop.widgets.search_field import SearchField
from causeloop_desktop.desktop.widgets.states import EmptyState, StateStack

if TYPE_CHECKING:
    from causeloop_desktop.contract.jobs import Job
    from causeloop_desktop.desktop.presenters.connectors import ConnectorsState
    from causeloop_desktop.desktop.presenters.session import SessionState
    from causeloop_desktop.desktop.views.base import Desk

CONNECTION = "con_"
"""What ids of connections begin with; everything else that is shown is a source."""


class IntegrationsView(View):
    """Shows the catalog; a target shows that connection."""

    kinds: ClassVar[frozenset[ChangeKind]] = frozenset({ChangeKind.CONNECTORS})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.connectors = ConnectorsPresenter(desk.session)
        self.connection = ConnectionPresenter(desk.session)
        self.grid = CardGrid(desk.clock)
        self.panel = SourcePanel(desk.clock)
        self.field = SearchField(self.tr("Find a source"))
        self.unlock = Button(self.tr("Enter your passphrase…"))
        self.hosts = Button(self.tr("Contacted hosts…"))
        self.catalog = Page(self.tr("Integrations"))
        self.page = ConnectionPage(desk, self.connection, self.tasks)
        self._none = EmptyState(
            self.tr("Nothing matches"), self.tr("No source has these words."), icon="search"
        )
        self.states = StateStack(Scrolled(self.grid))
        self._pages = QStackedWidget()
        self._runs = Refresher(self.tasks, self.connection.load, name="runs of a connection")
        self._lay_out()
        self._connect()
        self.own_actions = (self._back_action(),)

    @property
    def shows_connection(self) -> bool:
        """Whether one connection is looked at, not the catalog."""
        return self._pages.currentWidget() is self.page

    async def load(self) -> None:
        """Read the catalog, and the connection that is open."""
        await self.connectors.load()
        await self.connection.load()
        await self.page.webhook.presenter.load()

    def show_target(self, target: str) -> None:
        """Show a connection, or a source in the catalog."""
        if not target.startswith(CONNECTION):
            self.show_start()
            self.connectors.choose(target)
            return
        self._pages.setCurrentWidget(self.page)
        self.page.show_tab(HISTORY)
        self.tasks.spawn_latest(self._show_connection(ConnectorId(target)), name="connection")
        self.take_keyboard()

    async def _show_connection(self, id_: ConnectorId) -> None:
        await self.connection.open(id_)
        await self.page.webhook.open(id_)

    def show_start(self) -> None:
        """Show the catalog."""
        self._pages.setCurrentWidget(self.catalog)
        self.take_keyboard()

    def take_keyboard(self) -> None:
        """Begin on the cards, or in the runs."""
        if self.shows_connection:
            self.page.take_keyboard()
        else:
            self.grid.take_keyboard()

    def grow_older(self) -> None:
        """Write anew when sources were read."""
        super().grow_older()
        self._draw(self.connectors.state)
        self.page.draw(self.connection.state)

    def search(self) -> None:
        """Put the keyboard into the search of the catalog."""
        self._pages.setCurrentWidget(self.catalog)
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def offered(self) -> tuple[Action, ...]:
        """Return what can be done with the connection that is open."""
        return super().offered() if self.shows_connection else ()

    def connect_source(self, entry: CatalogEntry) -> ConnectDialog:
        """Begin to connect a source."""
        dialog = ConnectDialog(self, self.desk, entry, self._arrive)
        dialog.open()
        return dialog

    def _draw(self, state: ConnectorsState) -> None:
        self.grid.draw(state)
        self.panel.draw(state.card)
        self.catalog.set_subtitle(self._subtitle(state))
        asks = state.vault is not None and not state.vault.is_open and state.vault.asks
        self.unlock.setVisible(asks)
        self.hosts.setVisible(self.desk.session.can("GET", "/v1/hosts"))
        match state.phase:
            case Phase.LOADING:
                self.states.show_loading()
            case Phase.FAILED if state.problem and not state.entries:
                self.states.show_error(state.problem.title, str(state.problem))
            case _ if not state.cards:
                self.states.show_empty(self._none)
            case _:
                self.states.show_content()

    def _subtitle(self, state: ConnectorsState) -> str:
        none = self.tr("nothing connected yet")
        words = self.tr("{n} connected").format(n=state.connected)
        parts = [words if state.connections else none]
        if state.needy:
            words = self.tr("1 needs you") if state.needy == 1 else self.tr("{n} need you")
            parts.append(words.format(n=state.needy))
        parts.append(self.tr("what is read stays on the machine of the engine"))
        return " · ".join(parts)

    def _arrive(self, key: str) -> None:
        """Show what was connected; after the first source offer to read it with no window."""
        is_first = not self.connectors.state.connections
        self.desk.navigator.go("integrations", key)
        if is_first and self.desk.session.state.profile == LOCAL:
            self.tasks.spawn(self._offer_service(), name="offer service")

    async def _offer_service(self) -> None:
        if not await background.is_offered(self.desk.data_dir):
            return
        self.desk.notices.show(
            self.tr("Read it with the window closed too?"),
            self.tr("A service of your session runs the engine from every sign-in on."),
            action=self.tr("Install the service"),
            on_action=self._install,
        )

    def _install(self) -> None:
        self.tasks.spawn_latest(self._install_service(), name="install service")

    async def _install_service(self) -> None:
        await background.install(self.desk.data_dir)
        words = self.tr("The service is installed")
        told = self.tr("It takes over when this window closes. `causeloop service remove` ends it.")
        self.desk.notices.show(words, told)

    def _open(self, key: str) -> None:
        if key.startswith(CONNECTION):
            self.desk.navigator.go("integrations", key)
            return
        entry = next((one for one in self.connectors.state.entries if one.type == key), None)
        if entry is not None:
            self.connect_source(entry)

    def _lay_out(self) -> None:
        self.unlock.hide()
        self.catalog.add_action(self.unlock)
        self.catalog.add_action(self.hosts)
        self.catalog.add_action(self.field)
        beside = row(self.states, self.panel, gap=12)
        beside.setStretch(0, 1)
        self.catalog.add(beside, 1)
        for page in (self.catalog, self.page):
            self._pages.addWidget(page)
        self.fill(self._pages)

    def _connect(self) -> None:
        self.grid.chosen.connect(self.connectors.choose)
        self.grid.opened.connect(self._open)
        self.panel.connect_asked.connect(self.connect_source)
        self.panel.open_asked.connect(self._open)
        self.field.textChanged.connect(self.connectors.search)
        self.field.returnPressed.connect(self.grid.take_keyboard)
        self.field.left_down.connect(self.grid.take_keyboard)
        self.unlock.clicked.connect(lambda: self.tasks.spawn_latest(self._unlock(), name="unlock"))
        self.hosts.clicked.connect(
            lambda: self.tasks.spawn_latest(self._show_hosts(), name="hosts")
        )
        self.states.retry_clicked.connect(self._refresher.ask)
        self.page.crumb_clicked.connect(self.show_start)
        self.page.removed.connect(self._leave)
        self.connectors.subscribe(self._draw)
        self._subscriptions += (
            self.desk.session.job_updated.subscribe(self._hear_job),
            self.desk.session.moved.subscribe(self._follow_place),
        )

    async def _show_hosts(self) -> None:
        HostsDialog(self, await contacted(self.desk.session), self.desk.clock).open()

    async def _unlock(self) -> None:
        if await unlocked(self.desk, self):
            await self.connectors.load()

    def _leave(self) -> None:
        self.show_start()
        self._refresher.ask()

    def _hear_job(self, job: Job) -> None:
        if self.connection.hear(job) and self.isVisible():
            self._runs.ask()

    def _follow_place(self, _state: SessionState) -> None:
        """Close a connection of another workspace."""
        self.connection.forget()
        self._pages.setCurrentWidget(self.catalog)

    def _back_action(self) -> Action:
        return Action(
            "integrations.back",
            mark("Back to the catalog of sources"),
            Menu.VIEW,
            lambda _: self.show_start(),
            ("Escape", "Alt+Left"),
            "chevron-left",
        )
