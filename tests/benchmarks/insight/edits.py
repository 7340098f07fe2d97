"""What a person must still do until the patterns are right: splits and merges."""

import csv
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple


class Edits(NamedTuple):
    """Splits and merges per 1,000 issues."""

    splits: float
    merges: float

    @property
    def total(self) -> float:
        """Both together."""
        return self.splits + self.merges


def read_clusters(file: Path) -> dict[str, str]:
    """Read the cluster of each issue; one that is alone gets a cluster of its own."""
    with file.open(encoding="utf-8", newline="") as rows:
        reader = csv.DictReader(rows)
        column = (reader.fieldnames or ("", "pattern_id"))[1]
        return {row["external_id"]: row[column] or f"alone {row['external_id']}" for row in reader}


def edits_to_truth(
    cluster_of: Mapping[str, str], group_of: Mapping[str, str], issues: int
) -> Edits:
    """Count the edits that bring the labelled issues together as their labels say.

    Args:
        cluster_of: Where each issue is.
        group_of: Where each labelled issue belongs; nobody knows of the others.
        issues: How many issues there are, labelled or not.
    """
    groups_in: defaultdict[str, set[str]] = defaultdict(set)
    clusters_of: defaultdict[str, set[str]] = defaultdict(set)
    for issue, group in group_of.items():
        cluster = cluster_of.get(issue, f"alone {issue}")
        groups_in[cluster].add(group)
        clusters_of[group].add(cluster)
    splits = sum(len(groups) - 1 for groups in groups_in.values())
    merges = sum(len(clusters) - 1 for clusters in clusters_of.values())
    return Edits(1000 * splits / issues, 1000 * merges / issues)
