"""The worker's half of a backtest: read what happened, look back, write the rows to a file."""

import json
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple, TextIO

from causeloop_desktop.contract.backtests import BacktestResult, HorizonAccuracy
from causeloop_desktop.contract.times import from_micros, to_text
from causeloop_desktop.engine.domain.documents import Document
from causeloop_desktop.engine.domain.episodes import Micros
from causeloop_desktop.engine.domain.forecasts.accuracy import Accuracy, accuracy_of
from causeloop_desktop.engine.domain.forecasts.backtest.tracks import Said
from causeloop_desktop.engine.domain.forecasts.backtest.walk import backtest
from causeloop_desktop.engine.domain.forecasts.local.deploys import DeployLog, Deploys
from causeloop_desktop.engine.store.forecasts.backtests import Event, EventStore
from causeloop_desktop.engine.store.issues.deploys import DeployStore
from causeloop_desktop.engine.store.issues.documents import DocumentStore
from causeloop_desktop.engine.worker.protocol import Outbox, Spec
from causeloop_desktop.engine.worker.reader import Reader
from causeloop_desktop.engine.worker.replay.scratch import Scratch

READ_AT_ONCE = 20_000
MATCHED_AT_ONCE = 500

DECIMALS = 6

READ, MATCHED = 0.05, 0.3
"""How far the progress bar is when events have been read, and when issues have been matched."""


class _Groups(NamedTuple):
    """What is known of each group.

    Attributes:
        times: When something happened.
        known_us: Since when those that were matched are known.
        deploys: Of the services that their issues name.
    """

    times: dict[str, list[Micros]]
    known_us: dict[str, Micros]
    deploys: dict[str, Deploys]


def run(spec: Spec, out: Outbox) -> None:
    """Look back over a workspace; at the end the rows are in the file ``params["file"]``."""
    _Run(spec, out).run()


class _Run:
    def __init__(self, spec: Spec, out: Outbox) -> None:
        self._params = spec.params
        self._workspace = spec.workspace_key
        self._reader = Reader(spec.database)
        self._out = out
        self._tallies = {days: _Tally(days) for days in spec.params["horizons"]}

    def run(self) -> None:
        began = time.monotonic()
        events = self._events()
        matched = self._matched(events)
        log = self._reader.read(lambda read: DeployStore(read, self._workspace).log())
        groups = _grouped(events, matched, log)
        self._look_back(groups)
        result = BacktestResult(
            rows=self._rows,
            events=sum(map(len, groups.times.values())),
            groups=len(groups.times),
            matched_groups=len(groups.known_us),
            horizons=tuple(filter(None, (tally.accuracy() for tally in self._tallies.values()))),
            seconds=time.monotonic() - began,
        )
        self._out.done(result.model_dump(mode="json"))

    @property
    def _rows(self) -> int:
        return sum(len(tally.said) for tally in self._tallies.values())

    def _events(self) -> list[Event]:
        """Read everything that happened, page by page; a deploy is not the failure of anything."""
        deploys = self._reader.read(lambda read: DeployStore(read, self._workspace).keys())
        newest = self._reader.read(lambda read: EventStore(read, self._workspace).newest_issue())
        events: list[Event] = []
        for after in range(0, newest, READ_AT_ONCE):
            events += [event for event in self._page(after) if event.issue not in deploys]
            share = min((after + READ_AT_ONCE) / newest, 1.0)
            self._out.progress(READ * share, "Reading what happened", done=len(events))
        return events

    def _page(self, after: int) -> list[Event]:
        through, until_us = after + READ_AT_ONCE, self._params["until_us"]
        return self._reader.read(
            lambda read: EventStore(read, self._workspace).of_issues(after, through, until_us)
        )

    def _matched(self, events: Iterable[Event]) -> Scratch:
        """Feed the issues without a fingerprint to an empty workspace."""
        unmarked = (event for event in events if not event.fingerprint)
        by_time = sorted((event.time_us, event.issue) for event in unmarked)
        waiting = list(dict.fromkeys(issue for _, issue in by_time))
        scratch = Scratch()
        for start in range(0, len(waiting), MATCHED_AT_ONCE):
            for document in self._documents(waiting[start : start + MATCHED_AT_ONCE]):
                scratch.feed(document)
            share = READ + (MATCHED - READ) * start / len(waiting)
            self._out.progress(share, "Matching once more", done=start, total=len(waiting))
        return scratch

    def _documents(self, issues: Sequence[int]) -> list[Document]:
        """Give documents in the order of ``issues``."""
        found = self._reader.read(lambda read: DocumentStore(read, self._workspace).find(issues))
        by_key = {document.key: document for document in found}
        return [by_key[issue] for issue in issues]

    def _look_back(self, groups: _Groups) -> None:
        file = Path(self._params["file"])
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = file.with_suffix(".new")
        step_days, gap_us = self._params["step_days"], self._params["gap_us"]
        with draft.open("w", encoding="utf-8", newline="\n") as target:
            for cutoff in backtest(
                groups.times,
                step_days=step_days,
                gap_us=gap_us,
                known_us=groups.known_us,
                deploys=groups.deploys,
            ):
                self._keep(target, cutoff.said)
                share = MATCHED + (1 - MATCHED) * cutoff.number / cutoff.total
                self._out.progress(
                    share, f"Looking back to {_day(cutoff.time_us)}", done=self._rows
                )
        draft.replace(file)

    def _keep(self, target: TextIO, rows: Iterable[Said]) -> None:
        for row in rows:
            if (tally := self._tallies.get(row.days)) is not None:
                tally.add(row)
                target.write(_to_line(row))


