"""The pattern book: all patterns of a workspace in memory, with their numbers as of any moment."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from causeloop_desktop.engine.services.patterns.numbers import (
    PatternNumbers,
    Standpoint,
    all_episodes,
    counted_once,
    numbers_of,
)
from causeloop_desktop.engine.store.duplicates.rows import DuplicateStore
from causeloop_desktop.engine.store.forecasts.rows import NOTHING_FITTED, FittedModel, ForecastStore
from causeloop_desktop.engine.store.issues.deploys import DeployStore, KnownDeploys
from causeloop_desktop.engine.store.patterns.memberships import MembershipStore
from causeloop_desktop.engine.store.patterns.rows import PatternRow, PatternStore
from causeloop_desktop.engine.store.tenants.workspaces import WorkspaceStore

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

    from causeloop_desktop.engine.clock import Clock
    from causeloop_desktop.engine.domain.episodes import Episode
    from causeloop_desktop.engine.domain.forecasts.local.model import WorkspaceModel
    from causeloop_desktop.engine.store.database import Database, Read

FRESH_US = 600_000_000
"""How long numbers as of now may serve while nothing changes: probabilities move by the day."""

KEPT_MOMENTS = 4
"""How many other moments are remembered with their numbers."""


KEPT_ORDERS = 16
"""How many lists of one moment are remembered in their order."""


@dataclass(frozen=True)
class Snapshot:
    """Every pattern of a run that existed at ``as_of_us``, with its numbers then.

    Attributes:
        leads: For each issue that tells the same as others the issue that leads them.
    """

    run: int
    seen_from: Standpoint
    by_key: Mapping[int, PatternNumbers]
    leads: Mapping[int, int] = field(default_factory=dict)

    _orders: dict[Hashable, Sequence[PatternNumbers]] = field(default_factory=dict, compare=False)

    def ordered(
        self, name: Hashable, sort: Callable[[], Sequence[PatternNumbers]]
    ) -> Sequence[PatternNumbers]:
        """Give a selection in its order, worked out once for all of its pages."""
        if name not in self._orders:
            while len(self._orders) >= KEPT_ORDERS:
                self._orders.pop(next(iter(self._orders)))
            self._orders[name] = sort()
        return self._orders[name]

    @property
    def as_of_us(self) -> int:
        """The moment."""
        return self.seen_from.as_of_us

    @property
    def zone(self) -> ZoneInfo:
        """Where days begin."""
        return self.seen_from.zone

    @property
    def model(self) -> WorkspaceModel:
        """What the workspace's own past adds to forecasts."""
        return self.seen_from.model

    @cached_property
    def entries(self) -> tuple[PatternNumbers, ...]:
        """The patterns, in no particular order."""
        return tuple(self.by_key.values())

    @cached_property
    def by_id(self) -> Mapping[str, PatternNumbers]:
        """The patterns by their ids."""
        return {entry.id: entry for entry in self.entries}

    @cached_property
    def recurring_keys(self) -> frozenset[int]:
        """The patterns that came back at least twice: their open issues are open loops."""
        return frozenset(entry.key for entry in self.entries if entry.recurring)


@dataclass(frozen=True, slots=True)
class _Loaded:
    """What a look into the store brought: rows that changed, or all rows of another run.

    A look that fails leaves the book as it was, so that the next one brings all of it again.

    Attributes:
        gap_us: The workspace's gap between episodes.
        joined: The stamp of who is joined with whom.
        leads: Given where other issues are joined than before.
        fitted: Given where forecasts were fitted anew.
        learned: Given where a moment before the fit is asked for.
        deploys: Given where there are other deploys than before.
    """

    run: int
    sequence: int
    zone: ZoneInfo
    rows: list[PatternRow]
    everything: bool
    gap_us: int
    joined: int
    leads: Mapping[int, int] | None = None
    fitted: FittedModel | None = None
    learned: WorkspaceModel | None = None
    deploys: KnownDeploys | None = None

    @property
    def changes(self) -> bool:
        """Whether numbers of other moments may be other ones now."""
        anew = self.fitted is not None or self.deploys is not None
        return bool(self.rows) or self.everything or anew


