"""Which issues name one another, or carry the same rare identifier: looked up, not compared."""

from collections.abc import Collection, Iterator, Sequence

from causeloop_desktop.engine.domain.duplicates.joins import Join, Sighting, links, same_identifier
from causeloop_desktop.engine.domain.duplicates.names import identifiers_in, is_name, names_in
from causeloop_desktop.engine.store.database import Read
from causeloop_desktop.engine.store.duplicates.sightings import SightingStore

MOST_SAYING = 12
"""Issues that are read because they have all words of a name, the newest ones."""

MOST_IDENTIFIERS = 5
MOST_CARRYING = 3
"""An identifier that more issues carry is no rare one."""


class Mentions:
    """Looks names and identifiers up in one workspace.

    Args:
        read: The open read.
        workspace_key: Whose issues.
        places: Every source with each of its origins.
    """

    def __init__(self, read: Read, workspace_key: int, places: Sequence[tuple[str, str]]) -> None:
        self._store = SightingStore(read, workspace_key)
        self._places = places
        self._known: dict[int, Sighting] = {}

    @property
    def seen(self) -> Collection[Sighting]:
        """Everything that was read on the way."""
        return self._known.values()

    def links(self, asked: Sequence[Sighting]) -> Iterator[Join]:
        """Join the issues asked about with those they name, and with those that name them."""
        names = [one.external_id for one in asked if is_name(one.external_id)]
        saying = {key for name in names for key in self._store.saying(name, MOST_SAYING)}
        tellers = {one.key: one for one in (*asked, *self._find(saying))}
        said = {key: names_in(one.text) for key, one in tellers.items()}
        keys_of = self._store.named(
            self._places, {name for found in said.values() for name in found}
        )
        self._find({key for keys in keys_of.values() for key in keys})
        for key, found in said.items():
            told = {told for name in found for told in keys_of.get(name, ())} - {key}
            yield from links(tellers[key], self._find(told))

    def carrying(self, asked: Sequence[Sighting]) -> Iterator[Join]:
        """Join the issues asked about with those that carry the same rare identifier."""
        for one in asked:
            for identifier in identifiers_in(one.text)[:MOST_IDENTIFIERS]:
                others = self._find(set(self._store.saying(identifier, MOST_SAYING)) - {one.key})
                if len(others) < MOST_CARRYING:
                    found = (same_identifier(one, other, identifier) for other in others)
                    yield from (join for join in found if join is not None)

    def _find(self, keys: Collection[int]) -> list[Sighting]:
        missing = [key for key in keys if key not in self._known]
        self._known.update((one.key, one) for one in self._store.find(missing))
        return [self._known[key] for key in sorted(keys) if key in self._known]
