"""Fit the pair scorer to a tracker whose duplicates are known, and judge it by what it never saw.

    python training/pair_scorer.py --issues I.jsonl.gz --labels L.jsonl.gz [--write]

Issues come in the order of time with external_id, title, body, source_created_at and, as far as
known, project and components; labels with external_id and group ("" without a known duplicate).
Only numbers go into the program: the tables of an additive model. The text of the issues does not.
"""

import argparse
import gzip
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.ensemble import HistGradientBoostingClassifier

from causeloop_desktop.contract.times import to_micros
from causeloop_desktop.engine.domain.detection.likeness.meaning import learn_meaning
from causeloop_desktop.engine.domain.detection.reading.corpus import read_corpus
from causeloop_desktop.engine.domain.detection.reading.matrix import weigh
from causeloop_desktop.engine.domain.documents import Document
from causeloop_desktop.engine.domain.records.moments import read_moment
from causeloop_desktop.engine.domain.scoring.features import EVIDENCE, Question
from causeloop_desktop.engine.domain.scoring.index import Index
from causeloop_desktop.engine.domain.scoring.scorecard import SHIPPED, Scorecard
from causeloop_desktop.engine.domain.text.tokens import terms_of
from causeloop_desktop.engine.domain.text.vectors import vector_of

SEED = 0
EARLIER = 0.6
"""Share of the time from which is learned where the rest judges."""

FORGOTTEN = 0.3
"""Share of the issues in question of which something is blanked, to learn to do without it."""

FORGETTABLE = tuple(map(EVIDENCE.index, ("meaning", "nearness", "fields")))
TARGET = Path("resources") / SHIPPED

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Pairs:
    """Issues in question with their candidates.

    Attributes:
        asked: Row of the issue in question, by pair.
        found: Row of the candidate.
        evidence: One column for each of ``EVIDENCE``.
        same: Whether both are of one group.
        wanted: Rows of all issues that have an earlier duplicate.
        project: Of every issue.
    """

    asked: Integers
    found: Integers
    evidence: Floats
    same: npt.NDArray[np.bool_]
    wanted: Integers
    project: npt.NDArray[np.str_]

    def where(self, rows: npt.NDArray[np.bool_]) -> "Pairs":
        """The pairs whose issue in question is chosen, by row."""
        some = rows[self.asked]
        return Pairs(
            self.asked[some],
            self.found[some],
            self.evidence[some],
            self.same[some],
            self.wanted[rows[self.wanted]],
            self.project,
        )


def read_lines(path: Path) -> list[dict[str, Any]]:
    """Read a packed file of JSON lines."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def document_of(key: int, said: Mapping[str, Any]) -> Document:
    """Read an issue as an import does; components stand for the service."""
    components = ", ".join(said.get("components", ()))
    fields = {"service": components, "project": said.get("project", "")}
    return Document(
        key,
        said["title"][:300],
        said.get("body", ""),
        fields={name: value for name, value in fields.items() if value},
        occurred_us=to_micros(read_moment(said["source_created_at"])),
    )


def _candidates(documents: Sequence[Document], asked: frozenset[int]) -> Iterator[Any]:
    """Yield for each issue that is asked about its row, its candidates' and their evidence."""
    weighed = weigh(read_corpus(documents, lambda: False))
    latent = learn_meaning(weighed.rows, weighed.features)
    none = np.zeros(0, np.uint32), np.zeros(0, np.float32)
    index = Index(latent, np.zeros(1, np.int64), *none)
    for row, document in enumerate(documents):
        vector = vector_of(terms_of(document), weighed.rarity)
        place = latent.place(vector.ids, vector.weights)
        if row in asked:
            question = Question(vector, weighed.rarity, place)
            near = index.near(question)
            yield row, near, question.evidence(index.rows(near))
        index.add(vector, place)


def pairs_of(issues: Sequence[Mapping[str, Any]], groups: Sequence[str]) -> Pairs:
    """Compare every issue that has an earlier duplicate with its candidates."""
    seen: set[str] = set()
    wanted = []
    for row, group in enumerate(groups):
        if group and group in seen:
            wanted.append(row)
        seen.add(group)
    documents = [document_of(row, said) for row, said in enumerate(issues)]
    numbers = {group: number for number, group in enumerate(sorted(set(groups)))}
    number = np.array([numbers[group] for group in groups])
    found = list(_candidates(documents, frozenset(wanted)))
    asked = np.concatenate([np.full(len(near), row) for row, near, _ in found])
    near = np.concatenate([near for _, near, _ in found])
    evidence = np.concatenate([evidence for _, _, evidence in found])
    project = np.array([said.get("project", "") for said in issues])
    same = number[asked] == number[near]
    return Pairs(asked, near, evidence, same, np.array(wanted), project)


def _forgetful(pairs: Pairs) -> Pairs:
    dice = np.random.default_rng(SEED)
    evidence = pairs.evidence.copy()
    for column in FORGETTABLE:
        blank = dice.random(int(pairs.asked.max()) + 1) < FORGOTTEN
        evidence[blank[pairs.asked], column] = np.nan
    return replace(pairs, evidence=evidence)


