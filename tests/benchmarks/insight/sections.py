"""What is measured: each section runs the program and the yardsticks over one set of data."""

import csv
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from statistics import mean
from typing import Any, TypeAlias

from tests.benchmarks.insight import yardsticks
from tests.benchmarks.insight.audits import purity_of, read_audit
from tests.benchmarks.insight.datasets import DataSets
from tests.benchmarks.insight.edits import edits_to_truth, read_clusters
from tests.benchmarks.insight.program import Program, fresh_program
from tests.benchmarks.insight.scorers import score_forecasts, score_matching
from tests.benchmarks.insight.texts import read_groups, read_texts
from tests.benchmarks.insight.trust import read_trust

Found: TypeAlias = dict[str, Any]
"""Plain JSON values."""

AUDITS = Path(__file__).parents[3] / "docs" / "reference" / "audits"
READ = tuple(sorted(AUDITS.glob("hadoop-top-20*.csv")))
TOP = 20

MATCHED = ("recall@1", "recall@5", "recall@10", "MRR@10")
ATTACHED = ("attach_precision", "attach_recall", "false_attach_rate", "labelled_pair_P")
CLUSTERED = (
    "labelled_pair_F1",
    "labelled_pair_P",
    "labelled_pair_R",
    "labelled_b3_F1",
    "labelled_ARI",
    "false_attach_rate",
    "largest_cluster",
)
GROUPED = ("GA", "FGA", "pair_F1")


def matching(data: DataSets, program: Program) -> Found:
    """Rank and attach issue by issue, by ``causeloop replay``."""
    issues, labels = data.hadoop.issues, data.hadoop.labels
    ranks, folder = program.folder / "ranks.csv", program.folder
    job = program.run_json("replay", issues, "--out", ranks)
    chains = _attached_clusters(ranks, folder / "attached.csv")
    texts, asked = read_texts(issues), read_groups(labels)
    rivals = {"TF-IDF": yardsticks.rank_by_tf_idf, "BM25": yardsticks.rank_by_bm25}
    table = {"Causeloop": _only(score_matching(data, labels, ranks=ranks), MATCHED)}
    for name, rank in rivals.items():
        rank(texts, asked, target := folder / f"{name}.csv")
        table[name] = _only(score_matching(data, labels, ranks=target), MATCHED)
    attached = _only(score_matching(data, labels, clusters=chains), ATTACHED)
    return {"ranks": table, "attached_alone": attached, "job": job["result"]}


def detection(data: DataSets, program: Program) -> Found:
    """Cluster everything at once, by ``causeloop import`` and ``causeloop detect``."""
    issues, labels = data.hadoop.issues, data.hadoop.labels
    ours = program.detect_patterns(issues, "patterns.csv")
    texts, groups = read_texts(issues), read_groups(labels)
    rivals = {
        "TF-IDF + HDBSCAN": yardsticks.cluster_by_hdbscan,
        "Drain3": yardsticks.cluster_by_drain,
    }
    files = {"Causeloop": ours}
    for name, cluster in {**rivals, "Everybody alone": yardsticks.leave_alone}.items():
        cluster(texts, target := program.folder / f"{name}.csv")
        files[name] = target
    table = {}
    for name, file in files.items():
        edits = edits_to_truth(read_clusters(file), groups, len(texts))
        scored = _only(score_matching(data, labels, clusters=file), CLUSTERED)
        table[name] = scored | {"splits": edits.splits, "merges": edits.merges}
    return {"clusters": table, "purity": _purity(program, ours)}


def trust(data: DataSets, program: Program) -> Found:
    """Backtest the patterns as we form them."""
    program.run("import", data.hadoop.issues)
    job = program.run_json("backtest")
    rows = program.backtest_rows(job["id"])
    return {"horizons": [asdict(one) for one in read_trust(rows)], "job": job["result"]}


def logs(data: DataSets, _: Program) -> Found:
    """Group the lines of each system's log, with one configuration for all."""
    table: dict[str, Found] = {}
    for log in data.logs:
        with fresh_program() as program:
            ours = program.detect_patterns(log.issues, "patterns.csv")
            theirs = program.folder / "drain.csv"
            yardsticks.cluster_by_drain(read_texts(log.issues), theirs)
            files = {"Causeloop": ours, "Drain3": theirs}
            table[log.name] = {
                name: _only(score_matching(data, log.labels, logs=True, clusters=file), GROUPED)
                for name, file in files.items()
            }
    return {"systems": table, "mean": _means(table)}


def forecasts(data: DataSets, _: Program) -> Found:
    """Backtest plain events, every one of which counts."""
    with fresh_program() as program:
        fields = ("--map", "fingerprint=group_id", "--map", "source_created_at=event_time")
        program.run("import", data.events, *fields)
        said = program.folder / "said.csv"
        program.run("backtest", "--gap", "0", "--as-of", "2018-08-30", "--out", said)
        return {"horizons": score_forecasts(data, said), "seconds": program.seconds}


Section: TypeAlias = Callable[[DataSets, Program], Found]

SECTIONS: Mapping[str, Section] = {
    "matching": matching,
    "detection": detection,
    "trust": trust,
    "logs": logs,
    "forecasts": forecasts,
}
"""In the order in which they run; they share one data directory."""


def _only(scored: Mapping[str, float], names: tuple[str, ...]) -> dict[str, float]:
    return {name: scored[name] for name in names}


def _means(table: Mapping[str, Found]) -> Found:
    """Average over systems, each as much as any other."""
    names = next(iter(table.values()), {})
    return {
        name: {key: mean(one[name][key] for one in table.values()) for key in GROUPED}
        for name in names
    }


def _attached_clusters(ranks: Path, target: Path) -> Path:
    """Follow each issue to the one it was attached to, and name clusters after their first."""
    root: dict[str, str] = {}
    with ranks.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            joined = row["attached_to"]
            root[row["external_id"]] = root.get(joined, joined) or row["external_id"]
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("external_id", "cluster_id"))
        writer.writerows(root.items())
    return target


def _purity(program: Program, clusters: Path) -> Found:
    """Hold the riskiest patterns against what a person has read of them."""
    listed = ("patterns", "list", "--limit", str(TOP), "--fields", "id", "--format", "json")
    wanted = [row["id"] for row in json.loads(program.run(*listed))]
    members: dict[str, list[str]] = {pattern: [] for pattern in wanted}
    for issue, cluster in read_clusters(clusters).items():
        if cluster in members:
            members[cluster].append(issue)
    verdicts = {pair: verdict for file in READ for pair, verdict in read_audit(file).items()}
    found = purity_of(members.values(), verdicts)
    return {"top": len(wanted), **asdict(found), "share": found.share}
