"""Frozen fixtures with labels: tickets that were written, traces and log lines that are drawn.

Nothing here may be tuned to the program: change it only to make it harder.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, TypeAlias

import numpy as np

from causeloop_desktop.engine.domain.documents import Document

Dice: TypeAlias = np.random.Generator
Draw: TypeAlias = Callable[[Dice], tuple[str, str]]

TICKETS = Path(__file__).with_name("tickets.jsonl")


class Labelled(NamedTuple):
    """An issue and the failure that it reports; empty where no other issue reports it."""

    name: str
    group: str
    title: str
    body: str = ""

    def document(self, key: int) -> Document:
        """Give what detection sees of it."""
        return Document(key, self.title, self.body, occurred_us=key * 3_600_000_000)


def tickets() -> list[Labelled]:
    """Give tickets of a help desk, in different people's words, the latest last."""
    with TICKETS.open(encoding="utf-8") as lines:
        rows = map(json.loads, lines)
        return [Labelled(row["id"], row["group"], row["title"], row["body"]) for row in rows]


def traces(each: int = 6, seed: int = 5) -> list[Labelled]:
    """Give crash reports that are hardly more than their stack trace, mixed."""
    chance = np.random.default_rng(seed)
    drawn = [(fault, draw(chance)) for fault, draw in TRACES.items() for _ in range(each)]
    mixed = (drawn[at] for at in chance.permutation(len(drawn)))
    return [Labelled(f"C-{n}", fault, *text) for n, (fault, text) in enumerate(mixed)]


def failed_tests(each: int = 3, seed: int = 3) -> list[Labelled]:
    """Give failed assertions of different tests, all titled alike and run by one machinery."""
    chance = np.random.default_rng(seed)
    drawn = [(test, _assertion(test, chance)) for test in TESTS for _ in range(each)]
    mixed = (drawn[at] for at in chance.permutation(len(drawn)))
    return [Labelled(f"T-{n}", test, *text) for n, (test, text) in enumerate(mixed)]


def log_lines(each: int = 40, seed: int = 9) -> list[Labelled]:
    """Give log lines of several systems, some templates often and some rarely, mixed."""
    chance = np.random.default_rng(seed)
    drawn: list[tuple[str, str]] = []
    for template in LINES:
        drawn += (
            (template, _filled(template, chance)) for _ in range(int(chance.integers(3, each + 1)))
        )
    mixed = (drawn[at] for at in chance.permutation(len(drawn)))
    return [Labelled(f"L-{n}", template, line) for n, (template, line) in enumerate(mixed)]


def rare_lines(seed: int = 7) -> list[Labelled]:
    """Give the lines of ``log_lines`` and, among them, rare ones that share most of their words."""
    chance = np.random.default_rng(seed)
    rare = [
        (template, _filled(template, chance))
        for template in RARE_LINES
        for _ in range(int(chance.integers(1, 5)))
    ]
    frequent = [(line.group, line.title) for line in log_lines()]
    drawn = [*frequent, *rare]
    mixed = (drawn[at] for at in chance.permutation(len(drawn)))
    return [Labelled(f"R-{n}", template, line) for n, (template, line) in enumerate(mixed)]


def _assertion(test: str, chance: Dice) -> tuple[str, str]:
    title = f"java.lang.AssertionError: expected:<{chance.integers(9)}> but was:<10>"
    name = test.rpartition(".")[0].rpartition(".")[2]
    own = f"{test}({name}.java:{chance.integers(20, 900)})"
    frames = (
        "org.junit.Assert.fail(Assert.java:88)",
        "org.junit.Assert.assertEquals(Assert.java:645)",
        own,
        "sun.reflect.NativeMethodAccessorImpl.invoke0(Native Method)",
        "java.lang.reflect.Method.invoke(Method.java:597)",
        "org.junit.runners.ParentRunner.run(ParentRunner.java:300)",
    )
    return title, "\n".join((title, *(f"\tat {frame}" for frame in frames)))


def _java(error: str, frames: Sequence[str]) -> Draw:
    def draw(chance: Dice) -> tuple[str, str]:
        address = f"{chance.integers(1 << 32):08x}"
        lines = (
            f"\tat {frame}({frame.split('.')[-2]}.java:{chance.integers(20, 900)})"
            for frame in (*frames, "org.pool.Worker.run")
        )
        thread = f'Exception in thread "worker-{chance.integers(1, 65)}"'
        return f"{error}@{address}", "\n".join((f"{thread} {error}: object@{address}", *lines))

    return draw


def _python(error: str, frames: Sequence[str]) -> Draw:
    def draw(chance: Dice) -> tuple[str, str]:
        release = f"{chance.integers(1, 10)}.{chance.integers(31)}"
        named = (frame.split(":") for frame in frames)
        lines = (
            f'  File "/srv/app-{release}/{path}.py", line {chance.integers(5, 700)}, in {name}\n'
            f"    return {name}(request)"
            for path, name in named
        )
        head = "Traceback (most recent call last):"
        return f"{error} in release {release}", "\n".join((head, *lines, f"{error}: {release}"))

    return draw


def _some(chance: Dice) -> int:
    return int(chance.integers(1, 6))


