"""No two parts of the program need each other, not even for the names of types."""

from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

import grimp
import pytest


@pytest.fixture(scope="module")
def imported() -> dict[str, set[str]]:
    """What each module of the program imports of it, wherever in its text."""
    graph = grimp.build_graph("causeloop_desktop", cache_dir=None)
    return {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}


def circles(imported: Mapping[str, set[str]]) -> Iterator[str]:
    """Tell of circles one by one, each without the arrow that closed those before."""
    left = {module: set(found) for module, found in imported.items()}
    while True:
        try:
            TopologicalSorter(left).prepare()
        except CycleError as error:
            circle: list[str] = error.args[1]
            yield " <- ".join(circle)
            left[circle[1]].discard(circle[0])
        else:
            return


def test_nothing_imports_what_imports_it(imported: dict[str, set[str]]) -> None:
    assert list(circles(imported)) == []


def test_a_circle_would_be_told() -> None:
    assert list(circles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}})) == ["a <- c <- b <- a"]
