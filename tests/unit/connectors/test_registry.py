"""Connectors of other packages: named under an entry point, found, and never in ours' place."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from causeloop_desktop import connectors as surface
from causeloop_desktop.connectors.registry import connectors

MODULE = """
from causeloop_desktop.connectors import Category, Connector

def _connector(type_):
    return Connector(type=type_, title="Pager", category=Category.INCIDENTS, summary="Pages.",
                     ingests=("Pages",))

PAGER = _connector("acme_pager")
IMPOSTOR = _connector("github")
"""
METADATA = "Metadata-Version: 2.1\nName: acme-causeloop\nVersion: 1.0\n"
ENTRY_POINTS = """
[causeloop.connectors]
pager = acme_causeloop_of_a_test:PAGER
github = acme_causeloop_of_a_test:IMPOSTOR
"""


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Install a package of somebody else for as long as the test runs."""
    (tmp_path / "acme_causeloop_of_a_test.py").write_text(MODULE)
    info = tmp_path / "acme_causeloop-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(METADATA)
    (info / "entry_points.txt").write_text(ENTRY_POINTS)
    monkeypatch.syspath_prepend(str(tmp_path))
    connectors.cache_clear()
    yield
    connectors.cache_clear()
    sys.modules.pop("acme_causeloop_of_a_test", None)


def test_another_package_brings_a_connector(package: None) -> None:
    assert connectors()["acme_pager"].title == "Pager"


def test_ours_is_not_replaced(package: None) -> None:
    assert connectors()["github"].title == "GitHub"


def test_the_names_that_connectors_are_written_with_are_all_there() -> None:
    assert [name for name in surface.__all__ if not hasattr(surface, name)] == []