class _Tally:
    """What was said for one horizon, and what came of it."""

    def __init__(self, days: int) -> None:
        self.said: list[float] = []
        self._days = days
        self._happened: list[bool] = []
        self._reference: list[float] = []

    def add(self, row: Said) -> None:
        self.said.append(row.probability)
        self._happened.append(row.happened)
        self._reference.append(row.reference)

    def accuracy(self) -> HorizonAccuracy | None:
        """Score what was said, if anything was."""
        scored = accuracy_of(self.said, self._happened, self._reference)
        return None if scored is None else _to_model(self._days, scored)


def _to_model(days: int, scored: Accuracy) -> HorizonAccuracy:
    return HorizonAccuracy(
        horizon=days,
        forecasts=scored.forecasts,
        base_rate=scored.base_rate,
        brier=scored.brier,
        skill_over_poisson=scored.skill_over_reference,
        skill_over_base_rate=scored.skill_over_base,
        calibration_error=scored.calibration_error,
        auc=scored.auc,
        alerts=scored.alerts.fired,
        precision=scored.alerts.precision,
        recall=scored.alerts.recall,
    )


def _grouped(events: Iterable[Event], matched: Scratch, log: DeployLog) -> _Groups:
    """Group events by fingerprint or by what matching had put together.

    Issues that are alone have nothing to forecast and are left out.
    """
    times: defaultdict[str, list[Micros]] = defaultdict(list)
    named_us: defaultdict[str, dict[str, Micros]] = defaultdict(dict)
    names: dict[int, str] = {}
    for event in sorted(events, key=lambda event: (event.time_us, event.issue)):
        group = event.fingerprint
        if not group and (pattern := matched.group_of.get(event.issue)) is not None:
            group = names.setdefault(pattern, _pattern_id(event.id))
        if group:
            times[group].append(event.time_us)
            if event.service:
                named_us[group].setdefault(event.service, event.time_us)
    known_us = {name: matched.known_us[pattern] for pattern, name in names.items()}
    deploys = {group: log.concerning(named_us[group].items()) for group in times}
    return _Groups(dict(times), known_us, deploys)


def _pattern_id(issue_id: str) -> str:
    """Name a pattern after its earliest issue, so that it is called alike in every backtest."""
    return f"pat_{issue_id.removeprefix('iss_')}"


def _to_line(row: Said) -> str:
    cutoff = to_text(from_micros(row.cutoff_us))
    values = (row.group, cutoff, row.days, round(row.probability, DECIMALS), row.happened)
    return json.dumps(values, ensure_ascii=False) + "\n"


def _day(time_us: Micros) -> str:
    return f"{from_micros(time_us):%Y-%m-%d}"
