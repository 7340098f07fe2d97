"""Groupings of issues compared, and workspaces that are detected more than once."""

from collections import Counter
from collections.abc import Iterable, Mapping

from causeloop_desktop.engine.domain.detection.found import Detection
from causeloop_desktop.engine.domain.detection.update import Earlier, News, update
from causeloop_desktop.engine.domain.detection.values import Progress
from causeloop_desktop.engine.domain.documents import Constraints, Document

NOBODY = Constraints()


def disagreement(one: Mapping[int, int], other: Mapping[int, int]) -> float:
    """Share of the issues that are elsewhere, after each pattern met the one most like it.

    Issues that are nowhere stand in neither mapping, or under 0.
    """
    issues = one.keys() | other.keys()
    met = Counter((one.get(issue, 0), other.get(issue, 0)) for issue in issues)
    agreed = met.pop((0, 0), 0)
    taken: set[tuple[str, int]] = set()
    for (left, right), count in sorted(met.items(), key=lambda item: (-item[1], item[0])):
        if left and right and not {("one", left), ("other", right)} & taken:
            taken |= {("one", left), ("other", right)}
            agreed += count
    return 1 - agreed / len(issues) if issues else 0.0


def places(detection: Detection) -> dict[int, int]:
    """Give the pattern of every issue of a detection, 0 where it fits nowhere."""
    corpus, patterns = detection.state.corpus, detection.state.patterns
    return dict(zip(corpus.keys.tolist(), patterns.tolist(), strict=True))


def earlier(detection: Detection) -> Earlier:
    """What a detection leaves once its new patterns have keys of their own."""
    top = max(0, *detection.state.patterns.tolist(), 0)
    new = [pattern.key for pattern in detection.patterns if pattern.key < 0]
    keys = {key: top + number for number, key in enumerate(new, 1)}
    return Earlier(detection.state.renamed(keys), detection.model.renamed(keys))


def previous(kept: Earlier) -> dict[int, int]:
    """Give the pattern of each issue that is in one."""
    issues = kept.state.corpus.keys.tolist()
    pairs = zip(issues, kept.state.patterns.tolist(), strict=True)
    return {issue: pattern for issue, pattern in pairs if pattern}


def updated(
    kept: Earlier,
    documents: Iterable[Document] = (),
    constraints: Constraints = NOBODY,
    gone: frozenset[int] = frozenset(),
    progress: Progress = lambda *_: None,
) -> Detection:
    """Bring what an earlier detection left up to date; nobody has moved an issue meanwhile."""
    news = News(documents, gone, constraints, previous(kept))
    return update(kept, news, progress, lambda: False)
