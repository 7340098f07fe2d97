"""Results as people read them: tables in the terminal, and between two marks in the page."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "benchmarks.md"
BEGIN, END = "<!-- insight: begin -->", "<!-- insight: end -->"

_MATCHED = {"recall@1": "R@1", "recall@5": "R@5", "recall@10": "R@10", "MRR@10": "MRR@10"}
_CLUSTERED = {
    "labelled_pair_F1": "pair F1",
    "labelled_pair_P": "precision",
    "labelled_pair_R": "recall",
    "labelled_b3_F1": "B-cubed F1",
    "labelled_ARI": "ARI",
    "false_attach_rate": "false attach",
    "largest_cluster": "largest",
    "splits": "splits",
    "merges": "merges",
}
_ATTACHED = {
    "labelled_pair_P": "labelled pair precision",
    "attach_recall": "attach recall",
    "false_attach_rate": "false attach",
    "attach_precision": "precision over all (a lower bound)",
}
_TRUST = {
    "horizon": "days",
    "rows": "forecasts",
    "happened": "came true",
    "calibration_error": "ECE",
    "skill": "skill over the average",
    "sure": "above 95 %",
    "sure_failed": "of these failed",
}
_FORECAST = {
    "horizon": "days",
    "rows": "forecasts",
    "base": "came true",
    "bss_pois": "skill over Poisson",
    "bss_base": "skill over the average",
    "ece": "ECE",
    "auc": "AUC",
    "prec75": "right at 75 %",
    "rec75": "caught at 75 %",
}


def to_markdown(document: Mapping[str, Any]) -> str:
    """Write results as a chapter of the page."""
    about = document["about"]
    head = [
        f"Measured on {about['date']} at commit `{about['commit']}` on {about['machine']}.",
        *(f"Skipped: {line}" for line in document["skipped"]),
    ]
    writers = (_matching, _detection, _trust, _logs, _forecasts)
    parts = (part for write in writers for part in write(document["found"]))
    return "\n\n".join([*head, *parts])


def write_page(text: str, page: Path = PAGE) -> None:
    """Put a chapter in its place in the page; the rest stays."""
    whole = page.read_text(encoding="utf-8")
    before, _, rest = whole.partition(BEGIN)
    after = rest.partition(END)[2]
    page.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", encoding="utf-8")


def _matching(found: Mapping[str, Any]) -> Iterator[str]:
    if "matching" not in found:
        return
    part = found["matching"]
    job = part["job"]
    yield "### Matching, issue by issue (hadoop, last 40 % by time)"
    yield _table("", _MATCHED, part["ranks"].items())
    yield "What attaches by itself:"
    yield _table("", _ATTACHED, [("Causeloop", part["attached_alone"])])
    yield (
        f"The replay fed {job['issues']:,} issues, attached {job['attached']:,} of them and ran "
        f"{job['detections']} detections on the way, in {job['seconds']:.0f} s."
    )


def _detection(found: Mapping[str, Any]) -> Iterator[str]:
    if "detection" not in found:
        return
    part, purity = found["detection"], found["detection"]["purity"]
    yield "### Detection (hadoop; all scored on the last 40 % by time, edits on the whole)"
    yield _table("", _CLUSTERED, part["clusters"].items())
    yield "Splits and merges are what a person must still do, per 1,000 issues."
    share = "nothing" if purity["share"] is None else f"{purity['share']:.1%}"
    yield (
        f"Purity of the {purity['top']} riskiest patterns, read by a person: {share} of "
        f"{purity['judged']:,} judged members; {purity['members'] - purity['judged']:,} members "
        f"were not read, {purity['patterns']} patterns have an anchor in the audit."
    )


def _trust(found: Mapping[str, Any]) -> Iterator[str]:
    if "trust" in found:
        yield "### Forecasts of the patterns as we form them (hadoop, end to end)"
        yield _rows(_TRUST, found["trust"]["horizons"])


def _logs(found: Mapping[str, Any]) -> Iterator[str]:
    if "logs" not in found:
        return
    yield "### Log lines, one configuration for all systems"
    part = found["logs"]
    lines = [*part["systems"].items(), ("mean", part["mean"])]
    columns = [f"{who} {name}" for who in part["mean"] for name in ("GA", "FGA", "pair F1")]
    rows = ([name, *(v for who in one.values() for v in who.values())] for name, one in lines)
    yield _written(["", *columns], rows)


def _forecasts(found: Mapping[str, Any]) -> Iterator[str]:
    if "forecasts" in found:
        yield "### Forecasts of plain events (apache_component, every event counts)"
        yield _rows(_FORECAST, found["forecasts"]["horizons"])


def _table(
    corner: str, columns: Mapping[str, str], rows: Iterable[tuple[str, Mapping[str, Any]]]
) -> str:
    lines = ([name, *(values[key] for key in columns)] for name, values in rows)
    return _written([corner, *columns.values()], lines)


def _rows(columns: Mapping[str, str], rows: Iterable[Mapping[str, Any]]) -> str:
    return _written(list(columns.values()), ([row[key] for key in columns] for row in rows))


def _written(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines)


def _cell(value: Any) -> str:
    match value:
        case None:
            return "-"
        case float():
            return f"{value:.3f}"
        case int():
            return f"{value:,}"
        case _:
            return str(value)
