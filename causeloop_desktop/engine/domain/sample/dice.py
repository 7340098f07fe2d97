"""Seeded chance, and the invented details that fill the blanks of a story."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_HEX = "0123456789abcdef"
_CODE = "23456789abcdefghjkmnpqrstvwxyz"
_FIRST = _words(
    "Amira Anneke Baptiste Carla Daan Elif Farid Greta Hanne Imke Jakub Katarzyna Liam Marta Nils "
    "Oona Pietro Rosalie Sanne Tomasz Ursula Viktor Wim Yara Zeynep"
)
_LAST = _words(
    "Albers Bakker Castellani Dvorak Eriksen Fontaine Grabowski Hofstra Iversen Jansen Kowalczyk "
    "Lindqvist Meyer Novak Okafor Peeters Quist Rossi Schouten Tanaka Urban Verbeek Wagner Zieba"
)
_CITIES = _words("Antwerp Bremen Cork Delft Esbjerg Ghent Graz Leipzig Lyon Malmö Porto Utrecht")
_REGIONS = ("eu-west-1", "eu-central-1", "eu-north-1")


class Dice(Random):
    """Chance with a seed: the same seed tells the same half year."""

    def digits(self, length: int) -> str:
        """A number of exactly ``length`` digits."""
        return str(self.randrange(10 ** (length - 1), 10**length))

    def hexes(self, length: int) -> str:
        """Lower-case hexadecimal digits."""
        return "".join(self.choices(_HEX, k=length))

    def code(self, length: int) -> str:
        """Letters and digits that nobody misreads."""
        return "".join(self.choices(_CODE, k=length))


class Blanks(dict[str, "Blank"]):
    """What ``str.format_map`` asks for the blanks of one issue.

    A blank keeps its value, so that a title and a body speak of the same order.
    """

    def __init__(self, dice: Dice, service: str, at: datetime) -> None:
        super().__init__()
        self.dice = dice
        self.service = service
        self.at = at

    def __missing__(self, name: str) -> Blank:
        self[name] = blank = Blank(name, self)
        return blank


class Blank:
    """One blank; ``{retries:3-9}`` is a number between 3 and 9, other names are in ``_MAKERS``."""

    def __init__(self, name: str, blanks: Blanks) -> None:
        self._name = name
        self._blanks = blanks
        self._value: str | None = None

    def __format__(self, span: str) -> str:
        if self._value is None:
            self._value = self._make(span)
        return self._value

    def _make(self, span: str) -> str:
        if span:
            low, high = span.split("-")
            return str(self._blanks.dice.randint(int(low), int(high)))
        return _MAKERS[self._name](self._blanks)


def release_at(at: datetime) -> str:
    """The version that was live on a day: a release each fortnight, counted within the year."""
    return f"{at:%y}.{at.timetuple().tm_yday // 14 + 1}"


def _customer(blanks: Blanks) -> str:
    return f"{blanks.dice.choice(_FIRST)} {blanks.dice.choice(_LAST)}"


def _amount(blanks: Blanks) -> str:
    return f"€{blanks.dice.randint(9, 640)}.{blanks.dice.choice(('00', '50', '90', '95', '99'))}"


def _pod(blanks: Blanks) -> str:
    return f"{blanks.service}-{blanks.dice.hexes(9)}-{blanks.dice.code(5)}"


def _uuid(blanks: Blanks) -> str:
    return "-".join(blanks.dice.hexes(length) for length in (8, 4, 4, 4, 12))


def _address(blanks: Blanks) -> str:
    dice = blanks.dice
    return f"10.{dice.randint(12, 48)}.{dice.randint(0, 255)}.{dice.randint(2, 250)}"


_MAKERS: dict[str, Callable[[Blanks], str]] = {
    "amount": _amount,
    "city": lambda blanks: blanks.dice.choice(_CITIES),
    "clock": lambda blanks: f"{blanks.at:%H:%M}",
    "customer": _customer,
    "day": lambda blanks: f"{blanks.at.day} {blanks.at:%b}",
    "first": lambda blanks: blanks.dice.choice(_FIRST),
    "hex": lambda blanks: blanks.dice.hexes(8),
    "host": lambda blanks: f"{blanks.service}-{blanks.dice.randint(1, 14):02d}",
    "ip": _address,
    "node": lambda blanks: f"node-{blanks.dice.choice('abc')}{blanks.dice.randint(1, 19)}",
    "order": lambda blanks: f"MT-{blanks.dice.digits(8)}",
    "pod": _pod,
    "region": lambda blanks: blanks.dice.choice(_REGIONS),
    "release": lambda blanks: release_at(blanks.at),
    "sku": lambda blanks: f"{blanks.dice.code(3).upper()}-{blanks.dice.digits(5)}",
    "stamp": lambda blanks: f"{blanks.at:%Y-%m-%dT%H:%M:%S}.{blanks.dice.digits(3)}Z",
    "trace": lambda blanks: blanks.dice.hexes(32),
    "uuid": _uuid,
}
