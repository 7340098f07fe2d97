"""What the numbers of a pattern are made of: its members' occurrences, packed into one blob.

Ten thousand patterns must be counted, forecast and weighed without touching a million issues, so
each pattern carries for every occurrence of a member six small numbers in parallel columns.
"""

from __future__ import annotations

import json
import struct
from array import array
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import compress
from operator import gt
from typing import TYPE_CHECKING, NamedTuple, Self

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

_HEADER = struct.Struct("<II")
_WORDS = ("team", "service", "source")
_WIDTHS = tuple((code, array(code).itemsize) for code in "qqBBIII")


class Occurrence(NamedTuple):
    """One occurrence of one issue; ``severity`` 1 is the worst, ``known`` tells its time is."""

    issue: int
    time_us: int
    severity: int
    known: bool
    team: str
    service: str
    source: str


@dataclass(frozen=True, slots=True)
class Words:
    """A column of text that repeats: each entry is a number into ``names``."""

    names: tuple[str, ...] = ()
    codes: array[int] = field(default_factory=lambda: array("I"))

    @classmethod
    def of(cls, values: Iterable[str]) -> Self:
        """Number the values in the order of their first appearance."""
        numbers: dict[str, int] = {}
        codes = array("I", (numbers.setdefault(value, len(numbers)) for value in values))
        return cls(tuple(numbers), codes)

    def values(self) -> Iterable[str]:
        """Give the text of each entry."""
        return map(self.names.__getitem__, self.codes)

    def ranked(self, until: int) -> tuple[str, ...]:
        """Name what the first ``until`` entries say, most frequent first, blanks left out."""
        counted = Counter(self.codes[:until]).most_common()
        names = ((self.names[code], count) for code, count in counted)
        return tuple(
            name for name, _ in sorted(names, key=lambda pair: (-pair[1], pair[0])) if name
        )


@dataclass(frozen=True, slots=True)
class Members:
    """The occurrences of a pattern's members in parallel columns, oldest first.

    Attributes:
        repeats: For each entry whether it repeats what another issue told first; empty where none
            does. It is known in memory only, never packed: see ``counted_once``.
    """

    issues: array[int] = field(default_factory=lambda: array("q"))
    times: array[int] = field(default_factory=lambda: array("q"))
    severities: array[int] = field(default_factory=lambda: array("B"))
    known: array[int] = field(default_factory=lambda: array("B"))
    team: Words = field(default_factory=Words)
    service: Words = field(default_factory=Words)
    source: Words = field(default_factory=Words)
    repeats: bytes = b""

    def __len__(self) -> int:
        return len(self.times)

    @classmethod
    def of(cls, occurrences: Iterable[Occurrence]) -> Self:
        """Put occurrences into columns."""
        rows = sorted(occurrences, key=_when)
        columns = tuple(zip(*rows, strict=True)) if rows else ((),) * len(Occurrence._fields)
        issues, times, severities, known, *words = columns
        return cls(
            array("q", issues),
            array("q", times),
            array("B", severities),
            array("B", known),
            *_words_of(words),
        )

    def occurrences(self) -> Iterable[Occurrence]:
        """Give every occurrence, oldest first."""
        words = (self.team.values(), self.service.values(), self.source.values())
        plain = (self.issues, self.times, self.severities, map(bool, self.known))
        return map(Occurrence._make, zip(*plain, *words, strict=True))

    def until(self, as_of_us: int) -> int:
        """Count the occurrences that had happened at ``as_of_us``."""
        return bisect_right(self.times, as_of_us)

    def known_times(self, until: int) -> list[int]:
        """Give the times, of the first ``until`` occurrences, that the source told.

        What several tools told is in it once.
        """
        told = self.known[:until]
        if self.repeats:
            told = array("B", map(gt, told, self.repeats))
        return list(compress(self.times[:until], told))

    def count(self, until: int) -> int:
        """Count the first ``until`` occurrences, those that several tools told once."""
        return until - sum(self.repeats[:until])

    def counted_once(self, leads: Mapping[int, int], elsewhere: Collection[int] = ()) -> Self:
        """Mark what repeats: an issue's creation, where one joined with it was first.

        Args:
            leads: For each issue that is joined with others the issue that leads them.
            elsewhere: Leads of what was told before by issues that are not of these.
        """
        if not leads or leads.keys().isdisjoint(self.issues):
            return replace(self, repeats=b"") if self.repeats else self
        told = set(elsewhere)
        seen: set[int] = set()
        marks = bytearray(len(self))
        for place, issue in enumerate(self.issues):
            if issue in seen or (lead := leads.get(issue)) is None:
                continue
            seen.add(issue)
            marks[place] = lead in told
            told.add(lead)
        return replace(self, repeats=bytes(marks) if any(marks) else b"")

    def only(self, issues: Collection[int]) -> Self:
        """Keep the occurrences of ``issues``."""
        return self._where([issue in issues for issue in self.issues])

    def without(self, issues: Collection[int]) -> Self:
        """Leave out the occurrences of ``issues``."""
        return self._where([issue not in issues for issue in self.issues])

    def joined(self, others: Iterable[Occurrence]) -> Self:
        """Add occurrences of further issues."""
        return type(self).of((*self.occurrences(), *others))

    def _where(self, wanted: Sequence[bool]) -> Self:
        if all(wanted):
            return self
        names = (self.team.names, self.service.names, self.source.names)
        columns = (array(one.typecode, compress(one, wanted)) for one in self._columns())
        return self._from(names, columns)

    def _columns(self) -> tuple[array[int], ...]:
        plain = (self.issues, self.times, self.severities, self.known)
        return (*plain, self.team.codes, self.service.codes, self.source.codes)

    def pack(self) -> bytes:
        """Give the columns as bytes: their length, the names in JSON, then column by column."""
        names = json.dumps({word: getattr(self, word).names for word in _WORDS}).encode()
        columns = (column.tobytes() for column in self._columns())
        return b"".join((_HEADER.pack(len(self), len(names)), names, *columns))

    @classmethod
    def unpack(cls, blob: bytes) -> Self:
        """Read what ``pack`` wrote."""
        count, length = _HEADER.unpack_from(blob)
        at = _HEADER.size + length
        names = json.loads(blob[_HEADER.size : at])
        columns: list[array[int]] = []
        for code, width in _WIDTHS:
            end = at + width * count
            columns.append(array(code, blob[at:end]))
            at = end
        return cls._from([tuple(names[word]) for word in _WORDS], columns)

    @classmethod
    def _from(cls, names: Iterable[tuple[str, ...]], columns: Iterable[array[int]]) -> Self:
        issues, times, severities, known, *codes = columns
        team, service, source = map(Words, names, codes)
        return cls(issues, times, severities, known, team, service, source)


def _words_of(columns: Sequence[Iterable[str]]) -> tuple[Words, Words, Words]:
    team, service, source = map(Words.of, columns)
    return team, service, source


def _when(occurrence: Occurrence) -> tuple[int, int]:
    return occurrence.time_us, occurrence.issue
