"""How an engine is started."""

from pathlib import Path

import pytest

from causeloop_desktop.engine.settings import EngineSettings


def test_mock_mode_keeps_to_its_own_directory(tmp_path: Path) -> None:
    settings = EngineSettings(data_dir=tmp_path, mock=True)
    assert settings.directory == tmp_path / "mock"
    assert settings.database_url == f"sqlite:///{tmp_path}/mock/causeloop.db"


def test_the_environment_switches_mock_mode_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("USE_MOCK", "1")
    assert EngineSettings(data_dir=tmp_path).mock


def test_no_other_variable_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOCK", "1")
    assert not EngineSettings(data_dir=tmp_path).mock


def test_another_database_takes_the_place_of_the_file(tmp_path: Path) -> None:
    url = "postgresql+psycopg://localhost/causeloop"
    assert EngineSettings(data_dir=tmp_path, database=url).database_url == url


@pytest.mark.parametrize(
    ("host", "expected"), [("127.0.0.1", True), ("localhost", True), ("192.0.2.1", False)]
)
def test_loopback_is_recognised(tmp_path: Path, host: str, expected: bool) -> None:
    assert EngineSettings(data_dir=tmp_path, host=host).loopback_only is expected
