from causeloop_desktop.engine.domain.detection.run import detect
from causeloop_desktop.engine.domain.documents import Document
from causeloop_desktop.engine.domain.matching.matcher import Matcher
from causeloop_desktop.engine.domain.matching.model import MatchModel
from causeloop_desktop.engine.domain.matching.regrouping import regrouped

DISK = "Disk full on node-{} while writing the index segment"
LOGIN = "Login token rejected for tenant {} after certificate rotation"
FRESH = Document(99, DISK.format(99))


def model() -> MatchModel:
    titles = [DISK.format(n) for n in range(4)] + [LOGIN.format(n) for n in range(3)]
    found = detect([Document(key, title) for key, title in enumerate(titles, start=1)])
    return found.model.renamed({-1: 70, -2: 40})


def test_a_folded_pattern_answers_as_what_it_was_folded_into() -> None:
    places = dict.fromkeys(range(1, 8), 40)

    matched = Matcher(regrouped(model(), places, {70: 40})).match(FRESH)

    assert matched.pattern == 40
    assert {candidate.pattern for candidate in matched.candidates} == {40}


def test_exemplars_go_where_their_issues_went() -> None:
    places = {1: 70, 2: 70, 3: 90, 4: 90, 5: 40, 6: 40, 7: 40}

    moved = regrouped(model(), places, {}).exemplars

    assert {
        (i, p) for i, p in zip(moved.issues.tolist(), moved.patterns.tolist(), strict=True)
    } <= (set(places.items()))
    assert moved.patterns.tolist() == sorted(moved.patterns.tolist())
    assert moved.starts[-1] == len(moved.ids) == len(moved.weights)


def test_each_exemplar_keeps_its_own_words() -> None:
    before = model().exemplars
    after = regrouped(model(), {1: 90, 5: 10}, {}).exemplars

    rows = {issue: row for row, issue in enumerate(before.issues.tolist())}
    for row, issue in enumerate(after.issues.tolist()):
        kept, now = before.row(rows[issue]), after.row(row)
        assert kept[0].tolist() == now[0].tolist()
        assert kept[1].tolist() == now[1].tolist()


def test_an_empty_model_stays_empty() -> None:
    assert len(regrouped(MatchModel.empty(), {}, {}).exemplars.issues) == 0
