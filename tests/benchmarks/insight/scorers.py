"""The scorers that come with the data: run as they are, their numbers taken as they say."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from tests.benchmarks.insight.datasets import DataSets

LAST = "0.4"
"""Share of the issues, the latest, on which matching and detection are judged."""

END = "2018-08-30"
"""The last day whose events are scored."""


def score_matching(
    data: DataSets, labels: Path, *, logs: bool = False, **files: Path
) -> dict[str, float]:
    """Score ``clusters`` or ``ranks``, given as files; logs are scored whole."""
    command = [sys.executable, str(data.matcher_scorer), "--labels", str(labels), "--json"]
    command += ["--logs"] if logs else ["--last", LAST]
    for option, file in files.items():
        command += [f"--{option}", str(file)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    scored: dict[str, float] = json.loads(done.stdout)
    return scored


def score_forecasts(data: DataSets, said: Path) -> list[dict[str, Any]]:
    """Score the rows of a backtest over the plain events, one line a horizon."""
    import pandas

    scorer = _loaded(data.forecast_scorer)
    rows = pandas.read_csv(said, dtype={"group_id": str}).assign(model="ours")
    end = scorer.to_day(END)
    seen = scorer.attach(rows, scorer.load_events(data.events, END), end)
    found: list[dict[str, Any]] = scorer.table(seen).sort_values("horizon").to_dict("records")
    return found


def _loaded(script: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("forecast_scorer", script)
    if spec is None or spec.loader is None:
        raise RuntimeError(f"{script} is no Python file")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
