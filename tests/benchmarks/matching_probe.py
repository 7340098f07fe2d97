"""``python -m tests.benchmarks.matching_probe KNOWN NEW``: match issues, as JSON.

A process of its own, so that it computes with one core from its first import, as a worker does.
"""

import gzip
import json
import os
import sys
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from causeloop_desktop.contract.times import to_micros
from causeloop_desktop.engine.domain.detection.run import detect
from causeloop_desktop.engine.domain.documents import Document
from causeloop_desktop.engine.domain.matching.matcher import Matcher
from causeloop_desktop.engine.domain.matching.model import MatchModel
from causeloop_desktop.engine.worker.matching import SENT_AT_ONCE, Sorter
from tests.benchmarks.failures import failures
from tests.benchmarks.report import milliseconds

REPORTS = "CAUSELOOP_BENCH_REPORTS"


def main(known_count: int, new_count: int) -> dict[str, Any]:
    """Detect among the known, then match the others in pages and one by one."""
    known, new = _documents(known_count, new_count)
    found = detect(known)
    names = {pattern.key: number for number, pattern in enumerate(found.patterns, start=1)}
    model = found.model.renamed(names)
    seconds, attached = _in_pages(model, new)
    return {
        "known": len(known),
        "patterns": len(found.patterns),
        "new": len(new),
        "found_a_pattern": attached,
        "cpu_s": seconds,
        "one_ms": milliseconds(_one_by_one(model, new)),
    }


def _documents(known: int, new: int) -> tuple[Sequence[Document], Sequence[Document]]:
    if file := os.environ.get(REPORTS):
        reports = _reports(Path(file))
        edge = len(reports) * 9 // 10
        return reports[:edge], reports[edge : edge + new]
    everything = list(failures(known + new))
    return everything[:known], everything[known:]


def _reports(file: Path) -> list[Document]:
    opened = gzip.open if file.suffix == ".gz" else open
    with opened(file, "rt", encoding="utf-8") as lines:
        said = sorted(map(json.loads, lines), key=lambda one: str(one["source_created_at"]))
    return [_report(key, one) for key, one in enumerate(said, start=1)]


def _report(key: int, said: dict[str, Any]) -> Document:
    moment = to_micros(datetime.fromisoformat(said["source_created_at"]))
    fields = {"project": said["project"]} if said.get("project") else {}
    return Document(key, said["title"], said.get("body") or "", fields=fields, occurred_us=moment)


def _in_pages(model: MatchModel, new: Sequence[Document]) -> tuple[float, int]:
    matcher = Matcher(model)
    sorter = Sorter(matcher, ())
    began = time.process_time()
    for start in range(0, len(new), SENT_AT_ONCE):
        page = new[start : start + SENT_AT_ONCE]
        matcher.prepare(page)
        for document in page:
            sorter.places(document)
    return time.process_time() - began, sorter.linked


def _one_by_one(model: MatchModel, new: Sequence[Document]) -> list[float]:
    """Match without adding, as an engine does that is asked about an issue."""
    matcher, spent = Matcher(model), []
    for document in new:
        began = time.process_time()
        matcher.match(document)
        spent.append(time.process_time() - began)
    return spent


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]), int(sys.argv[2]))))
