"""What belongs together without comparing words."""

from causeloop_desktop.engine.domain.detection.grouping.atoms import Atoms, build_atoms
from causeloop_desktop.engine.domain.detection.reading.corpus import read_corpus
from causeloop_desktop.engine.domain.documents import Constraints, Document

LINES = [Document(n, f"Disk full on report volume {name}") for n, name in enumerate("abcd")]


def atoms_of(documents: list[Document], constraints: Constraints | None = None) -> Atoms:
    corpus = read_corpus(documents, lambda: False)
    return build_atoms(corpus, constraints or Constraints(), {})


def test_lines_with_a_variable_word_are_one_atom() -> None:
    atoms = atoms_of(LINES)
    assert atoms.of_row.tolist() == [0, 0, 0, 0]
    assert ("template", "disk full on report volume <any>") in atoms.keys


def test_people_part_what_is_equal() -> None:
    atoms = atoms_of(LINES, Constraints(cannot_link=((0, 2),)))
    assert atoms.of_row[0] != atoms.of_row[2]
    assert not atoms.rules.allow(int(atoms.of_row[0]), int(atoms.of_row[2]))
    assert atoms.conflicts == 0


def test_pins_gather_and_part() -> None:
    atoms = atoms_of(LINES, Constraints(pins={0: 5, 1: 6, 3: 5}))
    assert atoms.of_row[0] == atoms.of_row[3] != atoms.of_row[1]
    assert ("template", "disk full on report volume <any>") not in atoms.keys
    assert sorted(atoms.rules.pins.values()) == [5, 6]


def test_unknown_issues_in_constraints_are_no_concern() -> None:
    wishes = Constraints(((0, 77),), ((88, 1),), {99: 1}, frozenset({(66, 1)}))
    assert atoms_of(LINES, wishes).conflicts == 0