class PatternBook:
    """One workspace's patterns. Reads only what changed; computes in a thread.

    Args:
        database: Where the patterns are.
        workspace_key: Whose they are.
        clock: Says what "now" is.
    """

    def __init__(self, database: Database, workspace_key: int, clock: Clock) -> None:
        self._database = database
        self._workspace = workspace_key
        self._clock = clock
        self._lock = asyncio.Lock()
        self._run = -1
        self._sequence = -1
        self._joined = -1
        self._gap_us = -1
        self._leads: Mapping[int, int] = {}
        self._fitted = NOTHING_FITTED
        self._deploys = KnownDeploys()
        self._rows: dict[int, tuple[PatternRow, tuple[Episode, ...]]] = {}
        self._live: Snapshot | None = None
        self._moments: OrderedDict[int, Snapshot] = OrderedDict()

    async def snapshot(self, as_of_us: int | None = None) -> Snapshot:
        """Give the patterns as of a moment, or as of now."""
        async with self._lock:
            loaded = await self._database.read(partial(self._load, as_of_us))
            return await asyncio.to_thread(self._answer, loaded, as_of_us)

    def _load(self, as_of_us: int | None, connection: Read) -> _Loaded:
        """Read what changed and, for a moment of the past, what forecasts knew by then."""
        loaded = self._load_rows(connection)
        fitted = loaded.fitted or self._fitted
        if as_of_us is None or as_of_us >= fitted.fitted_us:
            return loaded
        if as_of_us in self._moments and not loaded.changes:
            return loaded
        store = ForecastStore(connection, self._workspace)
        return replace(loaded, learned=store.learned_by(as_of_us))

    def _load_rows(self, connection: Read) -> _Loaded:
        reach = MembershipStore(connection, self._workspace).reach()
        zone = ZoneInfo(WorkspaceStore(connection).by_key(self._workspace).timezone)
        everything = reach.run != self._run
        if not everything and reach.sequence == self._sequence:
            return _Loaded(reach.run, reach.sequence, zone, [], False, self._gap_us, self._joined)
        store = PatternStore(connection, self._workspace)
        gap_us = store.gap_us()
        everything = everything or gap_us != self._gap_us
        duplicates = DuplicateStore(connection, self._workspace)
        joined = duplicates.stamp()
        return _Loaded(
            run=reach.run,
            sequence=reach.sequence,
            zone=zone,
            rows=store.rows(reach.run, -1 if everything else self._sequence),
            everything=everything,
            gap_us=gap_us,
            joined=joined,
            # Patterns that a join touches have changed, too.
            leads=None if joined == self._joined else duplicates.leads(),
            fitted=self._load_fitted(ForecastStore(connection, self._workspace)),
            deploys=DeployStore(connection, self._workspace).newer(self._deploys),
        )

    def _load_fitted(self, forecasts: ForecastStore) -> FittedModel | None:
        """Read what a fit has left, if there was another one."""
        if forecasts.fitted_us() == self._fitted.fitted_us:
            return None
        return forecasts.fitted()

    def _answer(self, loaded: _Loaded, as_of_us: int | None) -> Snapshot:
        changed = self._take(loaded)
        if as_of_us is None:
            self._live = self._now(loaded.zone, changed)
            return self._live
        if as_of_us not in self._moments:
            model = loaded.learned or self._fitted.model
            seen_from = Standpoint(as_of_us, loaded.zone, model, self._deploys.log)
            self._moments[as_of_us] = self._compute(self._rows, seen_from)
        self._moments.move_to_end(as_of_us)
        while len(self._moments) > KEPT_MOMENTS:
            self._moments.popitem(last=False)
        return self._moments[as_of_us]

    def _take(self, loaded: _Loaded) -> set[int]:
        """Put changed rows into the book and say which patterns they are."""
        if loaded.everything:
            self._rows.clear()
            self._live = None
        if loaded.leads is not None:
            self._leads = loaded.leads
        if loaded.fitted is not None:
            self._fitted = loaded.fitted
            self._live = None
        if loaded.deploys is not None:
            self._deploys = loaded.deploys
            if self._fitted.model.looks_at_deploys:
                self._live = None
        for row in loaded.rows:
            once = counted_once(row, self._leads)
            self._rows[row.key] = (once, all_episodes(once))
        self._run, self._sequence = loaded.run, loaded.sequence
        self._gap_us, self._joined = loaded.gap_us, loaded.joined
        if loaded.changes:
            self._moments.clear()
        return {row.key for row in loaded.rows}

    def _now(self, zone: ZoneInfo, changed: Iterable[int]) -> Snapshot:
        """Renew the numbers of what changed; of everything where the rest has grown old."""
        now_us = self._clock()
        live = self._live
        if live is None or live.zone != zone or not 0 <= now_us - live.as_of_us < FRESH_US:
            seen_from = Standpoint(now_us, zone, self._fitted.model, self._deploys.log)
            return self._compute(self._rows, seen_from)
        touched = set(changed) | self._coming(live, now_us)
        if not touched:
            return live
        seen_from = replace(live.seen_from, deploys=self._deploys.log)
        renewed = self._compute(touched, replace(seen_from, as_of_us=now_us)).by_key
        kept = {key: entry for key, entry in live.by_key.items() if key not in touched}
        return Snapshot(self._run, seen_from, {**kept, **renewed}, self._leads)

    def _coming(self, live: Snapshot, now_us: int) -> set[int]:
        """Patterns with occurrences dated ahead of the clock whose time has come since."""
        return {
            key
            for key, (row, _) in self._rows.items()
            if row.state.members.times
            and row.state.members.times[-1] > live.as_of_us
            and row.state.members.until(live.as_of_us) != row.state.members.until(now_us)
        }

    def _compute(self, keys: Iterable[int], seen_from: Standpoint) -> Snapshot:
        found = (numbers_of(*self._rows[key], seen_from) for key in keys)
        by_key = {entry.key: entry for entry in found if entry is not None}
        return Snapshot(self._run, seen_from, by_key, self._leads)
