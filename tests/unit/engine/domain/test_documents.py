"""Documents and constraints are plain values."""

from causeloop_desktop.engine.domain.documents import Constraints, Document


def test_equal_documents_are_equal_and_own_their_fields() -> None:
    one, other = Document(1, "Disk full"), Document(1, "Disk full")
    assert one == other
    assert one.fields is not other.fields


def test_nobody_has_decided_anything_yet() -> None:
    assert Constraints() == Constraints((), (), {}, frozenset())
