"""Confidence is a share."""

from hypothesis import given
from hypothesis import strategies as st

from causeloop_desktop.engine.domain.confidence import belonging, confidence_of

LIKENESS = st.floats(0, 1)


@given(st.lists(st.tuples(LIKENESS, st.booleans()), min_size=1))
def test_confidence_is_a_share(members: list[tuple[float, bool]]) -> None:
    assert 0 < confidence_of(members) < 1


@given(LIKENESS, LIKENESS)
def test_more_alike_means_surer(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert belonging(low) <= belonging(high)
    assert belonging(low) <= belonging(low, exact=True)


def test_nobody_belongs_to_an_empty_pattern() -> None:
    assert confidence_of([]) == 0
