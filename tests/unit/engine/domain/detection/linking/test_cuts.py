"""What groups ask, and who is known to write the lines of a source."""

from collections.abc import Iterable

from causeloop_desktop.engine.domain.detection.arrays import Integers
from causeloop_desktop.engine.domain.detection.grouping.atoms import build_atoms
from causeloop_desktop.engine.domain.detection.linking.cuts import (
    FEWEST_LINES,
    MACHINES_CUT,
    RECURRING_CUT,
    cuts_of,
    machines_of,
)
from causeloop_desktop.engine.domain.detection.reading.corpus import Corpus, read_corpus
from causeloop_desktop.engine.domain.detection.values import DetectionSettings
from causeloop_desktop.engine.domain.documents import Constraints, Document

LINES = ("clock is wrong", *["disk full on volume 7"] * (FEWEST_LINES - 1))
COLOURS = ("red", "blue", "dark", "pale", "sad", "odd", "old")
THINGS = ("chair", "desk", "lamp", "shelf", "table", "door", "stool")
WISHES = [*(f"{colour} {thing}" for colour in COLOURS for thing in THINGS), *["more tea"] * 9]


def read(source: str, titles: Iterable[str], first: int = 1) -> list[Document]:
    return [Document(key, title, source=source) for key, title in enumerate(titles, first)]


def grouped(documents: list[Document]) -> tuple[Corpus, Integers]:
    corpus = read_corpus(documents, lambda: False)
    return corpus, build_atoms(corpus, Constraints(), {}).of_row


def test_where_nearly_all_lines_recur_machines_write() -> None:
    assert machines_of(*grouped(read("log", LINES))) == ("log",)


def test_few_lines_tell_nothing_of_their_source() -> None:
    assert machines_of(*grouped(read("log", LINES[1:]))) == ()


def test_people_rarely_write_the_same_twice() -> None:
    assert machines_of(*grouped(read("desk", WISHES))) == ()


def test_each_source_is_judged_by_its_own_lines() -> None:
    both = [*read("log", LINES), *read("desk", WISHES, first=len(LINES) + 1)]
    assert machines_of(*grouped(both)) == ("log",)


def test_a_rare_line_of_a_machine_asks_as_much_as_a_frequent_one() -> None:
    corpus, of_row = grouped([*read("log", LINES), *read("desk", ["clock is slow"], first=99)])
    asked = {
        name: cuts_of(corpus, of_row, DetectionSettings(), 9, names)
        for name, names in (("known", ("log",)), ("unknown", ()))
    }
    assert asked["known"][:2].tolist() == [MACHINES_CUT] * 2
    assert asked["unknown"][1] == RECURRING_CUT
    assert asked["unknown"][0] == asked["unknown"][2] == asked["known"][2] < RECURRING_CUT


def test_no_issues_have_no_machines() -> None:
    assert machines_of(*grouped([])) == ()
