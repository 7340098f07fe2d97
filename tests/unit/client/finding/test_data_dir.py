"""Where every program looks for its data."""

from pathlib import Path

import pytest

from causeloop_desktop.client.finding.data_dir import default_data_dir


def test_the_environment_names_the_data_directory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAUSELOOP_DATA_DIR", "~/failures")
    assert default_data_dir() == Path.home() / "failures"


def test_else_the_platform_has_a_place_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CAUSELOOP_DATA_DIR")
    assert default_data_dir().name == "causeloop"
