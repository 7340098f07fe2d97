"""Bring the visible run's findings up to date, where that is possible; else all is looked at anew.

It is not possible without a state of that run that can be read, under other settings or rules, a
week after the last look at everything, or where much has changed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from causeloop_desktop.engine.domain.detection.found import Detection
from causeloop_desktop.engine.domain.detection.state import State
from causeloop_desktop.engine.domain.detection.update import (
    Earlier,
    News,
    StateUnfitError,
    update,
)
from causeloop_desktop.engine.domain.detection.values import (
    CONFIGURATION,
    DetectionSettings,
    Progress,
)
from causeloop_desktop.engine.domain.documents import Constraints
from causeloop_desktop.engine.domain.patterns.confidence import Leanings
from causeloop_desktop.engine.services.patterns.models import ModelShelf
from causeloop_desktop.engine.worker.detection.reading import WorkspaceReading

LONGEST_US = 7 * 86_400_000_000
"""After a week everything is looked at again, which evens out small differences."""

MOST_CHANGED = 0.2
"""Share of the issues; where more came or changed, a look at everything costs little more."""


@dataclass(frozen=True, slots=True)
class Renewal:
    """Updates a detection.

    Attributes:
        reading: The workspace.
        shelf: What earlier runs left.
        settings: What the workspace chose.
        through: The newest issue to look at.
        now_us: When the run began.
        leanings: What people's decisions say of all that belongs.
    """

    reading: WorkspaceReading
    shelf: ModelShelf
    settings: DetectionSettings
    through: int
    now_us: int
    leanings: Leanings

    def found(
        self,
        base: str,
        previous: Mapping[int, int],
        constraints: Constraints,
        progress: Progress,
    ) -> Detection | None:
        """Update the run ``base``; ``None`` where everything must be looked at.

        Args:
            base: The id of the visible run.
            previous: The pattern of each issue now.
            constraints: What people decided.
            progress: Told how far it is.
        """
        earlier = self._earlier(base)
        if earlier is None or not self._fits(earlier.state) or not self._owns(earlier.state):
            return None
        keys = self._changed(earlier.state)
        if keys is None:
            return None
        news = News(self.reading.some_documents(keys), (), constraints, previous, self.leanings)
        try:
            return update(earlier, news, progress, lambda: False)
        except StateUnfitError:
            return None

    def _earlier(self, base: str) -> Earlier | None:
        try:
            state, model = self.shelf.load_state(base), self.shelf.load(base)
        except (OSError, ValueError):
            return None
        if not len(model.rarity.ids) and len(state.corpus):
            return None
        return Earlier(state, model, self.shelf.load_derived(base))

    def _fits(self, state: State) -> bool:
        basis = state.basis
        young = 0 <= self.now_us - basis.moment_us < LONGEST_US
        return young and (basis.configuration, basis.settings) == (CONFIGURATION, self.settings)

    def _owns(self, state: State) -> bool:
        """Tell whether a state is of this workspace, and not from a file that was put here."""
        ends = sorted({*state.corpus.keys[:1].tolist(), *state.corpus.keys[-1:].tolist()})
        return len(list(self.reading.some_documents(ends))) == len(ends)

    def _changed(self, state: State) -> list[int] | None:
        """Give the issues that came or were written since, by ascending key, if they are few."""
        known, basis = len(state.corpus), state.basis
        most = MOST_CHANGED * basis.issues - basis.changed
        last = int(state.corpus.keys[-1]) if known else 0
        newer = _at_most(self.reading.above(last, self.through), most)
        later = _at_most(self.reading.changed(basis.seen_us + 1, self.through), most)
        if newer is None or later is None:
            return None
        if self.reading.count(self.through) != known + len(newer):
            return None
        # What was written at that very moment may have been seen; reading it again tells.
        seen = self.reading.written_at(basis.seen_us, self.through)
        return sorted(newer | later | {*seen})


def _at_most(keys: Iterable[int], most: float) -> set[int] | None:
    found: set[int] = set()
    for key in keys:
        found.add(key)
        if len(found) > most:
            return None
    return found
