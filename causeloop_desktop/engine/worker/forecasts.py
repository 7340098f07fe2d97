"""The worker's half of fitting: walk through the patterns' past, learn, and keep what was said."""

import base64
from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from causeloop_desktop.engine.domain.episodes import DAY_US, Micros, onsets
from causeloop_desktop.engine.domain.forecasts.backtest.tracks import Said
from causeloop_desktop.engine.domain.forecasts.backtest.walk import Backtest, CutOff
from causeloop_desktop.engine.domain.forecasts.forecast import LEAST_EPISODES
from causeloop_desktop.engine.domain.forecasts.local.deploys import Deploys
from causeloop_desktop.engine.domain.forecasts.local.model import WorkspaceModel
from causeloop_desktop.engine.domain.forecasts.rates import HORIZONS
from causeloop_desktop.engine.domain.forecasts.totals import Missed, missed, shift_of
from causeloop_desktop.engine.services.patterns.numbers import (
    all_episodes,
    counted_once,
    deploys_of,
)
from causeloop_desktop.engine.store.duplicates.rows import DuplicateStore
from causeloop_desktop.engine.store.forecasts.packing import CAME, OPEN, QUIET, Kept, packed
from causeloop_desktop.engine.store.issues.deploys import DeployStore
from causeloop_desktop.engine.store.patterns.memberships import MembershipStore
from causeloop_desktop.engine.store.patterns.rows import PatternStore
from causeloop_desktop.engine.worker.protocol import Outbox, Spec
from causeloop_desktop.engine.worker.reader import Reader

WEEKS_KEPT = 104
"""Weeks of the past that are kept with what would have been said."""

WEEKS_AT_ONCE = 4


def run(spec: Spec, out: Outbox) -> None:
    """Fit the forecasts of a workspace to what happened up to ``params["until_us"]``."""
    until_us: Micros = spec.params["until_us"]
    past = _past(Reader(spec.database), spec.workspace_key, until_us)
    walk = Backtest(
        past.events, gap_us=0, known_us=past.known_us, deploys=past.deploys, until_us=until_us
    )
    weeks: defaultdict[int, deque[dict[str, object]]] = defaultdict(
        lambda: deque(maxlen=WEEKS_KEPT)
    )
    ended: defaultdict[int, list[Missed]] = defaultdict(list)
    windows = 0
    for cutoff in walk.cutoffs():
        learned = walk.model(cutoff.time_us)
        for days in HORIZONS:
            rows = [row for row in cutoff.said if row.days == days]
            windows += sum(row.ended for row in rows)
            if rows:
                weeks[days].append(_week(cutoff, rows, learned.of(days)))
            if rows and rows[0].ended:
                ended[days].append(_missed(rows))
        out.progress(cutoff.number / cutoff.total, "Learning from the past", done=windows)
    found = [week for kept in weeks.values() for week in kept]
    for start in range(0, len(found), WEEKS_AT_ONCE):
        out.rows(weeks=found[start : start + WEEKS_AT_ONCE])
    model = walk.model(until_us)
    model = replace(model, shifts={days: shift_of(ended[days]) for days in HORIZONS})
    out.done({"model": model.to_json(), "patterns": len(past.events), "windows": windows})


class _Past(NamedTuple):
    """The past of the patterns as they are today.

    Attributes:
        events: When their episodes began.
        known_us: Since when those are known that were found while the workspace was watched.
            Of what had come back before its first detection, nobody can say.
        deploys: Of the services that their issues name.
    """

    events: dict[str, list[Micros]]
    known_us: dict[str, Micros]
    deploys: dict[str, Deploys]


def _past(reader: Reader, workspace_key: int, until_us: Micros) -> _Past:
    """Read the past of every pattern."""
    run = reader.read(lambda read: MembershipStore(read, workspace_key).reach().run)
    leads = reader.read(lambda read: DuplicateStore(read, workspace_key).leads())
    rows = reader.read(lambda read: PatternStore(read, workspace_key).rows(run))
    log = reader.read(lambda read: DeployStore(read, workspace_key).log())
    began_us = min((row.created_us for row in rows), default=until_us)
    past = _Past({}, {}, {})
    for row in rows:
        if row.merged_into is not None:
            continue
        times = onsets(all_episodes(counted_once(row, leads)))
        name = str(row.key)
        past.events[name] = [time for time in times if time <= until_us]
        past.deploys[name] = deploys_of(row, log)
        if times[LEAST_EPISODES - 1 :] and times[LEAST_EPISODES - 1] > began_us:
            past.known_us[name] = row.created_us
    return past


def _week(cutoff: CutOff, rows: Sequence[Said], learned: WorkspaceModel) -> dict[str, object]:
    days = rows[0].days
    return {
        "days": days,
        "cutoff_us": cutoff.time_us,
        "ends_us": cutoff.time_us + days * DAY_US,
        "method": rows[0].method,
        "count": len(rows),
        "model": learned.to_json(),
        "rows": base64.b64encode(packed([_kept(row) for row in rows])).decode(),
    }


def _kept(row: Said) -> Kept:
    outcome = (CAME if row.happened else QUIET) if row.ended else OPEN
    return Kept(int(row.group), row.episodes, row.probability, row.league, outcome)


def _missed(rows: Sequence[Said]) -> Missed:
    """Say by how much the count of a finished week was off."""
    return missed([row.probability for row in rows], sum(row.happened for row in rows))
