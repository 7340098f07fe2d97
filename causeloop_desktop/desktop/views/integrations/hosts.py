"""The list of hosts that were contacted, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from causeloop_desktop.contract.hosts import HostPurpose
from causeloop_desktop.desktop.presenters.reading import PAGE
from causeloop_desktop.desktop.theme.spacing import column
from causeloop_desktop.desktop.theme.words import Words, mark, tr
from causeloop_desktop.desktop.widgets.cards import framed
from causeloop_desktop.desktop.widgets.dialog import Dialog
from causeloop_desktop.desktop.widgets.labels import Caption
from causeloop_desktop.desktop.widgets.states import EmptyState, StateStack
from causeloop_desktop.desktop.widgets.table import Column, Kind, PagedModel, TableView

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from PySide6.QtWidgets import QWidget

    from causeloop_desktop.contract.hosts import Host, HostUse

WIDTH, HEIGHT = 820, 460

PURPOSES = Words(
    {
        HostPurpose.SYNC: mark("syncs"),
        HostPurpose.TEST: mark("tests"),
        HostPurpose.CHOICES: mark("what can be picked"),
        HostPurpose.ESTIMATE: mark("estimates"),
        HostPurpose.AUTHORISATION: mark("authorisation"),
    }
)


class HostsDialog(Dialog):
    """Shows every host with how often, when and why it was asked."""

    def __init__(
        self, parent: QWidget, hosts: tuple[Host, ...], clock: Callable[[], datetime]
    ) -> None:
        words = parent.tr("Where the engine has asked for this workspace; it asks nowhere else.")
        super().__init__(parent, parent.tr("Contacted hosts"), words, WIDTH)
        self.prefer_size(WIDTH, HEIGHT)
        self.model = PagedModel(_columns(), lambda host: str(host.host), page_size=PAGE)
        self.model.set_rows(hosts)
        self.table = TableView(self.model)
        self.table.setAccessibleName(self.tr("Contacted hosts"))
        self.table.set_clock(clock)
        none = EmptyState(
            self.tr("No host has been contacted"),
            self.tr("Once a source is connected, its host stands here."),
            icon="plug",
        )
        states = StateStack(framed(self.table))
        if hosts:
            states.show_content()
        else:
            states.show_empty(none)
        note = self.tr("Only names of hosts are kept: no paths, no parameters, no secrets.")
        lines = column(states, Caption(note, wrap=True), gap=10)
        lines.setStretch(0, 1)
        self.add(lines, 1)
        self.set_buttons(self.cancel_button(self.tr("Close")))


def _columns() -> tuple[Column, ...]:
    return (
        Column("host", tr("Host"), lambda host: host.host, Kind.TEXT, 220, 1, 140),
        Column("requests", tr("Requests"), lambda host: host.requests, Kind.NUMBER, 84),
        Column("first_at", tr("First"), lambda host: host.first_at, Kind.TIME, 110),
        Column("last_at", tr("Last"), lambda host: host.last_at, Kind.TIME, 110),
        Column("uses", tr("Why"), _why, Kind.MUTED, 250, 1, 160),
    )


def _why(host: Host) -> str:
    return "; ".join(
        tr("{source}: {purposes}").format(source=source, purposes=", ".join(purposes))
        for source, purposes in _by_source(host.uses).items()
    )


def _by_source(uses: tuple[HostUse, ...]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for use in uses:
        known = use.purpose in set(HostPurpose)
        words = PURPOSES[HostPurpose(use.purpose)] if known else use.purpose
        found.setdefault(use.title, []).append(words)
    return found
