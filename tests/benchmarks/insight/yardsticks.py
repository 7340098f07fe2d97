"""What else there is to buy or to borrow, run over the same data in the same session.

Each is used as its authors or the literature recommend, and told a little more than we are: rarity
of words is counted over the whole file, the future included.
"""

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from tests.benchmarks.insight.texts import Text, words

RANKED = 10
BM25_K1, BM25_B = 1.2, 0.75
DRAIN_LIKENESS = 0.6
LATENT, SMALLEST = 100, 2

MASKS = (
    (r"((?<=[^A-Za-z0-9])|^)(\d{1,3}\.){3}\d{1,3}(:\d+)?((?=[^A-Za-z0-9])|$)", "IP"),
    (r"((?<=[^A-Za-z0-9])|^)(/[\w.-]+){2,}((?=[^A-Za-z0-9])|$)", "PATH"),
    (r"((?<=[^A-Za-z0-9])|^)([0-9a-f]{6,}|0x[0-9a-fA-F]+)((?=[^A-Za-z0-9])|$)", "HEX"),
    (r"((?<=[^A-Za-z0-9])|^)[-+]?\d+((?=[^A-Za-z0-9])|$)", "NUM"),
)
"""The masks that its documentation recommends to put before Drain3."""


def missing_packages() -> list[str]:
    """Name the packages that are not installed; the extra ``bench`` brings them."""
    return [name for name in ("bm25s", "drain3", "pandas") if find_spec(name) is None]


def rank_by_bm25(texts: Sequence[Text], asked: Iterable[str], target: Path) -> None:
    """Rank earlier issues by BM25 for the issues that are ``asked``."""
    import bm25s

    tokens = list(map(words, texts))
    index = bm25s.BM25(k1=BM25_K1, b=BM25_B)
    index.index(tokens, show_progress=False)
    _rank(texts, asked, target, lambda row: index.get_scores(tokens[row]))


def rank_by_tf_idf(texts: Sequence[Text], asked: Iterable[str], target: Path) -> None:
    """Rank earlier issues by the cosine of their weighed words."""
    rows = _weighed(texts)
    turned = rows.T.tocsc()
    _rank(texts, asked, target, lambda row: (rows[[row]] @ turned).toarray().ravel())


def _rank(
    texts: Sequence[Text],
    asked: Iterable[str],
    target: Path,
    scores_of: Callable[[int], np.ndarray[Any, Any]],
) -> None:
    wanted = set(asked)
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("external_id", "ranked"))
        for row, text in enumerate(texts):
            if text.external_id in wanted:
                scores = np.asarray(scores_of(row))[:row]
                best = np.argsort(-scores, kind="stable")[:RANKED]
                names = (texts[other].external_id for other in best if scores[other] > 0)
                writer.writerow((text.external_id, " ".join(names)))


def cluster_by_hdbscan(texts: Sequence[Text], target: Path) -> None:
    """Cluster latent vectors of weighed words by density, the leaves of its tree."""
    from sklearn.cluster import HDBSCAN
    from sklearn.decomposition import TruncatedSVD
    from sklearn.preprocessing import normalize

    latent = TruncatedSVD(LATENT, random_state=0).fit_transform(_weighed(texts))
    search = HDBSCAN(min_cluster_size=SMALLEST, cluster_selection_method="leaf", copy=True)
    found = search.fit_predict(normalize(latent))
    _save_clusters(target, {t.external_id: str(c) for t, c in zip(texts, found, strict=True)})


def cluster_by_drain(texts: Sequence[Text], target: Path) -> None:
    """Cluster titles by the templates that Drain3 finds."""
    from drain3 import TemplateMiner
    from drain3.masking import MaskingInstruction
    from drain3.template_miner_config import TemplateMinerConfig

    settings = TemplateMinerConfig()
    settings.drain_sim_th = DRAIN_LIKENESS
    settings.masking_instructions = [MaskingInstruction(*mask) for mask in MASKS]
    miner = TemplateMiner(config=settings)
    found = {text.external_id: miner.add_log_message(text.title)["cluster_id"] for text in texts}
    _save_clusters(target, {name: str(cluster) for name, cluster in found.items()})


def leave_alone(texts: Sequence[Text], target: Path) -> None:
    """Put every issue in a cluster of its own."""
    _save_clusters(target, {text.external_id: "" for text in texts})


def _weighed(texts: Sequence[Text]) -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer

    weigh = TfidfVectorizer(analyzer=words, sublinear_tf=True, dtype=np.float32)
    return weigh.fit_transform(texts).tocsr()


def _save_clusters(target: Path, cluster_of: Mapping[str, str]) -> None:
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("external_id", "cluster_id"))
        writer.writerows(cluster_of.items())
