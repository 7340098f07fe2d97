"""Matching models on disk: numbers only, one per detection run, beside the database."""

import json
import logging
import os
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from causeloop_desktop.engine.domain.archives import digest_of, held_as
from causeloop_desktop.engine.services.judgements.thresholds import load_thresholds
from causeloop_desktop.engine.store.database import Read
from causeloop_desktop.engine.store.detections.runs import RunStore
from causeloop_desktop.engine.store.patterns.memberships import MembershipStore
from causeloop_desktop.engine.store.patterns.rows import PatternStore

if TYPE_CHECKING:
    from causeloop_desktop.engine.domain.detection.state import State
    from causeloop_desktop.engine.domain.matching.matcher import Matcher
    from causeloop_desktop.engine.domain.matching.model import MatchModel
    from causeloop_desktop.engine.domain.scoring.derived import Derived


logger = logging.getLogger(__name__)


class ModelShelf:
    """The models of one workspace.

    A model is written while its patterns have no keys yet, so a second file says which real key
    each provisional one became.

    Args:
        directory: Where they are, ``models/<workspace id>``.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def model(self, run_id: str) -> Path:
        """Name the file of a run's model."""
        return self._directory / f"{run_id}.npz"

    def state(self, run_id: str) -> Path:
        """Name the file of what a run leaves for the next one."""
        return self._directory / f"{run_id}.state.npz"

    def derived(self, run_id: str) -> Path:
        """Name the file of what matching derives from a run's model."""
        return self._directory / f"{run_id}.index.npz"

    def has_state(self, run_id: str) -> bool:
        """Tell whether a later run can begin where this one ended."""
        return all(file.exists() for file in (self.state(run_id), self._names(run_id)))

    def name_patterns(self, run_id: str, keys: Mapping[int, int]) -> None:
        """Keep which real key each provisional one became."""
        self._directory.mkdir(parents=True, exist_ok=True)
        draft = self._directory / f"{run_id}.new"
        draft.write_text(json.dumps({str(old): new for old, new in keys.items()}), "utf-8")
        draft.replace(self._names(run_id))

    def files(self) -> list[Path]:
        """List the files of all runs; those of a run begin with its id and a dot."""
        return list(self._directory.glob("run_*"))

    @staticmethod
    def keep_only(run_ids: Collection[str], files: Iterable[Path]) -> None:
        """Delete those of some files that other runs left."""
        for file in files:
            if file.name.partition(".")[0] not in run_ids:
                file.unlink(missing_ok=True)

    def load(self, run_id: str) -> "MatchModel":
        """Read a run's model with real keys.

        An empty one where the files are gone or of another version of this program: matching then
        knows only equal keys, until the next detection leaves a model that it can read.
        """
        from causeloop_desktop.engine.domain.matching.model import MatchModel

        try:
            model = MatchModel.from_bytes(self.model(run_id).read_bytes())
            return model.renamed(self._keys(run_id))
        except FileNotFoundError:
            return MatchModel.empty()
        except (OSError, ValueError) as error:
            logger.warning("The model of %s is not used: %s", run_id, error)
            return MatchModel.empty()

    def load_derived(self, run_id: str) -> "Derived | None":
        """Read what was derived from a run's model, unless it is gone or was of another model."""
        from causeloop_desktop.engine.domain.scoring.derived import Derived

        try:
            return Derived.read(self.derived(run_id), digest_of(self.model(run_id)))
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            logger.warning("The index of %s is built anew: %s", run_id, error)
            return None

    def keep_derived(self, run_id: str, derived: "Derived") -> None:
        """Keep what was derived from a run's model, so that matching need not do so each time.

        Where that is not possible matching takes longer to begin, and nothing is lost.
        """
        path = self.derived(run_id)
        draft = path.with_name(f"{path.name}.{os.getpid()}.new")
        try:
            derived.write(draft, digest_of(self.model(run_id)))
            draft.replace(path)
        except (OSError, ValueError) as error:
            logger.warning("The index of %s is not kept: %s", run_id, error)
            draft.unlink(missing_ok=True)

    def load_state(self, run_id: str) -> "State":
        """Read what a run left for the next one, with real keys.

        Raises:
            ValueError: If a file is damaged or gone.
        """
        from causeloop_desktop.engine.domain.detection.state import State

        state = State.read(self.state(run_id))
        return state.renamed(self._keys(run_id))

    def _keys(self, run_id: str) -> dict[int, int]:
        with held_as("keys of patterns"):
            names = json.loads(self._names(run_id).read_text("utf-8"))
            return {int(old): int(new) for old, new in names.items()}

    def _names(self, run_id: str) -> Path:
        return self._directory / f"{run_id}.json"


def load_matcher(read: Read, workspace_key: int, shelf: ModelShelf) -> "Matcher":
    """Give a matcher that knows the visible run, and what people did since.

    The imports wait until here: numpy has no place in an engine that nobody asked why.
    """
    from causeloop_desktop.engine.domain.matching.matcher import Matcher
    from causeloop_desktop.engine.domain.matching.model import MatchModel
    from causeloop_desktop.engine.domain.matching.regrouping import patterns_now
    from causeloop_desktop.engine.store.patterns.placements import PlacementStore

    run = RunStore(read, workspace_key).find(MembershipStore(read, workspace_key).reach().run)
    thresholds = load_thresholds(read, workspace_key)
    if run is None:
        return Matcher(MatchModel.empty(), thresholds)
    placements = PlacementStore(read, workspace_key)
    # A file that stems from elsewhere must not put issues into patterns of somebody else.
    model = shelf.load(run.model.id).only(placements.patterns())
    model = model.renamed(PatternStore(read, workspace_key).signposts())
    placed = patterns_now(model, *placements.places(run.key))
    derived = shelf.load_derived(run.model.id) if len(placed) else None
    matcher = Matcher(model, thresholds, patterns=placed, derived=derived)
    if derived is None and len(placed):
        shelf.keep_derived(run.model.id, matcher.derived)
    return matcher
