"""Circles never overlap, whatever their sizes."""

from itertools import combinations
from math import hypot

from hypothesis import given, settings
from hypothesis import strategies as st

from causeloop_desktop.desktop.widgets.charts.packing import pack_into

GAP = 0.1


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.floats(0.2, 1.0), min_size=1, max_size=12),
    st.floats(0.5, 4.0),
)
def test_circles_keep_their_distance(radii: list[float], aspect: float) -> None:
    circles = pack_into(sorted(radii, reverse=True), gap=GAP, aspect=aspect)

    assert [circle.radius for circle in circles] == sorted(radii, reverse=True)
    for one, other in combinations(circles, 2):
        distance = hypot(one.x - other.x, one.y - other.y)
        assert distance >= one.radius + other.radius + GAP - 1e-4
