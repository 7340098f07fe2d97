import numpy as np

from causeloop_desktop.engine.domain.detection.run import detect
from causeloop_desktop.engine.domain.documents import Document
from causeloop_desktop.engine.domain.matching.matcher import Matcher
from causeloop_desktop.engine.domain.matching.model import GONE, Keys, MatchModel
from causeloop_desktop.engine.domain.matching.regrouping import patterns_now

DISK = "Disk full on node-{} while writing the index segment"
LOGIN = "Login token rejected for tenant {} after certificate rotation"
FRESH = Document(99, DISK.format(99))


def model() -> MatchModel:
    titles = [DISK.format(n) for n in range(4)] + [LOGIN.format(n) for n in range(3)]
    found = detect([Document(key, title) for key, title in enumerate(titles, start=1)])
    return found.model.renamed({-1: 70, -2: 40})


def now(places: dict[int, int]) -> Keys:
    """The patterns of the model's rows, told in an order of its own."""
    issues = np.array([*places][::-1], np.int64)
    return patterns_now(model(), issues, np.array([*places.values()][::-1], np.int64))


def test_a_folded_pattern_answers_as_what_it_was_folded_into() -> None:
    places = now(dict.fromkeys(range(1, 8), 40))

    matched = Matcher(model().renamed({70: 40}), patterns=places).match(FRESH)

    assert matched.pattern == 40
    assert {candidate.pattern for candidate in matched.candidates} == {40}


def test_rows_go_where_their_issues_went() -> None:
    places = {1: 70, 2: 70, 3: 90, 4: 90, 5: 40, 6: 40, 7: 40}

    rows = model().rows.issues.tolist()

    assert now(places).tolist() == [places[issue] for issue in rows]


def test_issues_that_wait_to_be_looked_at_again_are_not_known() -> None:
    places = {3: 90, 5: 40}

    matcher = Matcher(model(), patterns=now(places))

    assert {*now(places).tolist()} == {90, 40, GONE}
    assert {*matcher.ranked(FRESH)} <= {3, 5}
    again = Document(1, LOGIN.format(1))
    matcher.add(again, 40)
    assert 1 in matcher.ranked(Document(98, LOGIN.format(98)))


def test_an_empty_model_stays_empty() -> None:
    none = np.zeros(0, np.int64)
    assert len(patterns_now(MatchModel.empty(), none, none)) == 0
    assert patterns_now(model(), none, none).tolist() == [GONE] * len(model().rows.issues)
