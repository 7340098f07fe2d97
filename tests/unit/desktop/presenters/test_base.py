from __future__ import annotations

from dataclasses import dataclass

from causeloop_desktop.desktop.presenters.base import Event, Presenter


@dataclass(frozen=True)
class Count:
    number: int = 0


class Counter(Presenter[Count]):
    def set(self, number: int) -> None:
        self._change(number=number)


def test_a_listener_hears_until_it_leaves() -> None:
    event: Event[int] = Event()
    heard: list[int] = []
    leave = event.subscribe(heard.append)
    event.emit(1)
    leave()
    event.emit(2)
    assert heard == [1]


def test_a_listener_may_leave_while_it_is_told() -> None:
    event: Event[int] = Event()
    heard: list[str] = []

    def once(_: int) -> None:
        heard.append("once")
        leave()

    leave = event.subscribe(once)
    event.subscribe(lambda _: heard.append("always"))
    event.emit(1)
    event.emit(2)
    assert heard == ["once", "always", "always"]


def test_a_state_is_drawn_at_once_and_only_when_it_differs() -> None:
    counter = Counter(Count())
    drawn: list[int] = []
    counter.subscribe(lambda state: drawn.append(state.number))
    counter.set(1)
    counter.set(1)
    counter.set(2)
    assert drawn == [0, 1, 2]