TESTS = (
    "shop.cart.BasketTest.totalOfNothing",
    "shop.cart.BasketTest.discount",
    "shop.pay.RefundTest.twice",
    "shop.pay.LedgerTest.balance",
    "shop.mail.OutboxTest.order",
    "shop.depot.ParcelTest.weight",
    "shop.web.SessionTest.expiry",
    "shop.jobs.NightlyTest.count",
)

TRACES: Mapping[str, Draw] = {
    "cart lock": _java(
        "java.util.ConcurrentModificationException",
        ("shop.cart.Basket.total", "shop.cart.Checkout.pay", "shop.web.PayServlet.doPost"),
    ),
    "session closed": _java(
        "java.lang.IllegalStateException",
        ("shop.store.Session.query", "shop.store.Orders.find", "shop.web.OrderServlet.doGet"),
    ),
    "session in report": _java(
        "java.lang.IllegalStateException",
        ("shop.report.Sheet.write", "shop.report.Monthly.build", "shop.jobs.Nightly.execute"),
    ),
    "image size": _java(
        "java.lang.OutOfMemoryError",
        ("shop.media.Scaler.resize", "shop.media.Thumbnail.make", "shop.jobs.MediaJob.execute"),
    ),
    "label printer": _java(
        "java.io.IOException",
        ("shop.print.Port.open", "shop.print.Label.send", "shop.depot.Parcel.seal"),
    ),
    "missing key": _python(
        "KeyError",
        ("api/orders:read_order", "core/carts:lines_of", "core/prices:price_of"),
    ),
    "missing key of tax": _python(
        "KeyError", ("api/invoices:write_invoice", "core/totals:sum_up", "core/tax:rate_of")
    ),
    "no connection": _python(
        "ConnectionRefusedError", ("jobs/mirror:pull", "core/links:connect", "core/links:retry")
    ),
    "bad number": _python(
        "ValueError", ("api/imports:read_row", "core/cells:convert", "core/numbers:parse_amount")
    ),
    "bad date": _python(
        "ValueError", ("jobs/renewals:due", "core/calendar:next_day", "core/calendar:replace_day")
    ),
}
"""Failures by their frames; some share their exception and are told apart by where it came from."""

LINES = (
    "Accepted password for {user} from {ip} port {n} ssh2",
    "Failed password for {user} from {ip} port {n} ssh2",
    "Connection closed by {ip} port {n}",
    "session opened for user {user} by (uid={n})",
    "session closed for user {user}",
    "Received block blk_{n} of size {n} from /{ip}",
    "PacketResponder {n} for block blk_{n} terminating",
    "Verification succeeded for blk_{n}",
    "GET /api/orders/{n} status: {n} len: {n} time: 0.{n}",
    "worker {n} started in {n} ms",
    "worker {n} exited with signal {n}",
    "Out of memory: Killed process {n} ({user}) total-vm:{n}kB",
    "disk {path} is {n} percent full",
    "cannot open {path}: permission denied",
    "configuration {path} reloaded by {user}",
    "lease of {ip} expires in {n} seconds",
    "slow query took {n} ms on {path}",
    "heartbeat of node-{n} missed {n} times",
    "checkpoint {hex} complete, {n} buffers written",
    "transaction {hex} rolled back after {n} ms",
)


RARE_LINES = (
    "printer service startup succeeded",
    "backup service startup succeeded",
    "queue table entries: {n} (order {n}, {n} bytes)",
    "route table entries: {n} (order {n}, {n} bytes)",
    "job {n} moved from NEW to QUEUED",
    "job {n} moved from QUEUED to RUNNING",
    "job {n} moved from RUNNING to DONE",
    "machine {n} paused by its owner",
    "machine {n} resumed by its owner",
    "machine {n} stopped by its owner",
    "registers {mixed} {mixed} after reset of {node}",
    "dropping {blocks} on request of {user}",
    "flush of {path} finished, forced={flag}",
    "binding {class} to handler {class}",
    "{n} of {n} uploads failed",
    "{n} of {n} downloads failed",
    "listener on port {n}: starting",
    "responder on port {n}: starting",
)
"""Statements that are told apart by one word, and those whose variable parts differ in kind."""


def _filled(line: str, chance: Dice) -> str:
    names = ("ada", "brin", "chen", "dora", "emre", "fatou")
    values: Mapping[str, Callable[[], str]] = {
        "{user}": lambda: str(chance.choice(names)),
        "{ip}": lambda: ".".join(map(str, chance.integers(1, 255, 4))),
        "{n}": lambda: str(chance.integers(1, 100_000)),
        "{hex}": lambda: f"{chance.integers(1 << 48):012x}",
        "{path}": lambda: f"/srv/{chance.choice(names)}/data-{chance.integers(1, 10)}",
        "{mixed}": lambda: f"{chance.integers(1 << 16):08x}",
        "{node}": lambda: (
            f"R{chance.integers(9)}-N{chance.integers(9)}-{chance.choice(('I', 'J'))}4"
        ),
        "{blocks}": lambda: " ".join(
            f"blk_{n}" for n in chance.integers(9_999, size=_some(chance))
        ),
        "{flag}": lambda: str(chance.choice(("true", "false"))),
        "{class}": lambda: f"shop.{chance.choice(names)}.{chance.choice(names)}.Handler",
    }
    for slot, value in values.items():
        while slot in line:
            line = line.replace(slot, value(), 1)
    return line
