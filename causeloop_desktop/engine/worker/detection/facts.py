"""When and where a million issues happened, in columns, while their text is being compared."""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence

from causeloop_desktop.engine.store.patterns.members import Members, Occurrence


class Facts:
    """The first occurrence of every issue that was read, by ascending key."""

    def __init__(self) -> None:
        self.issues = array("q")
        self._times = array("q")
        self._severities = array("B")
        self._known = array("B")
        self._places = array("I")
        self._names: dict[tuple[str, str, str], int] = {}
        self._named: list[tuple[str, str, str]] = []

    def add(self, one: Occurrence) -> None:
        """Take the occurrence of an issue whose key is above those before."""
        place = (one.team, one.service, one.source)
        if place not in self._names:
            self._names[place] = len(self._named)
            self._named.append(place)
        self.issues.append(one.issue)
        self._times.append(one.time_us)
        self._severities.append(one.severity)
        self._known.append(one.known)
        self._places.append(self._names[place])

    def members(
        self, issues: Iterable[int], again: Mapping[int, Sequence[tuple[int, int]]]
    ) -> Members:
        """Pack what happened to some issues.

        Args:
            issues: Keys of issues that were read.
            again: Time and severity of each occurrence after an issue's creation.
        """
        found = []
        for issue in issues:
            first = self._of(issue)
            found.append(first)
            found += [
                first._replace(time_us=time_us, severity=severity, known=True)
                for time_us, severity in again.get(issue, ())
            ]
        return Members.of(found)

    def _of(self, issue: int) -> Occurrence:
        at = bisect_left(self.issues, issue)
        known = bool(self._known[at])
        place = self._named[self._places[at]]
        return Occurrence(issue, self._times[at], self._severities[at], known, *place)
