"""What one model takes over from another is what would be derived from it anew, bit for bit."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pytest

from causeloop_desktop.engine.domain.detection.run import detect
from causeloop_desktop.engine.domain.documents import Document
from causeloop_desktop.engine.domain.matching.inheriting import inherited
from causeloop_desktop.engine.domain.matching.matcher import Matcher
from causeloop_desktop.engine.domain.matching.model import MatchModel
from causeloop_desktop.engine.domain.scoring.derived import Derived
from causeloop_desktop.engine.domain.scoring.latent import Latent
from tests.benchmarks.failures import failures
from tests.support.groupings import earlier, updated

DOCUMENTS = list(failures(400))
CHANGED = Document(7, "Nothing that stood here before", "It reads otherwise now.")


@pytest.fixture(scope="module")
def before() -> MatchModel:
    return meant(earlier(detect(DOCUMENTS[:360])).model)


def meant(model: MatchModel) -> MatchModel:
    """The model, its words strewn over a space of meanings, which so few issues do not teach."""
    terms = np.unique(np.concatenate((model.exemplars.ids, model.lone.ids)))
    places = np.random.default_rng(5).standard_normal((len(terms), 64)).astype(np.float16)
    return replace(model, latent=Latent(terms, places))


def after(before: MatchModel, documents: Iterable[Document]) -> MatchModel:
    kept = earlier(detect(DOCUMENTS[:360]))
    return updated(replace(kept, model=before), documents).model


def assert_same(one: Derived, other: Derived) -> None:
    assert one.lengths.tobytes() == other.lengths.tobytes()
    assert one.places.tobytes() == other.places.tobytes()


def test_rows_old_and_new_lie_where_they_would_anew(before: MatchModel) -> None:
    model = after(before, [CHANGED, *DOCUMENTS[360:]])
    assert not set(before.rows.issues.tolist()) >= set(model.rows.issues.tolist())

    found = inherited(model, before, Matcher(before).derived)

    assert found.places.any()
    assert_same(found, Matcher(model).derived)


def test_an_issue_that_reads_otherwise_is_looked_at_anew(before: MatchModel) -> None:
    weights = before.lone.weights.copy()
    weights[0] *= np.float32(0.5)
    model = replace(before, lone=replace(before.lone, weights=weights))

    assert_same(inherited(model, before, Matcher(before).derived), Matcher(model).derived)


def test_from_nothing_all_is_derived(before: MatchModel) -> None:
    empty = MatchModel.empty()

    assert_same(inherited(before, empty, Matcher(empty).derived), Matcher(before).derived)
    assert not len(inherited(empty, before, Matcher(before).derived).lengths)


def test_an_update_hands_on_what_its_matcher_need_not_derive(before: MatchModel) -> None:
    kept = replace(earlier(detect(DOCUMENTS[:360])), model=before)
    assert updated(kept, DOCUMENTS[360:]).derived is None

    found = updated(replace(kept, derived=Matcher(before).derived), DOCUMENTS[360:])

    assert found.derived is not None
    assert_same(found.derived, Matcher(found.model).derived)