def fit(pairs: Pairs, left_out: Sequence[str] = ()) -> HistGradientBoostingClassifier:
    """Fit an additive model: no piece of evidence changes what another counts, and none harms."""
    model = HistGradientBoostingClassifier(
        max_iter=300,
        learning_rate=0.06,
        max_leaf_nodes=4,
        min_samples_leaf=40,
        l2_regularization=5,
        interaction_cst="no_interactions",
        monotonic_cst=[1] * len(EVIDENCE),
        random_state=SEED,
    )
    return model.fit(_without(_forgetful(pairs).evidence, left_out), pairs.same)


def _without(evidence: Floats, left_out: Sequence[str]) -> Floats:
    kept = evidence.copy()
    for name in left_out:
        kept[:, EVIDENCE.index(name)] = np.arange(len(kept)) % 2  # tells nothing
    return kept


def recall(pairs: Pairs, scores: Floats) -> tuple[float, ...]:
    """Share of issues with an earlier duplicate that have one among the first 1, 5 and 10."""
    order = np.lexsort((-pairs.found, -scores, pairs.asked))
    asked = pairs.asked[order]
    first = np.searchsorted(asked, asked)
    rank = np.arange(len(asked)) - first
    best = np.full(int(pairs.wanted.max()) + 1, len(order))
    hits = pairs.same[order]
    np.minimum.at(best, asked[hits], rank[hits])
    return tuple(round(float((best[pairs.wanted] < k).mean()), 3) for k in (1, 5, 10, 64))


def _table(
    decide: Callable[[Floats], Floats], base: Floats, column: int, edges: Floats
) -> tuple[Floats, float]:
    inside = np.concatenate((edges, [edges[-1] + 1])) if len(edges) else np.zeros(1)
    rows = np.repeat(base[None, :], len(inside) + 1, axis=0)
    rows[:-1, column], rows[-1, column] = inside, np.nan
    values = decide(rows)
    return values[:-1], float(values[-1])


def _merged(edges: Floats, values: Floats) -> tuple[list[float], list[float]]:
    """Neighbouring steps of equal height as one."""
    ends = np.flatnonzero(np.abs(np.diff(values)) > 1e-9)
    return edges[ends].tolist(), values[np.append(ends, len(values) - 1)].tolist()


def scorecard_of(model: HistGradientBoostingClassifier) -> dict[str, Any]:
    """The model's tables, moved and scaled so that scores go from 0 to 1."""
    base = np.zeros(len(EVIDENCE))
    thresholds = vars(model)["_bin_mapper"].bin_thresholds_
    tables = {}
    lowest, height = float(model.decision_function(base[None, :])[0]), 0.0
    for column, name in enumerate(EVIDENCE):
        edges = np.asarray(thresholds[column], np.float64)
        values, unknown = _table(model.decision_function, base, column, edges)
        low = min(float(values.min()), unknown)
        tables[name] = (*_merged(edges, values - low), unknown - low)
        lowest += low - float(model.decision_function(base[None, :])[0])
        height += max(float(values.max()), unknown) - low
    return {
        "about": "Points of an additive model; see docs/reference/pair-scorer.md.",
        "seed": SEED,
        "log_odds": [height, lowest],
        "tables": {
            name: {
                "edges": [round(edge, 6) for edge in edges],
                "points": [round(value / height, 6) for value in values],
                "unknown": round(unknown / height, 6),
            }
            for name, (edges, values, unknown) in tables.items()
        },
    }


def judge(pairs: Pairs, rows: int, left_out: Sequence[str] = ()) -> dict[str, Any]:
    """Learn from the past and judge by what came later; learn without a project and judge by it."""
    early = np.arange(rows) < rows * EARLIER
    judged = {"by time": (early, ~early)}
    for project in np.unique(pairs.project):
        judged[f"by project {project}"] = (pairs.project != project, pairs.project == project)
    found = {}
    for name, (taught, tested) in judged.items():
        model, test = fit(pairs.where(taught), left_out), pairs.where(tested)
        card = Scorecard.of(scorecard_of(model))
        scores = card.totals(_without(test.evidence, left_out))
        found[name] = recall(test, scores)
    return found


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    """Judge, and write the tables where asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--issues", type=Path, required=True)
    parser.add_argument("--labels", type=Path, required=True)
    parser.add_argument("--write", action="store_true", help="fit to everything and ship it")
    asked = parser.parse_args()
    issues = read_lines(asked.issues)
    pairs = pairs_of(issues, [label["group"] for label in read_lines(asked.labels)])
    _say(f"{len(pairs.asked)} pairs, {int(pairs.same.sum())} of one group")
    for left_out in ((), ("fields",), ("nearness",), ("meaning",), ("fields", "nearness")):
        _say(f"without {left_out}: {json.dumps(judge(pairs, len(issues), left_out))}")
    if asked.write:
        card = scorecard_of(fit(pairs))
        TARGET.write_text(json.dumps(card, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
