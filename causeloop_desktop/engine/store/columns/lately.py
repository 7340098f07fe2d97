"""What came lately: which issues, which of them fit nowhere, and who has fallen silent."""

from collections.abc import Iterator

import numpy as np

from causeloop_desktop.engine.domain.novelty import LATELY_US, RHYTHM_US, WEEKS_BEFORE, Rhythm
from causeloop_desktop.engine.store.columns.looks import Lately, Teller
from causeloop_desktop.engine.store.columns.table import UNLINKED, IssueColumns, Positions

_USUAL = 0.95


def lately(columns: IssueColumns, as_of_us: int, most: int) -> Lately:
    """Look at the last week and the weeks before it.

    Args:
        columns: Where to look.
        as_of_us: Nothing after this is seen.
        most: How many issues are named, the newest ones.
    """
    occurred_us, pattern = columns["occurred_us"], columns["pattern"]
    seen = occurred_us <= as_of_us
    fresh = np.flatnonzero(seen & (occurred_us > as_of_us - LATELY_US))
    fresh = fresh[np.argsort(-occurred_us[fresh], kind="stable")]
    strays = fresh[pattern[fresh] == UNLINKED]
    pool = occurred_us[seen & (pattern == UNLINKED)]
    bounds = [as_of_us - LATELY_US * week for week in range(WEEKS_BEFORE + 1, -1, -1)]
    at = np.searchsorted(np.array(bounds, np.int64), pool, "left")
    counts = np.bincount(at, minlength=len(bounds) + 1)[1 : len(bounds)]
    return Lately(
        issues=tuple(columns["key"][fresh[:most]].tolist()),
        strays=tuple(columns["key"][strays[:most]].tolist()),
        per_week=tuple(counts.tolist()),
        first_us=int(occurred_us[seen].min()) if seen.any() else None,
        tellers=tuple(_tellers(columns, np.flatnonzero(seen), as_of_us)),
    )


def _tellers(columns: IssueColumns, seen: Positions, as_of_us: int) -> Iterator[Teller]:
    """Give every tool with its rhythm; tools are told apart by source and origin."""
    recent = seen[columns["occurred_us"][seen] > as_of_us - RHYTHM_US]
    sources, origins = columns["source"][recent], columns["origin"][recent]
    places, which = np.unique(np.stack((sources, origins)), axis=1, return_inverse=True)
    for number, (source, origin) in enumerate(places.T.tolist()):
        times = np.sort(columns["occurred_us"][recent[which.ravel() == number]])
        gaps = np.diff(times)
        usual = int(np.quantile(gaps, _USUAL)) if len(gaps) else 0
        yield Teller(
            source=columns.words["source"].names[source] or "",
            origin=columns.words["origin"].names[origin] or "",
            rhythm=Rhythm(len(gaps), usual, int(times[-1])),
        )
